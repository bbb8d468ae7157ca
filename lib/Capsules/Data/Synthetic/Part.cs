using SkiaSharp;

namespace Capsules.Data;

/// <summary>The form of a hand-made part.</summary>
public enum PartShape
{
    /// <summary>As wide as a roof, pointing up.</summary>
    Triangle,

    /// <summary>As wide as the walls of a house.</summary>
    Rectangle,
}

/// <summary>A part somewhere in a picture: what it is, where it lies, and how far it is turned.</summary>
/// <param name="X">Place of its middle to the right of the picture's middle.</param>
/// <param name="Y">Place of its middle above the picture's middle.</param>
public sealed record Part(PartShape Shape, double X, double Y, double Degrees)
{
    private const float Reach = 1.6f;   // of the picture from its middle

    // y downwards, as SVG has it.
    private static readonly Dictionary<PartShape, (string Path, byte Tone)> Shapes = new()
    {
        [PartShape.Triangle] = ("M-.75 .25H.75L0-.4Z", 150),
        [PartShape.Rectangle] = ("M-.6-.4H.6V.4H-.6Z", 255),
    };

    /// <summary>The part after the whole picture was turned about its middle.</summary>
    public Part Turned(double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return this with { X = (cos * X) - (sin * Y), Y = (sin * X) + (cos * Y), Degrees = Degrees + degrees };
    }

    /// <summary>The part after it was moved.</summary>
    public Part Moved(double x, double y) => this with { X = X + x, Y = Y + y };

    /// <summary>Draws parts as ink, 0 … 1, on an empty picture. [size, size]</summary>
    public static double[,] Draw(IEnumerable<Part> parts, int size = 96)
    {
        using var bitmap = new SKBitmap(size, size, SKColorType.Gray8, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Black);
        foreach (var part in parts)
        {
            var (outline, tone) = Shapes[part.Shape];
            using var path = SKPath.ParseSvgPathData(outline);
            using var paint = new SKPaint { Color = new SKColor(tone, tone, tone), IsAntialias = true };
            canvas.ResetMatrix();
            canvas.Translate(size / 2f, size / 2f);
            canvas.Scale(size / 2 / Reach);
            canvas.Translate((float)part.X, (float)-part.Y);
            canvas.RotateDegrees((float)-part.Degrees);
            canvas.DrawPath(path, paint);
        }

        var image = new double[size, size];
        var pixels = bitmap.GetPixelSpan();
        for (var p = 0; p < pixels.Length; p++) image[p / size, p % size] = pixels[p] / 255.0;
        return image;
    }
}
