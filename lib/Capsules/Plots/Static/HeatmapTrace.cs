using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>Cells coloured by their numbers, and pictures given as pixels: one small PNG, stretched.</summary>
internal sealed class HeatmapTrace(Figure figure, JsonNode trace)
{
    private readonly Axis x = figure.X(trace);
    private readonly Axis y = figure.Y(trace);
    private readonly JsonNode?[][] rows = [.. trace.At("z").Items().Select(row => row.Items())];

    public static bool Is(JsonNode trace) => trace.At("type").Text() is "heatmap" or "heatmapgl" or "image" or "contour";

    private readonly byte[]? source = Png.FromAddress(trace.At("source").Text());

    private int Columns => source is not null ? Png.Size(source)?.Width ?? 0 : rows.Length == 0 ? 0 : rows.Max(row => row.Length);

    private int Rows => source is not null ? Png.Size(source)?.Height ?? 0 : rows.Length;

    private bool IsImage => trace.At("type").Text() == "image";

    public void Learn()
    {
        Learn(x, trace.At("x").Items(), Columns);
        Learn(y, trace.At("y").Items(), Rows);
        y.FirstOnTop |= IsImage;
    }

    public void Draw(SvgWriter svg)
    {
        if (Rows == 0 || Columns == 0)
        {
            return;
        }

        (double left, double right, bool mirrored) = Edges(x, trace.At("x").Items(), Columns);
        (double bottom, double top, bool upright) = Edges(y, trace.At("y").Items(), Rows);
        string address = Png.Address(source ?? Png.Encode(Pixels(mirrored, upright), Columns, channels: 4));
        (left, right) = (Math.Min(left, right), Math.Max(left, right));
        (top, bottom) = (Math.Min(top, bottom), Math.Max(top, bottom));
        svg.Raw($"<image x=\"{SvgWriter.Number(left)}\" y=\"{SvgWriter.Number(top)}\" width=\"{SvgWriter.Number(right - left)}\" height=\"{SvgWriter.Number(bottom - top)}\" ");
        svg.Raw($"preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"{address}\"/>");
        if (trace.At("texttemplate").Text() is not null)
        {
            Texts(svg);
        }
    }

    private void Texts(SvgWriter svg)
    {
        ColorMapping mapping = ColorMapping.Of(figure, trace)!;
        double size = trace.At("textfont", "size").Number() ?? figure.FontSize;
        JsonNode?[] texts = trace.At("text").Items();
        for (int i = 0; i < Math.Min(texts.Length, rows.Length); i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                if (texts[i].Of(j).Text() is not { Length: > 0 } text || mapping.Of(rows[i].ElementAtOrDefault(j)) is not { } colour)
                {
                    continue;
                }

                double luminance = 0.3 * colour.R + 0.59 * colour.G + 0.11 * colour.B;
                svg.Text(text, x.Pixel(Place(x, "x", j)), y.Pixel(Place(y, "y", i)), "middle", size, luminance < 140 ? "#ffffff" : "#333333");
            }
        }
    }

    private double Place(Axis axis, string kind, int index) =>
        trace.At(kind).Items().Length > index ? axis.Value(trace.At(kind).Items()[index]) ?? index : index;

    private byte[] Pixels(bool mirrored, bool upright)
    {
        ColorMapping? mapping = IsImage ? null : ColorMapping.Of(figure, trace);
        double opacity = trace.At("opacity").Number() ?? 1;
        byte[] pixels = new byte[rows.Length * Columns * 4];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < rows[i].Length; j++)
            {
                Rgba? colour = mapping is null ? Pixel(rows[i][j]) : mapping.Of(rows[i][j]);
                int row = upright ? rows.Length - 1 - i : i;
                int at = (row * Columns + (mirrored ? Columns - 1 - j : j)) * 4;
                if (colour is { } there)
                {
                    (pixels[at], pixels[at + 1], pixels[at + 2]) = (Rgba.Byte(there.R), Rgba.Byte(there.G), Rgba.Byte(there.B));
                    pixels[at + 3] = Rgba.Byte(there.A * opacity * 255);
                }
            }
        }

        return pixels;
    }

    private static Rgba? Pixel(JsonNode? node)
    {
        JsonNode?[] parts = node.Items();
        return parts.Length < 3 ? null : new(parts[0].Number() ?? 0, parts[1].Number() ?? 0, parts[2].Number() ?? 0);
    }

    private static void Learn(Axis axis, JsonNode?[] places, int count)
    {
        axis.Learn(places);
        if (places.Length == 0)
        {
            axis.Include(0);
            axis.Include(count - 1);
        }

        axis.IncludeCells(Half(axis, places));
    }

    // Outer edges in pixels, and whether the first cell is at the far end.
    private static (double First, double Last, bool Turned) Edges(Axis axis, JsonNode?[] places, int count)
    {
        double half = Half(axis, places);
        double first = places.Length > 0 ? axis.Value(places[0]) ?? 0 : 0;
        double last = places.Length > 0 ? axis.Value(places[^1]) ?? count - 1 : count - 1;
        double from = axis.Pixel(first - half);
        double to = axis.Pixel(last + half);
        return (from, to, from > to);
    }

    private static double Half(Axis axis, JsonNode?[] places) =>
        places.Length > 1 && axis.Value(places[0]) is { } a && axis.Value(places[1]) is { } b ? Math.Abs(b - a) / 2 : 0.5;
}
