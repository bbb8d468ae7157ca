using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>The scales beside the plot that say which number a colour stands for.</summary>
internal sealed class ColorBars
{
    private readonly Figure figure;
    private readonly List<(string Key, ColorMapping Mapping)> bars = [];

    public ColorBars(Figure figure)
    {
        this.figure = figure;
        foreach (JsonNode trace in figure.Traces)
        {
            JsonNode? owner = HeatmapTrace.Is(trace) ? trace : trace.At("marker");
            string key = owner.At("coloraxis").Text() ?? $"trace {bars.Count}";
            if (trace.At("type").Text() != "image" && bars.TrueForAll(bar => bar.Key != key)
                && ColorMapping.Of(figure, owner) is { IsShown: true } mapping)
            {
                bars.Add((key, mapping));
            }
        }

        if (bars.Exists(bar => bar.Mapping.Bar.At("x").Number() is null or >= 1))
        {
            figure.Right = Math.Max(figure.Right, 75);
        }
    }

    public void Draw(SvgWriter svg)
    {
        foreach ((string key, ColorMapping mapping) in bars)
        {
            JsonNode? style = mapping.Bar;
            double length = (style.At("len").Number() ?? 1) * figure.PlotHeight;
            double thickness = Math.Min(style.At("thickness").Number() ?? 18, 18);
            double left = figure.Left + (style.At("x").Number() ?? 1.02) * figure.PlotWidth;
            double middle = figure.Top + (1 - (style.At("y").Number() ?? 0.5)) * figure.PlotHeight;
            double top = middle - length / 2;
            string id = "s" + string.Concat(key.Where(char.IsAsciiLetterOrDigit));
            svg.Raw($"<defs><linearGradient id=\"{id}\" x2=\"0\" y1=\"1\" y2=\"0\">");
            for (int i = 0; i <= 10; i++)
            {
                Rgba colour = mapping.At(mapping.Least + (mapping.Greatest - mapping.Least) * i / 10);
                svg.Raw($"<stop offset=\"{SvgWriter.Number(i * 10)}%\" stop-color=\"{colour.Hex}\"/>");
            }

            svg.Raw("</linearGradient></defs>");
            svg.Rectangle(left, top, thickness, length, $"fill=\"url(#{id})\"");
            Scale(svg, mapping, style, left + thickness, top, length);
        }
    }

    private void Scale(SvgWriter svg, ColorMapping mapping, JsonNode? style, double x, double top, double length)
    {
        double size = style.At("tickfont", "size").Number() ?? figure.FontSize;
        double widest = 0;
        if (mapping.Greatest > mapping.Least)
        {
            foreach ((double at, string label) in Ticks.Linear(mapping.Least, mapping.Greatest, (int)Math.Clamp(length / 25, 2, 6)))
            {
                double y = top + length * (1 - (at - mapping.Least) / (mapping.Greatest - mapping.Least));
                svg.Text(label, x + 5, y, "start", size, figure.FontColor);
                widest = Math.Max(widest, Labels.Width(label, size));
            }
        }

        if (style.At("title").Title() is not { Length: > 0 } title)
        {
            return;
        }

        if (style.At("title", "side").Text() == "right")
        {
            svg.Text(title, x + widest + size * 1.3, top + length / 2, "middle", size, figure.FontColor, turn: 90);
        }
        else
        {
            svg.Text(title, x - 18, top - size, "start", size, figure.FontColor);
        }
    }
}
