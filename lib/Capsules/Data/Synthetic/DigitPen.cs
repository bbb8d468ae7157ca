namespace Capsules.Data;

/// <summary>Draws one digit as a person might: a style of the digit, bent, slanted, turned and scaled by chance, with a pen of chance
/// width.</summary>
/// <remarks>As MNIST was made: the digit's longer side is 20 pixels, and its centre of mass is the centre of the image.</remarks>
internal ref struct DigitPen
{
    private const int Size = Mnist.Size;
    private const int StepsPerCurve = 5;
    private const int MostPoints = 256;
    private const float LongerSide = 20, Softness = 0.75f; // pixels; the softness is half the width of the pen's blurred edge

    private readonly Span<float> _x, _y;
    private readonly Span<bool> _lift; // whether the pen is up on its way to the point
    private int _count;
    private SeededRandom _random;

    private DigitPen(SeededRandom random, Span<float> x, Span<float> y, Span<bool> lift)
    {
        _random = random;
        _x = x;
        _y = y;
        _lift = lift;
    }

    /// <summary>Draws a digit into an empty image of 28×28 bytes.</summary>
    internal static void Draw(int digit, SeededRandom random, Span<byte> image)
    {
        var pen = new DigitPen(random, stackalloc float[MostPoints], stackalloc float[MostPoints], stackalloc bool[MostPoints]);
        pen.Write(DigitGlyphs.Styles[digit]);
        pen.Distort(digit);
        Span<float> ink = stackalloc float[Size * Size];
        ink.Clear();
        pen.Ink(ink);
        Centre(ink, image);
    }

    // The pen's path as a polyline: splines through the points of a style, each point moved a little.
    private void Write(PenStroke[][] styles)
    {
        var strokes = styles[_random.Below(styles.Length)];
        double slip = 3.6 + Math.Abs(_random.Normal(3.4)); // most writers are careful, a few are not
        float slipX = 0, slipY = 0;
        Span<(float X, float Y)> moved = stackalloc (float, float)[16];
        foreach (var stroke in strokes)
        {
            int n = stroke.Points.Length;
            for (int k = 0; k < n; k++)
            {
                // One slip drags the next along: independent ones would make round digits angular.
                slipX = 0.6f * slipX + 0.8f * (float)_random.Normal(slip);
                slipY = 0.6f * slipY + 0.8f * (float)_random.Normal(slip);
                moved[k] = (stroke.Points[k].X + slipX, stroke.Points[k].Y + slipY);
            }
            Add(moved[0].X, moved[0].Y, lift: true);
            for (int k = 0; k + 1 < n; k++)
            {
                var before = k == 0 || stroke.Corner[k] ? moved[k] : moved[k - 1];
                var after = k + 2 == n || stroke.Corner[k + 1] ? moved[k + 1] : moved[k + 2];
                Curve(before, moved[k], moved[k + 1], after);
            }
        }
    }

    // Catmull-Rom spline from b to c.
    private void Curve((float X, float Y) a, (float X, float Y) b, (float X, float Y) c, (float X, float Y) d)
    {
        for (int s = 1; s <= StepsPerCurve; s++)
        {
            float t = s / (float)StepsPerCurve;
            float wa = t * (-0.5f + t * (1 - 0.5f * t)), wb = 1 + t * t * (-2.5f + 1.5f * t);
            float wc = t * (0.5f + t * (2 - 1.5f * t)), wd = t * t * (-0.5f + 0.5f * t);
            Add(wa * a.X + wb * b.X + wc * c.X + wd * d.X, wa * a.Y + wb * b.Y + wc * c.Y + wd * d.Y, lift: false);
        }
    }

    private void Add(float x, float y, bool lift)
    {
        (_x[_count], _y[_count], _lift[_count]) = (x, y, lift);
        _count++;
    }

    // Handwriting as a whole: a slow wobble, width, slant, turn; then the longer side becomes 20 pixels.
    private void Distort(int digit)
    {
        float width = (float)_random.Uniform(0.5, 1.0), slant = (float)_random.Normal(0.28) + 0.12f;
        double turn = _random.Normal(8 * Math.PI / 180);
        float cos = (float)Math.Cos(turn), sin = (float)Math.Sin(turn);
        float wobble = (float)_random.Normal(3.0), phase = (float)_random.Uniform(0, 6.3), pace = (float)_random.Uniform(0.03, 0.07);
        if (digit == 1) slant *= 1.4f; // a plain bar leans more freely than digits that would change their look

        float left = float.MaxValue, right = float.MinValue, top = float.MaxValue, bottom = float.MinValue;
        for (int k = 0; k < _count; k++)
        {
            float x = (_x[k] - 50) * width + wobble * MathF.Sin(phase + pace * _y[k]);
            float y = _y[k] - 50 + wobble * MathF.Cos(phase + pace * _x[k]);
            x -= slant * y;
            (_x[k], _y[k]) = (cos * x - sin * y, sin * x + cos * y);
            (left, right) = (Math.Min(left, _x[k]), Math.Max(right, _x[k]));
            (top, bottom) = (Math.Min(top, _y[k]), Math.Max(bottom, _y[k]));
        }
        float scale = (LongerSide - 2 + (float)_random.Normal(0.6)) / Math.Max(right - left, bottom - top); // the pen's width adds the rest
        for (int k = 0; k < _count; k++)
        {
            _x[k] = Size / 2f + (_x[k] - (left + right) / 2) * scale;
            _y[k] = Size / 2f + (_y[k] - (top + bottom) / 2) * scale;
        }
    }

    // Each piece of the path darkens the pixels near it; a pixel keeps the darkest.
    private void Ink(Span<float> ink)
    {
        float radius = (float)_random.Uniform(0.75, 1.75), pressure = (float)_random.Uniform(0, 0.25);
        float phase = (float)_random.Uniform(0, 6.3), blot = (float)_random.Uniform(0.86, 1);
        for (int k = 1; k < _count; k++)
        {
            if (_lift[k]) continue;
            float r = radius * (1 + pressure * MathF.Sin(phase + 0.25f * k));
            Segment(ink, _x[k - 1], _y[k - 1], _x[k], _y[k], r, blot);
        }
    }

    private static void Segment(Span<float> ink, float x0, float y0, float x1, float y1, float radius, float blot)
    {
        float reach = radius + Softness;
        int left = Math.Max(0, (int)(Math.Min(x0, x1) - reach)), right = Math.Min(Size - 1, (int)(Math.Max(x0, x1) + reach));
        int top = Math.Max(0, (int)(Math.Min(y0, y1) - reach)), bottom = Math.Min(Size - 1, (int)(Math.Max(y0, y1) + reach));
        float dx = x1 - x0, dy = y1 - y0, perLength = 1 / Math.Max(dx * dx + dy * dy, 1e-6f);
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                float px = column + 0.5f - x0, py = row + 0.5f - y0;
                float along = Math.Clamp((px * dx + py * dy) * perLength, 0, 1);
                float ox = px - along * dx, oy = py - along * dy;
                float squared = ox * ox + oy * oy;
                if (squared >= reach * reach) continue;
                float cover = blot * Math.Min(1, (reach - MathF.Sqrt(squared)) / (2 * Softness));
                ref float pixel = ref ink[row * Size + column];
                if (cover > pixel) pixel = cover;
            }
        }
    }

    private static void Centre(ReadOnlySpan<float> ink, Span<byte> image)
    {
        float mass = 0, massX = 0, massY = 0;
        int left = Size, right = 0, top = Size, bottom = 0;
        for (int p = 0; p < ink.Length; p++)
        {
            if (ink[p] == 0) continue;
            int x = p % Size, y = p / Size;
            mass += ink[p];
            massX += ink[p] * x;
            massY += ink[p] * y;
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
        }
        int shiftX = Shift(massX / mass, left, right), shiftY = Shift(massY / mass, top, bottom);
        for (int row = top; row <= bottom; row++)
            for (int column = left; column <= right; column++)
                image[(row + shiftY) * Size + column + shiftX] = (byte)(255 * ink[row * Size + column] + 0.5f);
    }

    // To the middle, but not onto the border of the image.
    private static int Shift(float centre, int first, int last) =>
        Math.Max(1 - first, Math.Min(Size - 2 - last, (int)MathF.Round((Size - 1) / 2f - centre)));
}
