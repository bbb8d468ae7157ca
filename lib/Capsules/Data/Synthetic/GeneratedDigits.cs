using SkiaSharp;

namespace Capsules.Data;

/// <summary>Digits drawn by the program in the shape of MNIST, so that everything runs where MNIST is absent.</summary>
/// <remarks>Pen strokes with chance in style, shape, slant, turn, size and pen width. They are easier than real handwriting in some ways
/// and harder in others: a figure from them says nothing about MNIST.</remarks>
internal static class GeneratedDigits
{
    /// <summary>Draws digits, as many as MNIST has where no count is given; image <c>i</c> of a split depends on the seed and <c>i</c> alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or more than MNIST has.</exception>
    internal static ImageSet Create(Split split = Split.Train, int? count = null, int seed = 7)
    {
        int full = split == Split.Train ? 60_000 : 10_000, n = count ?? full;
        if (n < 0 || n > full)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The generated {split} digits number {full:N0}, as in MNIST.");
        const int size = Mnist.Size * Mnist.Size;
        var pixels = new byte[n * size];
        var labels = new int[n];
        Parallel.For(0, n, i =>
        {
            var random = new SeededRandom(seed, i, stream: (int)split);
            labels[i] = random.Below(10);
            DigitPen.Draw(labels[i], random, pixels.AsSpan(i * size, size));
        });
        return new ImageSet($"Generated digits {split.ToString().ToLowerInvariant()}", pixels, labels, Channels: 1,
            Mnist.Size, Mnist.Size, Mnist.ClassNames, $"GENERATED synthetic digits, seed {seed}", IsGenerated: true);
    }
}

/// <summary>Draws one digit as a person might: a style of the digit, bent, slanted, turned and scaled by chance, with a pen of random
/// width.</summary>
/// <remarks>As MNIST was made: the digit's longer side is 20 pixels, and its center of mass is the center of the image.</remarks>
internal static class DigitPen
{
    private const int Size = Mnist.Size, StepsPerCurve = 5;
    private const float LongerSide = 20;

    /// <summary>Draws a digit into an empty image of 28×28 bytes.</summary>
    internal static void Draw(int digit, SeededRandom random, Span<byte> image)
    {
        var strokes = Write(DigitGlyphs.Styles[digit], ref random);
        Distort(strokes, digit, ref random);
        using var ink = Ink(strokes, ref random);
        Center(ink, image);
    }

    // The pen's path: splines through the points of a style, each point moved a little.
    private static SKPoint[][] Write(PenStroke[][] styles, ref SeededRandom random)
    {
        var style = styles[random.Below(styles.Length)];
        var slip = 3.6 + Math.Abs(random.Normal(3.4)); // most writers are careful, a few are not
        var moved = new SKPoint();
        var strokes = new SKPoint[style.Length][];
        for (var s = 0; s < style.Length; s++)
        {
            var (points, corner) = style[s];
            var at = new SKPoint[points.Length];
            for (var k = 0; k < at.Length; k++)
            {
                // One slip drags the next along: independent ones would make round digits angular.
                moved = new SKPoint(0.6f * moved.X + 0.8f * (float)random.Normal(slip), 0.6f * moved.Y + 0.8f * (float)random.Normal(slip));
                at[k] = new SKPoint(points[k].X + moved.X, points[k].Y + moved.Y);
            }
            strokes[s] = [at[0], .. Enumerable.Range(0, at.Length - 1).SelectMany(k => Curve(
                k == 0 || corner[k] ? at[k] : at[k - 1], at[k], at[k + 1], k + 2 == at.Length || corner[k + 1] ? at[k + 1] : at[k + 2]))];
        }
        return strokes;
    }

