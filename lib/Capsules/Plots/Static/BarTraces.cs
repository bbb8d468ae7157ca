using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>Bars of all bar and histogram traces: beside one another, or on top of one another.</summary>
internal sealed class BarTraces
{
    private readonly Figure figure;
    private readonly List<Bar> bars = [];

    public BarTraces(Figure figure)
    {
        this.figure = figure;
        JsonNode[] traces = [.. figure.Traces.Where(Is)];
        string mode = figure.Setting("barmode").Text() ?? "group";
        double gap = figure.Setting("bargap").Number() ?? (traces.Any(trace => trace.At("type").Text() == "histogram") ? 0.05 : 0.2);
        foreach (IGrouping<(Axis, Axis), JsonNode> panel in traces.GroupBy(trace => (figure.X(trace), figure.Y(trace))))
        {
            Lay([.. panel], mode, gap);
        }
    }

    public static bool Is(JsonNode trace) => trace.At("type").Text() is "bar" or "histogram";

    public void Draw(SvgWriter svg, JsonNode trace)
    {
        int index = figure.Traces.ToList().IndexOf(trace);
        JsonNode? marker = trace.At("marker");
        ColorMapping? mapping = ColorMapping.Of(figure, marker);
        foreach (Bar bar in bars.Where(bar => bar.Trace == trace))
        {
            JsonNode? own = marker.At("color").Of(bar.Index);
            Rgba colour = mapping?.Of(own) ?? Colors.Parse(own.Text()) ?? figure.Colour(index);
            double opacity = (trace.At("opacity").Number() ?? 1) * (marker.At("opacity").Of(bar.Index).Number() ?? 1);
            double edge = marker.At("line", "width").Of(bar.Index).Number() ?? 0;
            string border = edge > 0
                ? $" {(Colors.Parse(marker.At("line", "color").Of(bar.Index).Text()) ?? new Rgba(68, 68, 68)).Paint("stroke")} stroke-width=\"{SvgWriter.Number(edge)}\""
                : "";
            (double left, double right) = Ordered(bar.Across.Pixel(bar.From), bar.Across.Pixel(bar.To));
            (double top, double bottom) = Ordered(bar.Along.Pixel(bar.Base), bar.Along.Pixel(bar.End));
            string style = colour.Paint("fill", opacity) + border;
            if (bar.Along.IsX)
            {
                svg.Rectangle(top, left, bottom - top, right - left, style);
            }
            else
            {
                svg.Rectangle(left, top, right - left, bottom - top, style);
            }

            Error(svg, bar);
            Text(svg, bar, colour);
        }
    }

    private void Lay(JsonNode[] traces, string mode, double gap)
    {
        double step = traces.SelectMany(trace => Places(trace, 0).Select(place => place.At).Order().Pairs()).DefaultIfEmpty(1).Min();
        Dictionary<double, (double Up, double Down)> stacks = [];
        bool beside = mode == "group";
        for (int t = 0; t < traces.Length; t++)
        {
            JsonNode trace = traces[t];
            (Axis across, Axis along) = Directions(trace);
            double width = step * (1 - gap) / (beside ? traces.Length : 1);
            double offset = -step * (1 - gap) / 2 + (beside ? t * width : 0);
            foreach ((double at, double value, int i) in Places(trace, step))
            {
                double own = trace.At("width").Of(i).Number() ?? width;
                double from = trace.At("width").Of(i).Number() is { } wide ? at - wide / 2 : at + offset;
                double bottom = trace.At("base").Of(i).Number() ?? 0;
                if (mode is "stack" or "relative")
                {
                    (double up, double down) = stacks.GetValueOrDefault(at);
                    bottom = value >= 0 ? up : down;
                    stacks[at] = value >= 0 ? (up + value, down) : (up, down + value);
                }

                bars.Add(new Bar(trace, i, across, along, from, from + own, bottom, bottom + value));
                across.Include(at);
                along.KeepZero();
                along.Include(bottom);
                along.Include(bottom + value + (trace.At("error_" + (along.IsX ? "x" : "y"), "array").Of(i).Number() ?? 0));
                if (trace.At("textposition").Of(i).Text() == "outside")
                {
                    along.Include((bottom + value) * (along.IsX ? 1.06 : 1.04));
                }
            }

            if (t == traces.Length - 1)
            {
                across.IncludeCells(step / 2);
            }
        }
    }

    private (Axis Across, Axis Along) Directions(JsonNode trace)
    {
        bool lies = trace.At("orientation").Text() == "h" || (trace.At("type").Text() == "histogram" && trace.At("x") is null);
        return lies ? (figure.Y(trace), figure.X(trace)) : (figure.X(trace), figure.Y(trace));
    }

