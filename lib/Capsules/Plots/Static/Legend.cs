using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>Names of the traces beside their colours, in a column at the right or in a row.</summary>
internal sealed class Legend
{
    private const double Swatch = 24;
    private readonly Figure figure;
    private readonly JsonNode[] entries;
    private readonly double size;

    public Legend(Figure figure)
    {
        this.figure = figure;
        size = figure.Setting("legend", "font", "size").Number() ?? figure.FontSize;
        JsonNode[] named = [.. figure.Traces.Where(trace =>
            trace.At("showlegend").Flag() != false && trace.At("name").Text() is not null && !HeatmapTrace.Is(trace))];
        bool shown = figure.Setting("showlegend").Flag() ?? figure.Traces.Count(trace => trace.At("showlegend").Flag() != false && !HeatmapTrace.Is(trace)) > 1;
        entries = shown ? named : [];
        if (entries.Length > 0 && !Lies && figure.Setting("legend", "x").Number() is null)
        {
            figure.Right = Math.Max(figure.Right, entries.Max(Width) + 20);
        }
    }

    private bool Lies => figure.Setting("legend", "orientation").Text() == "h";

    public void Draw(SvgWriter svg)
    {
        if (entries.Length == 0)
        {
            return;
        }

        double line = size * 1.5;
        double width = Lies ? entries.Sum(Width) : entries.Max(Width);
        double height = Lies ? line : entries.Length * line;
        double x = figure.Left + (figure.Setting("legend", "x").Number() ?? (Lies ? 0 : 1.02)) * figure.PlotWidth;
        double y = figure.Top + (1 - (figure.Setting("legend", "y").Number() ?? (Lies ? -0.1 : 1))) * figure.PlotHeight;
        x -= figure.Setting("legend", "xanchor").Text() switch { "center" => width / 2, "right" => width, _ => 0 };
        y -= figure.Setting("legend", "yanchor").Text() switch { "bottom" => height, "middle" => height / 2, _ => 0 };
        double left = x;
        foreach (JsonNode trace in entries)
        {
            if (Lies && x > left && x + Width(trace) > figure.Width)
            {
                (x, y) = (left, y + line);
            }

            Key(svg, trace, x, y + line / 2);
            svg.Text(trace.At("name").Text()!, x + Swatch + 4, y + line / 2, "start", size, figure.FontColor);
            (x, y) = Lies ? (x + Width(trace), y) : (x, y + line);
        }
    }

    private void Key(SvgWriter svg, JsonNode trace, double x, double y)
    {
        int index = figure.Traces.ToList().IndexOf(trace);
        if (trace.At("type").Text() is null or "scatter" or "scattergl")
        {
            ScatterTrace scatter = new(figure, trace, index);
            if (scatter.HasLine)
            {
                svg.Line(x, y, x + Swatch - 4, y, scatter.LineStyle());
            }

            if (scatter.HasMarkers)
            {
                Rgba colour = Colors.Parse(trace.At("marker", "color").Of(0).Text()) ?? scatter.LineColour;
                Symbols.Draw(svg, trace.At("marker", "symbol").Of(0), (x + Swatch / 2 - 2, y), 4, colour.Paint("fill"));
            }
        }
        else
        {
            Rgba colour = Colors.Parse(trace.At("marker", "color").Of(0).Text()) ?? figure.Colour(index);
            svg.Rectangle(x + 4, y - 5, 12, 10, colour.Paint("fill", trace.At("opacity").Number() ?? 1));
        }
    }

    private double Width(JsonNode trace) => Swatch + 4 + Labels.Width(trace.At("name").Text()!, size) + 16;
}