    // Catmull-Rom spline from b to c.
    private static IEnumerable<SKPoint> Curve(SKPoint a, SKPoint b, SKPoint c, SKPoint d) => Enumerable.Range(1, StepsPerCurve).Select(s =>
    {
        var t = s / (float)StepsPerCurve;
        float wa = t * (-0.5f + t * (1 - 0.5f * t)), wb = 1 + t * t * (-2.5f + 1.5f * t);
        float wc = t * (0.5f + t * (2 - 1.5f * t)), wd = t * t * (-0.5f + 0.5f * t);
        return new SKPoint(wa * a.X + wb * b.X + wc * c.X + wd * d.X, wa * a.Y + wb * b.Y + wc * c.Y + wd * d.Y);
    });

    // Handwriting as a whole: a slow wobble, width, slant, turn; then the longer side becomes 20 pixels.
    private static void Distort(SKPoint[][] strokes, int digit, ref SeededRandom random)
    {
        float width = (float)random.Uniform(0.5, 1.0), slant = (float)random.Normal(0.28) + 0.12f;
        var (sin, cos) = MathF.SinCos((float)random.Normal(8 * Math.PI / 180));
        float wobble = (float)random.Normal(3.0), phase = (float)random.Uniform(0, 6.3), pace = (float)random.Uniform(0.03, 0.07);
        if (digit == 1) slant *= 1.4f; // a plain bar leans more freely than digits that would change their look

        foreach (var stroke in strokes)
        {
            for (var k = 0; k < stroke.Length; k++)
            {
                var x = (stroke[k].X - 50) * width + wobble * MathF.Sin(phase + pace * stroke[k].Y);
                var y = stroke[k].Y - 50 + wobble * MathF.Cos(phase + pace * stroke[k].X);
                x -= slant * y;
                stroke[k] = new SKPoint(cos * x - sin * y, sin * x + cos * y);
            }
        }
        float left = strokes.Min(s => s.Min(p => p.X)), right = strokes.Max(s => s.Max(p => p.X));
        float top = strokes.Min(s => s.Min(p => p.Y)), bottom = strokes.Max(s => s.Max(p => p.Y));
        var scale = (LongerSide - 2 + (float)random.Normal(0.6)) / Math.Max(right - left, bottom - top); // the pen's width adds the rest
        foreach (var stroke in strokes)
            for (var k = 0; k < stroke.Length; k++)
                stroke[k] = new SKPoint(Size / 2f + (stroke[k].X - (left + right) / 2) * scale, Size / 2f + (stroke[k].Y - (top + bottom) / 2) * scale);
    }

    private static SKBitmap Ink(SKPoint[][] strokes, ref SeededRandom random)
    {
        var tone = (byte)random.Uniform(220, 255);
        using var pen = new SKPaint
        {
            Color = new SKColor(tone, tone, tone),
            IsAntialias = true,
            IsStroke = true,
            StrokeWidth = (float)random.Uniform(1.6, 3.6),
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        using var builder = new SKPathBuilder();
        foreach (var stroke in strokes) builder.AddPoly(stroke, close: false);
        using var path = builder.Detach();
        var ink = new SKBitmap(Size, Size, SKColorType.Gray8, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(ink);
        canvas.Clear(SKColors.Black);
        canvas.DrawPath(path, pen);
        return ink;
    }

    private static void Center(SKBitmap ink, Span<byte> image)
    {
        ReadOnlySpan<byte> pixels = ink.GetPixelSpan();
        float mass = 0, massX = 0, massY = 0;
        int left = Size, right = 0, top = Size, bottom = 0;
        for (var p = 0; p < pixels.Length; p++)
        {
            if (pixels[p] == 0) continue;
            int x = p % Size, y = p / Size;
            (mass, massX, massY) = (mass + pixels[p], massX + pixels[p] * x, massY + pixels[p] * y);
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
        }
        int shiftX = Shift(massX / mass, left, right), shiftY = Shift(massY / mass, top, bottom);
        for (var row = top; row <= bottom; row++)
            pixels.Slice(row * Size + left, right - left + 1).CopyTo(image[((row + shiftY) * Size + left + shiftX)..]);
    }

    // To the middle, but not onto the border of the image.
    private static int Shift(float center, int first, int last) =>
        Math.Max(1 - first, Math.Min(Size - 2 - last, (int)MathF.Round((Size - 1) / 2f - center)));
}