    private IEnumerable<(double At, double Value, int Index)> Places(JsonNode trace, double step)
    {
        (Axis across, _) = Directions(trace);
        if (trace.At("type").Text() == "histogram")
        {
            return Histogram.Bins(trace, across.IsX ? "x" : "y", across);
        }

        JsonNode?[] values = trace.At(across.IsX ? "y" : "x").Items();
        JsonNode?[] keys = trace.At(across.IsX ? "x" : "y").Items();
        return values.Select((value, i) => (At: keys.Length == 0 ? i : across.Value(keys[i]), Value: value.Number(), Index: i))
            .Where(place => place.At is not null && place.Value is not null)
            .Select(place => (place.At!.Value, place.Value!.Value, place.Index));
    }

    private static void Error(SvgWriter svg, Bar bar)
    {
        if (bar.Trace.At("error_" + (bar.Along.IsX ? "x" : "y"), "array").Of(bar.Index).Number() is not { } error || error == 0)
        {
            return;
        }

        double middle = (bar.Across.Pixel(bar.From) + bar.Across.Pixel(bar.To)) / 2;
        double low = bar.Along.Pixel(bar.End - error);
        double high = bar.Along.Pixel(bar.End + error);
        const string Style = "stroke=\"#444\" stroke-width=\"1\"";
        if (bar.Along.IsX)
        {
            svg.Line(low, middle, high, middle, Style);
        }
        else
        {
            svg.Line(middle, low, middle, high, Style);
        }
    }

    private void Text(SvgWriter svg, Bar bar, Rgba colour)
    {
        if (bar.Trace.At("text").Of(bar.Index).Text() is not { Length: > 0 } text || bar.Trace.At("textposition").Of(bar.Index).Text() == "none")
        {
            return;
        }

        double size = figure.FontSize - 1;
        double across = (bar.Across.Pixel(bar.From) + bar.Across.Pixel(bar.To)) / 2;
        double end = bar.Along.Pixel(bar.End);
        double length = Math.Abs(end - bar.Along.Pixel(bar.Base));
        bool inside = bar.Trace.At("textposition").Of(bar.Index).Text() != "outside"
            && length > (bar.Along.IsX ? Labels.Width(text, size) + 8 : size * 1.6);
        double luminance = 0.3 * colour.R + 0.59 * colour.G + 0.11 * colour.B;
        string fill = inside && luminance < 140 ? "#ffffff" : figure.FontColor;
        bool atFoot = inside && bar.Trace.At("insidetextanchor").Text() == "start";
        double from = atFoot ? bar.Along.Pixel(bar.Base) : end;
        double away = inside && !atFoot ? -1 : 1;
        if (bar.Along.IsX)
        {
            svg.Text(text, from + away * 5, across, away < 0 ? "end" : "start", size, fill);
        }
        else
        {
            svg.Text(text, across, from - away * size * 0.7, "middle", size, fill);
        }
    }

    private static (double Low, double High) Ordered(double a, double b) => a < b ? (a, b) : (b, a);

    private sealed record Bar(JsonNode Trace, int Index, Axis Across, Axis Along, double From, double To, double Base, double End);
}

/// <summary>Counts of values in bins.</summary>
internal static class Histogram
{
    public static IEnumerable<(double At, double Value, int Index)> Bins(JsonNode trace, string kind, Axis axis)
    {
        double[] values = [.. trace.At(kind).Items().Select(axis.Value).OfType<double>()];
        if (values.Length == 0)
        {
            return [];
        }

        double low = values.Min();
        double span = values.Max() - low;
        int wanted = (int)(trace.At("nbins" + kind).Number() ?? Math.Clamp(Math.Sqrt(values.Length), 5, 60));
        double size = trace.At(kind + "bins", "size").Number() ?? RoundUp(span > 0 ? span / wanted : 1);
        double start = trace.At(kind + "bins", "start").Number() ?? Math.Floor(low / size) * size;
        double whole = trace.At("histnorm").Text() switch
        {
            "percent" => values.Length / 100.0,
            "probability" => values.Length,
            "density" => size,
            "probability density" => values.Length * size,
            _ => 1,
        };
        return values.GroupBy(value => Math.Floor((value - start) / size)).OrderBy(bin => bin.Key)
            .Select((bin, i) => (start + (bin.Key + 0.5) * size, bin.Count() / whole, i));
    }

    public static IEnumerable<double> Pairs(this IEnumerable<double> ordered)
    {
        double[] places = [.. ordered.Distinct()];
        return places.Zip(places.Skip(1), (a, b) => b - a);
    }

    private static double RoundUp(double rough)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double part = rough / unit;
        return unit * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
    }
}
