using System.Globalization;
using System.Net;
using SkiaSharp;

namespace Capsules.Data;

/// <summary>Pictures as PNG and HTML, and a data set's view in notebooks.</summary>
internal static class Pictures
{
    private const int Gap = 2;
    private static readonly SKColor Ground = new(128, 128, 128);

    /// <summary>Pictures in reading order with a narrow gap, as one PNG.</summary>
    /// <param name="pictures">Bytes [channels, height, width] each; 1 channel for gray, 3 for red, green and blue.</param>
    internal static byte[] Png(IReadOnlyList<byte[]> pictures, int height, int width, int columns = 1)
    {
        int rows = (pictures.Count + columns - 1) / columns, plane = height * width, channels = pictures[0].Length / plane;
        using var sheet = new SKBitmap(columns * (width + Gap) - Gap, rows * (height + Gap) - Gap,
            channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);
        sheet.Erase(Ground);
        var bytes = sheet.GetPixelSpan();
        for (var k = 0; k < pictures.Count; k++)
        {
            int left = k % columns * (width + Gap), top = k / columns * (height + Gap);
            for (var p = 0; p < plane; p++)
            {
                var at = (top + p / width) * sheet.RowBytes + (left + p % width) * sheet.BytesPerPixel;
                for (var c = 0; c < channels; c++) bytes[at + c] = pictures[k][c * plane + p];
            }
        }
        using var png = sheet.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <summary>A PNG as an address that needs no file.</summary>
    internal static string Address(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);

    /// <summary>The same PNG as an HTML image.</summary>
    internal static string Html(IReadOnlyList<byte[]> pictures, int height, int width, int columns, int zoom) => pictures.Count == 0 ? ""
        : $"<img alt=\"{pictures.Count} pictures\" width=\"{zoom * (columns * (width + Gap) - Gap)}\" style=\"image-rendering:pixelated\" "
        + $"src=\"{Address(Png(pictures, height, width, columns))}\">";

    /// <summary>What a data set is, where it comes from, some of its pictures, how many of each class; HTML without scripts.</summary>
    internal static string View(string title, string source, bool isGenerated, string pictures, IEnumerable<ClassCount> counts)
    {
        var color = isGenerated ? "#b45309" : "inherit"; // what is not the named data set must not be overlooked
        string Row(string tag, Func<ClassCount, string> cell) =>
            $"<tr>{string.Concat(counts.Select(c => $"<{tag} style=\"text-align:right;padding:0 .5em\">{WebUtility.HtmlEncode(cell(c))}</{tag}>"))}</tr>";
        return $"<div><b>{WebUtility.HtmlEncode(title)}</b><br><span style=\"color:{color}\">{WebUtility.HtmlEncode(source)}</span><br>{pictures}"
            + $"<table><thead>{Row("th", c => c.Class)}</thead><tbody>{Row("td", c => c.Images.ToString("N0", CultureInfo.InvariantCulture))}</tbody></table></div>";
    }
}
