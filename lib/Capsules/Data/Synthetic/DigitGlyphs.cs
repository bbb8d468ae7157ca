using System.Globalization;

namespace Capsules.Data;

/// <summary>A stroke of a pen: points it passes through, smooth except at corners.</summary>
/// <param name="Points">Positions in a box of 0 … 100, x to the right and y downwards.</param>
/// <param name="Corner">Whether the pen turns sharply at a point.</param>
internal sealed record PenStroke((float X, float Y)[] Points, bool[] Corner);

/// <summary>How people write the ten digits: for each digit several styles, for each style its strokes.</summary>
internal static class DigitGlyphs
{
    /// <summary>[digit][style][stroke].</summary>
    internal static PenStroke[][][] Styles { get; } = [.. Texts.Select(styles => styles.Select(Parse).ToArray())];

    // Points "x y" in a box of 0 … 100; ! after a point is a corner, ; lifts the pen.
    private static string[][] Texts =>
    [
        [
            "56 2, 20 10, 2 50, 18 90, 50 100, 84 88, 97 48, 82 12, 50 0",
            "62 6, 30 2, 6 34, 8 76, 38 100, 74 92, 94 58, 86 18, 56 2, 44 10",
            "40 4, 10 26, 4 66, 28 98, 66 96, 92 66, 90 24, 64 2, 34 6",
        ],
        [
            "50 0, 50 50, 50 100",
            "58 0, 50 48, 44 100",
            "38 16, 54 0!, 53 50, 52 100",
            "34 20, 54 0!, 53 50, 52 98; 34 100, 52 98, 72 99",
        ],
        [
            "8 22, 26 4, 58 0, 84 18, 78 44, 44 74, 6 98!, 50 95, 96 96",
            "10 26, 30 3, 66 4, 86 26, 70 56, 34 84, 14 96, 6 84, 24 74, 52 88, 98 94",
            "6 14, 46 0, 82 12, 82 38, 48 66, 10 97!, 94 90",
        ],
        [
            "10 12, 42 0, 80 10, 80 32, 42 47!, 84 58, 92 80, 58 100, 6 90",
            "12 6, 48 3, 84 4!, 46 42!, 82 52, 92 76, 62 99, 8 92",
            "8 20, 34 0, 76 6, 84 30, 58 46, 36 46, 66 50, 94 70, 76 96, 36 100, 4 84",
        ],
        [
            "24 0, 16 28, 6 56!, 50 56, 94 53; 74 14, 70 56, 66 100",
            "66 2, 34 36, 4 66!, 50 65, 98 64; 68 0, 66 50, 64 100",
            "16 4, 8 34, 18 54, 50 54, 84 40; 88 0, 84 46, 76 100",
            "12 6, 10 44!, 82 44; 84 2, 82 44, 80 100",
        ],
        [
            "86 3, 24 3!, 16 42!, 52 36, 88 54, 86 84, 52 100, 8 90",
            "22 4, 16 44!, 56 38, 90 60, 76 92, 40 100, 4 86; 20 5, 58 4, 96 0",
            "88 0, 54 6, 26 6!, 24 24, 14 46!, 48 42, 84 54, 84 84, 50 99, 10 96",
        ],
        [
            "74 0, 38 16, 10 52, 12 86, 44 100, 80 86, 80 60, 50 50, 16 66",
            "54 0, 24 30, 8 70, 26 97, 64 98, 86 74, 68 54, 34 58, 14 78",
            "86 6, 50 10, 16 40, 6 76, 34 100, 74 92, 84 68, 58 54, 22 64, 10 78",
        ],
        [
            "4 6, 48 6, 94 4!, 62 48, 40 100",
            "4 8, 48 6, 92 5!, 64 46, 44 100; 30 54, 54 51, 82 50",
            "8 18, 8 4!, 50 5, 92 2!, 66 30, 52 62, 50 100",
            "6 4, 50 2, 90 8, 78 40, 50 70, 34 100",
        ],
        [
            "82 14, 50 0, 18 14, 28 38, 66 58, 88 82, 52 100, 12 84, 28 60, 66 40, 84 18, 74 6",
            "50 2, 22 12, 24 36, 50 46, 78 34, 78 12, 48 0; 50 46, 14 62, 14 88, 50 100, 88 88, 84 60, 48 46",
            "86 6, 52 4, 22 16, 34 40, 70 58, 78 86, 44 100, 22 84, 42 54, 70 32, 90 8",
        ],
        [
            "84 16, 52 0, 16 14, 12 42, 44 54, 78 36, 86 12!, 82 56, 76 100",
            "86 20, 56 0, 18 16, 16 44, 50 52, 80 32, 88 14, 88 54, 72 90, 40 100, 12 92",
            "76 10, 40 2, 12 22, 22 46, 58 46, 82 20, 80 10!, 72 54, 48 100",
        ],
    ];

    private static PenStroke[] Parse(string text) => [.. text.Split(';').Select(ParseStroke)];

    private static PenStroke ParseStroke(string text)
    {
        var points = text.Split(',', StringSplitOptions.TrimEntries);
        var positions = points.Select(point => point.TrimEnd('!').Split(' ')).Select(xy => (Number(xy[0]), Number(xy[1])));
        return new PenStroke([.. positions], [.. points.Select(point => point.EndsWith('!'))]);
    }

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
