using SkiaSharp;

namespace Capsules.Data;

/// <summary>Pictures side by side in rows, with a narrow gap, as one PNG.</summary>
internal static class Mosaic
{
    private const int Gap = 2;
    private static readonly SKColor Ground = new(128, 128, 128);

    /// <summary>Lays pictures out in reading order.</summary>
    /// <param name="pictures">Bytes [channels, height, width] each; 1 channel for gray, 3 for red, green and blue.</param>
    internal static byte[] ToPng(IReadOnlyList<byte[]> pictures, int height, int width, int columns)
    {
        int rows = (pictures.Count + columns - 1) / columns, plane = height * width;
        using var sheet = new SKBitmap(columns * (width + Gap) - Gap, rows * (height + Gap) - Gap, SKColorType.Rgba8888, SKAlphaType.Opaque);
        sheet.Erase(Ground);
        for (int k = 0; k < pictures.Count; k++)
        {
            byte[] picture = pictures[k];
            int channels = picture.Length / plane, left = k % columns * (width + Gap), top = k / columns * (height + Gap);
            for (int p = 0; p < plane; p++)
            {
                var color = new SKColor(picture[p], picture[p + (channels > 1 ? plane : 0)], picture[p + (channels > 1 ? 2 * plane : 0)]);
                sheet.SetPixel(left + p % width, top + p / width, color);
            }
        }
        using var png = sheet.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <summary>The same as an HTML image that needs no file.</summary>
    /// <param name="pictures">Bytes [channels, height, width] each.</param>
    /// <param name="zoom">Screen pixels for one of the pictures'.</param>
    internal static string ToHtml(IReadOnlyList<byte[]> pictures, int height, int width, int columns, int zoom = 1) =>
        $"<img alt=\"{pictures.Count} pictures\" width=\"{zoom * (columns * (width + Gap) - Gap)}\" style=\"image-rendering:pixelated\" "
        + $"src=\"data:image/png;base64,{Convert.ToBase64String(ToPng(pictures, height, width, columns))}\">";
}
