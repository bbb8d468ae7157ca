using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Capsules.Plots.Static;

/// <summary>Texts: their lines, their width on paper, numbers as tick labels.</summary>
internal static partial class Labels
{
    public static string[] Lines(string value) =>
        [.. Break().Split(value).Select(line => WebUtility.HtmlDecode(Tag().Replace(line, "")))];

    /// <summary>About how wide a text is; letters of a sans-serif font are a bit wider than half their size.</summary>
    public static double Width(string value, double size) => Lines(value).Max(line => line.Length) * size * 0.55;

    /// <summary>How wide a text is at most: by the letters of Verdana, the widest of the fonts that pages fall back on.</summary>
    public static double Most(string value, double size) => Lines(value).Max(line => line.Sum(Em)) * size;

    private static double Em(char letter) => letter switch
    {
        'i' or 'l' or '\'' => 0.3,
        'j' or '.' or ',' or ' ' or '·' => 0.37,
        'f' or 'r' or 't' or 'I' or '(' or ')' or '[' or ']' or '-' or ':' or ';' or '|' or '!' or '/' => 0.46,
        'c' or 'k' or 's' or 'v' or 'x' or 'y' or 'z' => 0.6,
        'm' or 'w' or 'M' or 'W' or '%' or '@' or '…' or '—' or >= '\u2e80' => 1.08,
        '×' or '±' or '≥' or '≤' or '−' or '+' or '=' or '<' or '>' or '~' => 0.84,
        _ => char.IsUpper(letter) ? 0.79 : 0.64,
    };

    /// <summary>A tick's number with as many digits as the step between ticks needs.</summary>
    public static string Tick(double value, double step)
    {
        if (Math.Abs(value) is >= 1e6 and < 1e9)
        {
            return (value / 1e6).ToString("0.###", CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal) + "M";
        }

        if (value != 0 && (Math.Abs(value) >= 1e9 || Math.Abs(value) < 1e-4))
        {
            return value.ToString("0.###e0", CultureInfo.InvariantCulture).Replace("e-", "e−", StringComparison.Ordinal);
        }

        int digits = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 6);
        double rounded = Math.Round(value, digits);
        return (rounded == 0 ? 0 : rounded).ToString("N" + digits, CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal);
    }

    [GeneratedRegex("<br ?/?>")]
    private static partial Regex Break();

    [GeneratedRegex("</?[a-zA-Z][^>]*>")]
    private static partial Regex Tag();
}
