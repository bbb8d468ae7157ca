using System.Globalization;
using System.Text;

namespace Capsules.Language;

/// <summary>
/// Cuts text into the pieces within which GPT-2 merges bytes: contractions ('s 't 're 've 'm 'll 'd), then runs of letters,
/// of numbers and of other characters, each with one space before it, then runs of white space, which leave their last
/// character to the piece that follows. By code point, so letters beyond the basic plane are letters.
/// </summary>
internal static class PreTokenizer
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Letter,
        Number,
        Space,
        Other,
        End,
    }

    /// <summary>The length in UTF-16 units of the piece at the start of <paramref name="text"/>, which is not empty.</summary>
    internal static int NextLength(ReadOnlySpan<char> text)
    {
        foreach (string contraction in Contractions)
        {
            if (text.StartsWith(contraction, StringComparison.Ordinal))
                return contraction.Length;
        }
        int lead = text[0] == ' ' ? 1 : 0;
        Kind kind = KindAt(text, lead, out _);
        if (kind is Kind.Letter or Kind.Number or Kind.Other)
            return RunEnd(text, lead, kind, out _);

        int end = RunEnd(text, 0, Kind.Space, out int lastStart);
        return end < text.Length && lastStart > 0 ? lastStart : end;
    }

    private static int RunEnd(ReadOnlySpan<char> text, int start, Kind kind, out int lastStart)
    {
        int end = lastStart = start;
        while (KindAt(text, end, out int units) == kind)
        {
            lastStart = end;
            end += units;
        }
        return end;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, int at, out int units)
    {
        units = 0;
        if (at >= text.Length)
            return Kind.End;
        // A lone surrogate decodes as U+FFFD, which is neither letter nor number nor space, and one unit long.
        Rune.DecodeFromUtf16(text[at..], out Rune rune, out units);
        if (Rune.IsWhiteSpace(rune))
            return Kind.Space;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
    }
}
