using System.Text.Json;
using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>Draws a Plotly figure as an SVG picture, for viewers that run no scripts.</summary>
/// <remarks>Draws scatter, bar, histogram, box, heatmap and image traces, shapes, texts, legend and colour bars; others are named in its foot.</remarks>
public static class StaticPicture
{
    /// <summary>The picture of a figure, as SVG markup of the figure's own width and height in pixels.</summary>
    /// <param name="figureJson">An object with <c>data</c> and <c>layout</c>, as <c>GenericChart.toFigureJson</c> gives it.</param>
    /// <exception cref="ArgumentException">The text is no JSON object with a list <c>data</c>.</exception>
    public static string Svg(string figureJson)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(figureJson);
        }
        catch (JsonException error)
        {
            throw new ArgumentException($"A figure must be JSON: {error.Message}", nameof(figureJson), error);
        }

        if (root.At("data") is not JsonArray)
        {
            throw new ArgumentException("A figure must be a JSON object with a list 'data'.", nameof(figureJson));
        }

        return Draw(new Figure(root!));
    }

    private static string Draw(Figure figure)
    {
        Legend legend = new(figure);
        ColorBars colorBars = new(figure);
        BarTraces bars = Learn(figure);
        figure.PlacePixels();
        SvgWriter svg = new();
        Frame frame = new(figure, svg);
        Decorations decorations = new(figure, svg);
        frame.MakeRoom();
        figure.PlacePixels();
        figure.TieScales();

        svg.Raw($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{SvgWriter.Number(figure.Width)}\" height=\"{SvgWriter.Number(figure.Height)}\" ");
        svg.Raw($"viewBox=\"0 0 {SvgWriter.Number(figure.Width)} {SvgWriter.Number(figure.Height)}\" font-family=\"Open Sans,Verdana,Arial,sans-serif\">");
        svg.Rectangle(0, 0, figure.Width, figure.Height, (Colors.Parse(figure.Setting("paper_bgcolor").Text()) ?? new Rgba(255, 255, 255)).Paint("fill"));
        Panels(figure, svg);
        decorations.Shapes(below: true);
        frame.Behind();
        Traces(figure, svg, bars);
        frame.Front();
        decorations.Shapes(below: false);
        decorations.Annotations();
        legend.Draw(svg);
        colorBars.Draw(svg);
        Sliders.Draw(figure, svg);
        Title(figure, svg);
        Foot(figure, svg);
        svg.Raw("</svg>");
        return svg.ToString();
    }

    private static BarTraces Learn(Figure figure)
    {
        for (int i = 0; i < figure.Traces.Count; i++)
        {
            JsonNode trace = figure.Traces[i];
            if (HeatmapTrace.Is(trace))
            {
                new HeatmapTrace(figure, trace).Learn();
            }
            else if (BoxTrace.Is(trace))
            {
                new BoxTrace(figure, trace, i).Learn();
            }
            else if (BarTraces.Is(trace))
            {
                // Names only: how far bars reach is known when they are laid.
                Axis names = trace.At("orientation").Text() == "h" ? figure.Y(trace) : figure.X(trace);
                names.Learn(trace.At(names.IsX ? "x" : "y").Items());
            }
            else
            {
                figure.X(trace).Learn(trace.At("x").Items());
                figure.Y(trace).Learn(trace.At("y").Items());
            }
        }

        BarTraces bars = new(figure);
        BoxTrace.Widen(figure);
        foreach (Axis axis in figure.Axes)
        {
            bool onlyLines = figure.Traces.Where(trace => figure.X(trace) == axis)
                .All(trace => IsScatter(trace) && trace.At("mode").Text() is { } mode && !mode.Contains("markers", StringComparison.Ordinal));
            bool texts = figure.Traces.Any(trace => IsScatter(trace) && (trace.At("mode").Text() ?? "").Contains("text", StringComparison.Ordinal));
            axis.Settle(axis.IsX && onlyLines ? 0 : texts ? 0.1 : 0.06);
        }

        return bars;
    }

    private static void Panels(Figure figure, SvgWriter svg)
    {
        Rgba colour = Colors.Parse(figure.Setting("plot_bgcolor").Text()) ?? new Rgba(255, 255, 255);
        foreach ((Axis x, Axis y) in Pairs(figure).Where(_ => colour.Hex != "#ffffff"))
        {
            svg.Rectangle(x.From, y.To, x.To - x.From, y.From - y.To, colour.Paint("fill"));
        }
    }

    private static void Traces(Figure figure, SvgWriter svg, BarTraces bars)
    {
        foreach ((Axis x, Axis y) in Pairs(figure))
        {
            string id = $"c{x.Id}{y.Id}";
            svg.Raw($"<clipPath id=\"{id}\">");
            svg.Rectangle(x.From - 1, y.To - 1, x.To - x.From + 2, y.From - y.To + 2, "");
            svg.Raw($"</clipPath><g clip-path=\"url(#{id})\">");
            (double, double)?[]? before = null;
            for (int i = 0; i < figure.Traces.Count; i++)
            {
                JsonNode trace = figure.Traces[i];
                if (figure.X(trace) != x || figure.Y(trace) != y)
                {
                    continue;
                }

                if (HeatmapTrace.Is(trace))
                {
                    new HeatmapTrace(figure, trace).Draw(svg);
                }
                else if (BarTraces.Is(trace))
                {
                    bars.Draw(svg, trace);
                }
                else if (BoxTrace.Is(trace))
                {
                    new BoxTrace(figure, trace, i).Draw(svg);
                }
                else if (IsScatter(trace))
                {
                    ScatterTrace scatter = new(figure, trace, i);
                    scatter.Draw(svg, before);
                    before = scatter.Places();
                }
            }

            svg.Raw("</g>");
        }
    }

    private static IEnumerable<(Axis X, Axis Y)> Pairs(Figure figure) =>
        figure.Traces.Select(trace => (figure.X(trace), figure.Y(trace))).Distinct();

    private static bool IsScatter(JsonNode trace) => trace.At("type").Text() is null or "scatter" or "scattergl";

    private static void Title(Figure figure, SvgWriter svg)
    {
        if (figure.Setting("title").Title() is not { Length: > 0 } title)
        {
            return;
        }

        double size = figure.Setting("title", "font", "size").Number() ?? figure.FontSize * 1.4;
        double place = figure.Setting("title", "x").Number() ?? 0.5;
        bool paper = figure.Setting("title", "xref").Text() == "paper";
        double x = paper ? figure.Left + place * figure.PlotWidth : place * figure.Width;
        string anchor = figure.Setting("title", "xanchor").Text() switch
        {
            "left" => "start",
            "right" => "end",
            "center" => "middle",
            _ => place < 0.34 ? "start" : place > 0.66 ? "end" : "middle",
        };
        double y = figure.Setting("title", "y").Number() is { } given ? (1 - given) * figure.Height : figure.Top / 2;
        svg.Text(title, x, y, anchor, size, figure.FontColor);
    }

    private static void Foot(Figure figure, SvgWriter svg)
    {
        string[] unknown = [.. figure.Traces.Where(trace => !IsScatter(trace) && !HeatmapTrace.Is(trace) && !BarTraces.Is(trace) && !BoxTrace.Is(trace))
            .Select(trace => trace.At("type").Text()!).Distinct()];
        if (unknown.Length > 0)
        {
            svg.Text($"{string.Join(", ", unknown)}: drawn where scripts run", figure.Width / 2, figure.Height / 2, "middle", figure.FontSize, figure.FontColor);
        }
    }
}
