using Capsules.Data;

namespace Capsules.Live;

/// <summary>A picture drawn with a pen, in few enough letters for an address.</summary>
/// <remarks>
/// Strokes are separated by a full stop; a point is two letters, x and y, of the alphabet of base64url. The paper is 64 × 64 whatever the
/// picture's size, and a point is in the middle of its square.
/// </remarks>
public static class Drawing
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const int MostLetters = 6000;

    /// <summary>The pen's width, as a share of the paper's: that of MNIST's digits on a background of 40 × 40.</summary>
    private const double Pen = 3.0 / 40;

    /// <summary>An image set of one picture: what was drawn, in the size and with the classes of another set.</summary>
    /// <param name="ink">The strokes.</param>
    /// <param name="like">The set whose size it takes; gray in every channel.</param>
    /// <exception cref="ArgumentException">These are no strokes.</exception>
    public static ImageSet Picture(string ink, ImageSet like)
    {
        var strokes = Strokes(Check(ink), like.Width, like.Height);
        var plane = new byte[like.Height * like.Width];
        var half = Pen * like.Width / 2;
        for (var row = 0; row < like.Height; row++)
            for (var column = 0; column < like.Width; column++)
            {
                var nearest = strokes.Min(stroke => Distance(stroke, column, row));
                plane[row * like.Width + column] = (byte)Math.Round(255 * Math.Clamp(half + 0.5 - nearest, 0, 1));
            }

        return new ImageSet("a drawing", [.. Enumerable.Repeat(plane, like.Channels).SelectMany(p => p)], [0], like.Channels, like.Height, like.Width,
            like.ClassNames, "drawn by hand", IsGenerated: false);
    }

    /// <summary>Refuses what are no strokes.</summary>
    /// <exception cref="ArgumentException">No stroke, an unknown letter, half a point, or too many letters.</exception>
    internal static string Check(string ink)
    {
        if (ink.Length is 0 or > MostLetters)
            throw new ArgumentException($"ink has {ink.Length} letters; a drawing has from 2 to {MostLetters}");
        foreach (var stroke in ink.Split('.'))
            if (stroke.Length == 0 || stroke.Length % 2 != 0 || stroke.Any(letter => !Alphabet.Contains(letter)))
                throw new ArgumentException($"ink has the stroke '{stroke}'; a stroke is an even number of letters, digits, - and _: two for each point");
        return ink;
    }

    private static (double X, double Y)[][] Strokes(string ink, int width, int height) =>
        [.. ink.Split('.').Select(stroke => stroke.Chunk(2).Select(point => (Place(point[0], width), Place(point[1], height))).ToArray())];

    // From the middle of one of 64 squares to pixels, whose middles are whole numbers.
    private static double Place(char letter, int pixels) => (Alphabet.IndexOf(letter) + 0.5) / Alphabet.Length * pixels - 0.5;

    private static double Distance((double X, double Y)[] stroke, double x, double y)
    {
        var nearest = Math.Sqrt(Square(stroke[0].X - x) + Square(stroke[0].Y - y));
        for (var k = 1; k < stroke.Length; k++)
        {
            var (a, b) = (stroke[k - 1], stroke[k]);
            double dx = b.X - a.X, dy = b.Y - a.Y, length2 = dx * dx + dy * dy;
            var along = length2 == 0 ? 0 : Math.Clamp(((x - a.X) * dx + (y - a.Y) * dy) / length2, 0, 1);
            nearest = Math.Min(nearest, Math.Sqrt(Square(a.X + along * dx - x) + Square(a.Y + along * dy - y)));
        }

        return nearest;
    }

    private static double Square(double value) => value * value;
}
