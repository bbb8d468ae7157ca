using System.Numerics;
using Capsules.Data;
using Plotly.NET;

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
    private const int ImageGap = 6;
    private const int CaptionRoom = 20;

    /// <summary>Gray images side by side, each with a caption below it.</summary>
    /// <param name="images">Each [rows, columns]; all of one shape.</param>
    /// <param name="columns">Images in a row; as many as fit where null.</param>
    /// <exception cref="ArgumentException">No image, images of different shapes, or not one caption each.</exception>
    public static GenericChart Images<T>(
        IReadOnlyList<T[,]> images, IReadOnlyList<string>? captions = null, string? title = null, int? columns = null,
        ImageTone tone = ImageTone.Ink, double? least = null, double? greatest = null, int cell = 84)
        where T : INumberBase<T>
    {
        if (images.Count == 0) throw new ArgumentException("There is no image to draw.", nameof(images));
        Figure.CheckNames(captions, images.Count, nameof(captions));
        var (height, width) = (images[0].GetLength(0), images[0].GetLength(1));
        for (var k = 1; k < images.Count; k++)
        {
            if (images[k].GetLength(0) != height || images[k].GetLength(1) != width)
                throw new ArgumentException(
                    $"Image {k} is {images[k].GetLength(0)} × {images[k].GetLength(1)}; the first is {height} × {width}.", nameof(images));
        }

        var (low, high) = Figure.Ends(images.SelectMany(image => image.Cast<T>()).Select(double.CreateChecked));
        var inRow = Math.Min(columns ?? Math.Max(1, (Theme.Width - 20) / (cell + ImageGap)), images.Count);
        var (stepX, stepY) = (cell + ImageGap, (cell * height / width) + (captions is null ? ImageGap : CaptionRoom + ImageGap));
        var (plotWidth, plotHeight) = (inRow * stepX, (images.Count + inRow - 1) / inRow * stepY);
        var chartWidth = Math.Max(plotWidth + 16, 320);
        var layout = Theme.Layout(
            title, chartWidth, plotHeight + Theme.Above(title, chartWidth) + 8, left: 8, right: chartWidth - plotWidth - 8, bottom: 8).With(new
            {
                xaxis = Theme.Hidden(0, 1),
                yaxis = Theme.Hidden(0, 1),
                images = images.Select((image, k) => new
                {
                    source = Address(image, low, high, tone, Math.Max(1, cell / width)), xref = "paper", yref = "paper", sizing = "stretch",
                    x = (double)(k % inRow * stepX) / plotWidth, y = 1 - ((double)(k / inRow * stepY) / plotHeight),
                    sizex = (double)cell / plotWidth, sizey = (double)cell * height / width / plotHeight,
                }).ToArray(),
                annotations = captions?.Select((caption, k) => new
                {
                    text = caption, showarrow = false, font = new { size = cell < 60 ? 10 : 12 }, xref = "paper", yref = "paper", xanchor = "center", yanchor = "bottom",
                    x = ((k % inRow * stepX) + (cell / 2.0)) / plotWidth, y = 1 - ((double)(((k / inRow) + 1) * stepY - ImageGap) / plotHeight),
                }).ToArray(),
            });
        return Figure.Of(layout, []);
    }

    // As a PNG: a hundredth of the size of the numbers. Pixels are repeated here, since a browser would blur them.
    private static string Address<T>(T[,] image, double least, double greatest, ImageTone tone, int zoom)
        where T : INumberBase<T>
    {
        var (height, width) = (image.GetLength(0) * zoom, image.GetLength(1) * zoom);
        var pixels = new byte[height * width];
        for (var p = 0; p < pixels.Length; p++)
        {
            var value = double.CreateChecked(image[p / width / zoom, p % width / zoom]);
            var level = greatest > least ? Math.Clamp((value - least) / (greatest - least), 0, 1) : 0;
            pixels[p] = (byte)Math.Round(255 * (tone == ImageTone.Ink ? 1 - level : level));
        }

        return Pictures.Address(Pictures.Png([pixels], height, width));
    }
}
