using System.Text;
using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>Lines, points, texts and filled areas.</summary>
internal sealed class ScatterTrace(Figure figure, JsonNode trace, int index)
{
    /// <summary>More points than this are thinned: a picture of 700 pixels cannot show them.</summary>
    private const int MostPoints = 700;

    private readonly Axis x = figure.X(trace);
    private readonly Axis y = figure.Y(trace);
    private readonly double opacity = trace.At("opacity").Number() ?? 1;

    public Rgba LineColour => Colors.Parse(trace.At("line", "color").Text()) ?? Colors.Parse(trace.At("marker", "color").Text()) ?? figure.Colour(index);

    public bool HasLine => Mode.Contains("lines", StringComparison.Ordinal) && (trace.At("line", "width").Number() ?? 2) > 0;

    public bool HasMarkers => Mode.Contains("markers", StringComparison.Ordinal);

    private string Mode => trace.At("mode").Text() ?? "lines+markers";

    /// <summary>Places in pixels; null where a value is missing, which breaks the line.</summary>
    public (double X, double Y)?[] Places()
    {
        JsonNode?[] ys = trace.At("y").Items();
        JsonNode?[] xs = trace.At("x").Items();
        int count = xs.Length == 0 ? ys.Length : Math.Min(xs.Length, ys.Length);
        return [.. Enumerable.Range(0, count).Select(i =>
            (xs.Length == 0 ? x.Pixel((double)i) : x.Pixel(xs[i])) is { } px && y.Pixel(ys[i]) is { } py ? (px, py) : ((double, double)?)null)];
    }

    public void Draw(SvgWriter svg, (double X, double Y)?[]? before)
    {
        (double X, double Y)?[] places = Places();
        Fill(svg, places, before);
        if (HasLine)
        {
            svg.Path(PathOf(places), LineStyle());
        }

        if (HasMarkers)
        {
            Markers(svg, places);
        }

        if (Mode.Contains("text", StringComparison.Ordinal))
        {
            Texts(svg, places);
        }
    }

    public string LineStyle()
    {
        double width = trace.At("line", "width").Number() ?? 2;
        return $"fill=\"none\" {LineColour.Paint("stroke", opacity)} stroke-width=\"{SvgWriter.Number(width)}\" stroke-linejoin=\"round\"{Dash(trace.At("line", "dash").Text(), width)}";
    }

    public static string Dash(string? dash, double width)
    {
        double[] parts = dash switch
        {
            "dot" => [1, 1.5],
            "dash" => [3, 2],
            "longdash" => [5, 2.5],
            "dashdot" => [3, 1.5, 1, 1.5],
            _ => [],
        };
        return parts.Length == 0 ? "" : $" stroke-dasharray=\"{string.Join(' ', parts.Select(part => SvgWriter.Number(part * Math.Max(width, 1.5))))}\"";
    }

    private static string PathOf((double X, double Y)?[] places)
    {
        StringBuilder path = new();
        bool down = false;
        int every = Math.Max(1, places.Length / MostPoints);
        bool thinned = every > 1 && places.All(place => place is not null);
        for (int i = 0; i < places.Length; i++)
        {
            if (thinned && i % every != 0 && i != places.Length - 1)
            {
                continue;
            }

            if (places[i] is { } place)
            {
                path.Append(down ? 'L' : 'M').Append(SvgWriter.Number(place.X)).Append(' ').Append(SvgWriter.Number(place.Y));
            }

            down = places[i] is not null;
        }

        return path.ToString();
    }

    private void Fill(SvgWriter svg, (double X, double Y)?[] places, (double X, double Y)?[]? before)
    {
        (double X, double Y)[] there = [.. places.OfType<(double, double)>()];
        string? fill = trace.At("fill").Text();
        if (fill is null or "none" || there.Length == 0)
        {
            return;
        }

        double zero = y.Pixel(Math.Clamp(0, Math.Min(y.Low, y.High), Math.Max(y.Low, y.High)));
        IEnumerable<(double X, double Y)> back = fill switch
        {
            "tonexty" or "tonext" when before is not null => before.OfType<(double X, double Y)>().Reverse(),
            "toself" => [],
            _ => [(there[^1].X, zero), (there[0].X, zero)],
        };
        Rgba colour = Colors.Parse(trace.At("fillcolor").Text()) ?? LineColour with { A = 0.4 };
        svg.Path(PathOf([.. there.Concat(back).Select(place => ((double, double)?)place)]) + "Z", colour.Paint("fill", opacity));
    }

    private void Markers(SvgWriter svg, (double X, double Y)?[] places)
    {
        JsonNode? marker = trace.At("marker");
        ColorMapping? mapping = ColorMapping.Of(figure, marker);
        int every = Math.Max(1, places.Length / (2 * MostPoints));
        for (int i = 0; i < places.Length; i += every)
        {
            if (places[i] is not { } place)
            {
                continue;
            }

            JsonNode? own = marker.At("color").Of(i);
            Rgba colour = mapping?.Of(own) ?? Colors.Parse(own.Text()) ?? figure.Colour(index);
            double alpha = opacity * (marker.At("opacity").Of(i).Number() ?? 1);
            double edge = marker.At("line", "width").Of(i).Number() ?? 0;
            string border = edge > 0
                ? $" {(Colors.Parse(marker.At("line", "color").Of(i).Text()) ?? new Rgba(68, 68, 68)).Paint("stroke")} stroke-width=\"{SvgWriter.Number(edge)}\""
                : "";
            Symbols.Draw(svg, marker.At("symbol").Of(i), place, (marker.At("size").Of(i).Number() ?? 6) / 2, colour.Paint("fill", alpha) + border);
        }
    }

    private void Texts(SvgWriter svg, (double X, double Y)?[] places)
    {
        double size = trace.At("textfont", "size").Number() ?? figure.FontSize;
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] is not { } place || trace.At("text").Of(i).Text() is not { Length: > 0 } text)
            {
                continue;
            }

            string where = trace.At("textposition").Of(i).Text() ?? "middle center";
            double away = (trace.At("marker", "size").Of(i).Number() ?? 6) / 2 + 3;
            string anchor = where.EndsWith("right", StringComparison.Ordinal) ? "start" : where.EndsWith("left", StringComparison.Ordinal) ? "end" : "middle";
            double dx = anchor == "start" ? away : anchor == "end" ? -away : 0;
            double dy = where.StartsWith("top", StringComparison.Ordinal) ? -size / 2 - away : where.StartsWith("bottom", StringComparison.Ordinal) ? size / 2 + away : 0;
            string colour = (Colors.Parse(trace.At("textfont", "color").Of(i).Text()) ?? Colors.Parse(figure.FontColor)!.Value).Hex;
            svg.Text(text, place.X + dx, place.Y + dy, anchor, size, colour);
        }
    }
}
