namespace Capsules.Data;

/// <summary>Turns, shears, scales and shifts an image about its center, in that order; a viewpoint of Mitterreiter et al. 2023, section
/// 4.2.</summary>
/// <param name="RotationDegrees">Clockwise as one sees it.</param>
/// <param name="ShearDegrees">Rows slide along x so that upright lines lean right by this angle; within (−90, 90).</param>
/// <param name="ShiftX">Pixels to the right.</param>
/// <param name="ShiftY">Pixels downwards.</param>
public readonly record struct AffineTransform(double RotationDegrees = 0, double ShearDegrees = 0, double Scale = 1,
    double ShiftX = 0, double ShiftY = 0)
{
    /// <summary>The transform that changes nothing.</summary>
    public AffineTransform() : this(0) { }

    /// <summary>A turn alone.</summary>
    public static AffineTransform Rotation(double degrees) => new(RotationDegrees: degrees);

    /// <summary>A shear along x alone.</summary>
    /// <param name="degrees">By which upright lines lean right.</param>
    public static AffineTransform Shear(double degrees) => new(ShearDegrees: degrees);

    /// <summary>A change of size alone.</summary>
    public static AffineTransform Scaling(double factor) => new(Scale: factor);

    /// <summary>A horizontal shift alone.</summary>
    public static AffineTransform TranslationX(double pixels) => new(ShiftX: pixels);

    /// <summary>A vertical shift alone.</summary>
    public static AffineTransform TranslationY(double pixels) => new(ShiftY: pixels);

    /// <summary>Every image of a set, transformed alike; what comes from outside an image is 0. Images of any size, [N, channels, height, width].</summary>
    /// <exception cref="InvalidOperationException">The scale is not above 0, or the shear not within ±90°.</exception>
    public ImageSet Apply(ImageSet images)
    {
        if (!(Scale > 0) || !(Math.Abs(ShearDegrees) < 90))
            throw new InvalidOperationException(
                $"A scale of {Scale} and a shear of {ShearDegrees}° have no inverse: the scale must be above 0 and the shear within ±90°.");
        var transform = this;
        var moved = new byte[images.Pixels.Length];
        Parallel.For(0, images.Count, i => transform.Apply(images, i, moved));
        return images.With(moved, images.Labels, images.Height, images.Width, $"{images.Source}; {this}");
    }

    /// <summary>Only what is changed, in words.</summary>
    public override string ToString()
    {
        string[] parts =
        [
            .. RotationDegrees == 0 ? [] : (string[])[$"rotated {RotationDegrees:0.##}°"],
            .. ShearDegrees == 0 ? [] : (string[])[$"sheared {ShearDegrees:0.##}°"],
            .. Scale == 1 ? [] : (string[])[$"scaled ×{Scale:0.###}"],
            .. ShiftX == 0 && ShiftY == 0 ? [] : (string[])[$"shifted ({ShiftX:0.##}, {ShiftY:0.##}) px"],
        ];
        return parts.Length == 0 ? "unchanged" : string.Join(", ", parts);
    }

    internal void Apply(ImageSet images, int index, byte[] into)
    {
        var plane = images.Height * images.Width;
        for (var channel = 0; channel < images.Channels; channel++)
        {
            var at = index * images.ImageSize + channel * plane;
            Apply(images.Image(index).Slice(channel * plane, plane), into.AsSpan(at, plane), images.Height, images.Width);
        }
    }

    // Each pixel looks up where it comes from: q = A⁻¹(p − shift − center) + center, between four pixels.
    private void Apply(ReadOnlySpan<byte> from, Span<byte> to, int height, int width)
    {
        var (xx, xy, yx, yy) = Inverse();
        float centerX = (width - 1) / 2f, centerY = (height - 1) / 2f;
        var startX = centerX - centerX * xx - centerY * xy - (float)ShiftX * xx - (float)ShiftY * xy;
        var startY = centerY - centerX * yx - centerY * yy - (float)ShiftX * yx - (float)ShiftY * yy;
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                to[row * width + column] = Between(from, height, width, startX + column * xx + row * xy, startY + column * yx + row * yy);
    }

    // A = scale · shear · rotation.
    private (float XX, float XY, float YX, float YY) Inverse()
    {
        var (sin, cos) = Math.SinCos(RotationDegrees * Math.PI / 180);
        var lean = Math.Tan(ShearDegrees * Math.PI / 180); // y points down, so leaning right is x − lean · y
        return ((float)(cos / Scale), (float)((cos * lean + sin) / Scale), (float)(-sin / Scale), (float)((cos - sin * lean) / Scale));
    }

    private static byte Between(ReadOnlySpan<byte> from, int height, int width, float x, float y)
    {
        if (!(x > -1 && y > -1 && x < width && y < height)) return 0;
        int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
        float right = x - left, below = y - top; // weights of the pixels to the right and below
        var upper = (1 - right) * At(from, height, width, top, left) + right * At(from, height, width, top, left + 1);
        var lower = (1 - right) * At(from, height, width, top + 1, left) + right * At(from, height, width, top + 1, left + 1);
        return (byte)((1 - below) * upper + below * lower + 0.5f);
    }

    private static float At(ReadOnlySpan<byte> from, int height, int width, int row, int column) =>
        (uint)row < (uint)height && (uint)column < (uint)width ? from[row * width + column] : 0;
}
