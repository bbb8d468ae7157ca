using SkiaSharp;

namespace Capsules.Data;

/// <summary>Pictures as PNG files.</summary>
internal static class Png
{
    /// <summary>Encodes a picture.</summary>
    /// <param name="pixels">[rows, columns, channels].</param>
    public static byte[] Encode(byte[] pixels, int width, int channels)
    {
        var height = pixels.Length / width / channels;
        using var bitmap = channels == 1
            ? new SKBitmap(width, height, SKColorType.Gray8, SKAlphaType.Opaque)
            : new SKBitmap(width, height, SKColorType.Rgb888x, SKAlphaType.Opaque);
        var rows = bitmap.GetPixelSpan();
        for (var p = 0; p < width * height; p++)
        {
            var at = (p / width * bitmap.RowBytes) + (p % width * bitmap.BytesPerPixel);
            pixels.AsSpan(p * channels, channels).CopyTo(rows[at..]);
        }

        using var png = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    /// <summary>A file as an address that needs no file.</summary>
    public static string Address(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);
}
