using System.Numerics;
using Capsules.Plots.Static;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Plots;

/// <summary>How the brightness of an image is shown.</summary>
public enum ImageTone
{
    /// <summary>Great values are dark, as ink on paper.</summary>
    Ink,

    /// <summary>Great values are bright, as in a photograph.</summary>
    Light,
}

public static partial class Plot
{
    /// <summary>Grey images side by side, each with a caption below it.</summary>
    /// <param name="images">Each [rows, columns]; all of one shape.</param>
    /// <param name="captions">One for each image; none where null.</param>
    /// <param name="title">Title of the figure.</param>
    /// <param name="columns">Images in a row; as fits where null.</param>
    /// <param name="tone">Whether great values are dark or bright.</param>
    /// <param name="least">The value of the one end; the least of all images where null.</param>
    /// <param name="greatest">The value of the other end; the greatest of all images where null.</param>
    /// <param name="cell">Width of an image in pixels.</param>
    /// <exception cref="ArgumentException">No image, images of different shapes, or not one caption each.</exception>
    public static GenericChart Images<T>(
        IReadOnlyList<T[,]> images, IReadOnlyList<string>? captions = null, string? title = null, int? columns = null,
        ImageTone tone = ImageTone.Ink, double? least = null, double? greatest = null, int cell = 84)
        where T : INumberBase<T>
    {
        (double low, double high) = Range(images, least, greatest);
        byte[][] pixels = [.. images.Select(image => Pixels.Grey(image, low, high, tone))];
        return Mosaic(pixels, channels: 1, images.Select(image => (image.GetLength(0), image.GetLength(1))), captions, title, columns, cell);
    }

    /// <summary>One grey image.</summary>
    /// <inheritdoc cref="Images{T}(IReadOnlyList{T[,]}, IReadOnlyList{string}, string, int?, ImageTone, double?, double?, int)"/>
    public static GenericChart Image<T>(
        T[,] image, string? title = null, ImageTone tone = ImageTone.Ink, double? least = null, double? greatest = null, int cell = 280)
        where T : INumberBase<T> => Images([image], null, title, 1, tone, least, greatest, cell);

    /// <summary>Colour images side by side, each with a caption below it.</summary>
    /// <param name="images">Each [3, rows, columns], red, green and blue from 0 to 1; all of one shape.</param>
    /// <param name="captions">One for each image; none where null.</param>
    /// <param name="title">Title of the figure.</param>
    /// <param name="columns">Images in a row; as fits where null.</param>
    /// <param name="cell">Width of an image in pixels.</param>
    /// <exception cref="ArgumentException">No image, images of different shapes or not of three channels, or not one caption each.</exception>
    public static GenericChart ColourImages<T>(
        IReadOnlyList<T[,,]> images, IReadOnlyList<string>? captions = null, string? title = null, int? columns = null, int cell = 84)
        where T : INumberBase<T>
    {
        byte[][] pixels = [.. images.Select(Pixels.Colour)];
        return Mosaic(pixels, channels: 3, images.Select(image => (image.GetLength(1), image.GetLength(2))), captions, title, columns, cell);
    }

    private static (double Least, double Greatest) Range<T>(IReadOnlyList<T[,]> images, double? least, double? greatest)
        where T : INumberBase<T>
    {
        (double low, double high) = Numbers.Ends(images.SelectMany(Numbers.Rows));
        return (least ?? low, greatest ?? high);
    }

    private static GenericChart Mosaic(
        byte[][] images, int channels, IEnumerable<(int Height, int Width)> shapes, IReadOnlyList<string>? captions, string? title,
        int? columns, int cell)
    {
        if (images.Length == 0)
        {
            throw new ArgumentException("There is no image to draw.", nameof(images));
        }

        (int Height, int Width)[] all = [.. shapes];
        int odd = Array.FindIndex(all, shape => shape != all[0]);
        if (odd >= 0)
        {
            throw new ArgumentException(
                $"Image {odd} is {all[odd].Height} × {all[odd].Width}; the first is {all[0].Height} × {all[0].Width}.", nameof(images));
        }

        Named(captions, images.Length, nameof(captions));
        Mosaic mosaic = new(images, channels, all[0], columns ?? Math.Max(1, 680 / (cell + 6)), captions is not null);
        double scale = (double)cell / all[0].Width;
        int top = title is null ? 8 : 40;
        GenericChart chart = Picture(mosaic.Png)
            .WithXAxis(Theme.Hidden())
            .WithYAxis(Theme.Hidden())
            .Dress(title, (int)(mosaic.Width * scale) + 16, (int)(mosaic.Height * scale) + top + 8)
            .Margins(left: 8, right: 8, top: top, bottom: 8)
            .WithLegend(false);
        return captions is null ? chart : chart.WithAnnotations(captions.Select((text, i) => Caption(text, mosaic.Below(i), cell)));
    }

    // As a PNG: a hundredth of the size of the numbers.
    private static GenericChart Picture(byte[] png) =>
        Chart.Image<int>(Source: Png.Address(png), UseDefaults: false).EachTrace(trace => trace.With("hoverinfo", "skip"));

    private static Annotation Caption(string text, (double X, double Y) at, int cell) =>
        new Annotation()
            .With("x", at.X).With("y", at.Y).With("text", text).With("showarrow", false).With("font", new { size = cell < 60 ? 10 : 12 });
}
