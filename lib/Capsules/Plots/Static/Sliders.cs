using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>Sliders as they stand: what the picture shows is one of several states.</summary>
internal static class Sliders
{
    public static void Draw(Figure figure, SvgWriter svg)
    {
        foreach (JsonNode? slider in figure.Setting("sliders").Items())
        {
            JsonNode?[] steps = slider.At("steps").Items();
            if (steps.Length == 0)
            {
                continue;
            }

            int active = Math.Clamp((int)(slider.At("active").Number() ?? 0), 0, steps.Length - 1);
            double left = figure.Left + (slider.At("x").Number() ?? 0) * figure.PlotWidth + 10;
            double width = (slider.At("len").Number() ?? 1) * figure.PlotWidth - 20;
            double top = figure.Top + figure.PlotHeight + (slider.At("pad", "t").Number() ?? 20) + 10;
            string label = steps[active].At("label").Text() ?? "";
            svg.Text(slider.At("currentvalue", "prefix").Text() + label, left - 6, top, "start", figure.FontSize * 1.1, figure.FontColor);
            double track = top + 22;
            svg.Line(left, track, left + width, track, "stroke=\"#bbbbbb\" stroke-width=\"4\" stroke-linecap=\"round\"");
            double step = steps.Length > 1 ? width / (steps.Length - 1) : 0;
            svg.Raw($"<circle cx=\"{SvgWriter.Number(left + active * step)}\" cy=\"{SvgWriter.Number(track)}\" r=\"8\" fill=\"#ffffff\" stroke=\"#888888\"/>");
            int every = (int)Math.Ceiling(steps.Max(one => Labels.Width(one.At("label").Text() ?? "", figure.FontSize) + 8) / Math.Max(1, step));
            for (int i = 0; i < steps.Length; i += Math.Max(1, every))
            {
                svg.Text(steps[i].At("label").Text() ?? "", left + i * step, track + 19, "middle", figure.FontSize * 0.9, figure.FontColor);
            }
        }
    }
}
