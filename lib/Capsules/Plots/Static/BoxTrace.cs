using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>Upright boxes of quartiles, with whiskers to the last values within one and a half box heights, and points beyond.</summary>
internal sealed class BoxTrace(Figure figure, JsonNode trace, int index)
{
    private readonly Axis x = figure.X(trace);
    private readonly Axis y = figure.Y(trace);

    public static bool Is(JsonNode trace) => trace.At("type").Text() == "box";

    public void Learn()
    {
        x.Learn(Groups().Select(group => group.Key).ToArray());
        y.Learn(trace.At("y").Items());
    }

    /// <summary>Room beside the outer boxes, once all boxes have their places.</summary>
    public static void Widen(Figure figure)
    {
        foreach (Axis axis in figure.Traces.Where(Is).Select(figure.X).Distinct())
        {
            axis.IncludeCells(0.5);
        }
    }

    public void Draw(SvgWriter svg)
    {
        Rgba colour = Colors.Parse(trace.At("line", "color").Text()) ?? Colors.Parse(trace.At("marker", "color").Text()) ?? figure.Colour(index);
        Rgba fill = Colors.Parse(trace.At("fillcolor").Text()) ?? colour with { A = 0.5 };
        string line = colour.Paint("stroke") + " stroke-width=\"1.5\"";
        foreach ((JsonNode? key, double[] values) in Groups())
        {
            if (values.Length == 0 || x.Pixel(key) is not { } middle)
            {
                continue;
            }

            Array.Sort(values);
            (double q1, double median, double q3) = (Quantile(values, 0.25), Quantile(values, 0.5), Quantile(values, 0.75));
            double reach = 1.5 * (q3 - q1);
            double low = values.First(value => value >= q1 - reach);
            double high = values.Last(value => value <= q3 + reach);
            double half = Math.Min(30, Math.Abs(x.Pixel(1) - x.Pixel(0)) * 0.3);
            svg.Line(middle, y.Pixel(low), middle, y.Pixel(q1), line);
            svg.Line(middle, y.Pixel(q3), middle, y.Pixel(high), line);
            svg.Line(middle - half / 2, y.Pixel(low), middle + half / 2, y.Pixel(low), line);
            svg.Line(middle - half / 2, y.Pixel(high), middle + half / 2, y.Pixel(high), line);
            svg.Rectangle(middle - half, y.Pixel(q3), 2 * half, y.Pixel(q1) - y.Pixel(q3), $"{fill.Paint("fill")} {line}");
            svg.Line(middle - half, y.Pixel(median), middle + half, y.Pixel(median), line);
            foreach (double value in values.Where(value => value < low || value > high).Take(100))
            {
                Symbols.Draw(svg, null, (middle, y.Pixel(value)), 2, colour.Paint("fill"));
            }
        }
    }

    private IEnumerable<(JsonNode? Key, double[] Values)> Groups()
    {
        JsonNode?[] ys = trace.At("y").Items();
        JsonNode?[] xs = trace.At("x").Items();
        JsonNode name = JsonValue.Create(trace.At("name").Text() ?? $"trace {index}");
        return ys.Select((value, i) => (Key: i < xs.Length ? xs[i] : name, Value: y.Value(value)))
            .Where(point => point.Value is not null)
            .GroupBy(point => point.Key.Text())
            .Select(group => (group.First().Key, group.Select(point => point.Value!.Value).ToArray()));
    }

    private static double Quantile(double[] sorted, double part)
    {
        double at = part * (sorted.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
    }
}
