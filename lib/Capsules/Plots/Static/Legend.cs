using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>Names of the traces beside their colours, in a column at the right or in a row.</summary>
internal sealed class Legend
{
    private const double Swatch = 30;
    private const double Gap = 5;
    private readonly Figure figure;
    private readonly JsonNode[] entries;
    private readonly double size;

    public Legend(Figure figure)
    {
        this.figure = figure;
        size = figure.Setting("legend", "font", "size").Number() ?? figure.FontSize;
        JsonNode[] named = [.. figure.Traces.Where(trace =>
            trace.At("showlegend").Flag() != false && trace.At("name").Text() is not null && !HeatmapTrace.Is(trace))];
        bool shown = figure.Setting("showlegend").Flag()
            ?? figure.Traces.Count(trace => trace.At("showlegend").Flag() != false && !HeatmapTrace.Is(trace)) > 1;
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
        string[] names = [.. entries.Select(entry => entry.At("name").Text()!)];
        LegendGrid grid = new(names, size, figure.PlotWidth, figure.Setting("legend", "entrywidth").Number() ?? 0);
        double width = Lies ? grid.Width : entries.Max(Width);
        double height = Lies ? grid.Height : entries.Length * line;
        double x = figure.Left + (figure.Setting("legend", "x").Number() ?? (Lies ? 0 : 1.02)) * figure.PlotWidth;
        double y = figure.Top + (1 - (figure.Setting("legend", "y").Number() ?? (Lies ? -0.1 : 1))) * figure.PlotHeight;
        x -= figure.Setting("legend", "xanchor").Text() switch { "center" => width / 2, "right" => width, _ => 0 };
        y -= figure.Setting("legend", "yanchor").Text() switch { "bottom" => height, "middle" => height / 2, _ => 0 };
        for (int i = 0; i < entries.Length; i++)
        {
            (double right, double down) = Lies ? grid.Place(i) : (0, (i + 0.5) * line);
            Key(svg, entries[i], x + right + Gap, y + down);
            svg.Text(entries[i].At("name").Text()!, x + right + LegendGrid.Key, y + down, "start", size, figure.FontColor);
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
                svg.Line(x, y, x + Swatch, y, scatter.LineStyle());
            }

            if (scatter.HasMarkers)
            {
                Rgba colour = Colors.Parse(trace.At("marker", "color").Of(0).Text()) ?? scatter.LineColour;
                Symbols.Draw(svg, trace.At("marker", "symbol").Of(0), (x + Swatch / 2, y), 4, colour.Paint("fill"));
            }
        }
        else
        {
            Rgba colour = Colors.Parse(trace.At("marker", "color").Of(0).Text()) ?? figure.Colour(index);
            svg.Rectangle(x + Swatch / 2 - 6, y - 5, 12, 10, colour.Paint("fill", trace.At("opacity").Number() ?? 1));
        }
    }

    private double Width(JsonNode trace) => LegendGrid.Key + Labels.Width(trace.At("name").Text()!, size);
}
