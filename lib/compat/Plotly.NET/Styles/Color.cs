using System.Globalization;

namespace Plotly.NET;

/// <summary>A colour, a colour for each point, or numbers that a colour scale turns into colours.</summary>
public sealed class Color
{
    private Color(object value) => Value = value;

    public object Value { get; }

    /// <summary>Alpha first; each component 0 to 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A component is outside 0 to 255.</exception>
    public static Color fromARGB(int a, int r, int g, int b) =>
        new($"rgba({Component(r, nameof(r))}, {Component(g, nameof(g))}, {Component(b, nameof(b))}, {Alpha(Component(a, nameof(a)))})");

    public static Color fromColorScaleValues<a>(IEnumerable<a> c)
        where a : IConvertible => new(c);

    public static Color fromColors(IEnumerable<Color> c) => new(c);

    /// <summary>Six hexadecimal digits after <c>#</c> or <c>0x</c>, or eight, alpha first.</summary>
    /// <exception cref="FormatException">It is no such text.</exception>
    public static Color fromHex(string s)
    {
        string digits = s.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? s[2..] : s.TrimStart('#');
        if (digits.Length is not (6 or 8) || !uint.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint argb))
            throw new FormatException($"'{s}' is no colour: expected six hexadecimal digits after '#' or '0x', or eight with alpha first.");
        int alpha = digits.Length == 8 ? (int)(argb >> 24) : 255;
        return fromARGB(alpha, (int)(argb >> 16 & 255), (int)(argb >> 8 & 255), (int)(argb & 255));
    }

    public static Color fromRGB(int r, int g, int b) => fromARGB(255, r, g, b);

    public static Color fromString(string c) => new(c);

    public override bool Equals(object? other) => other is Color color && Value.Equals(color.Value);

    public override int GetHashCode() => Value.GetHashCode();

    private static int Component(int value, string name) =>
        value is >= 0 and <= 255 ? value : throw new ArgumentOutOfRangeException(name, value, "A colour component goes from 0 to 255.");

    private static string Alpha(int alpha) =>
        alpha == 255 ? "1.0" : (alpha / 255.0).ToString("0.0###", CultureInfo.InvariantCulture);
}
