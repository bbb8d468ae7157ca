using System.Text;

namespace Capsules.Language;

/// <summary>
/// GPT-2's alphabet: every byte written as one printable character, so that vocabularies are readable text.
/// Bytes that print stand for themselves, the other 68 for U+0100 onwards (a space is 'Ġ', a newline 'Ċ').
/// </summary>
public static class ByteAlphabet
{
    private static readonly char[] Symbols = MakeSymbols();
    private static readonly Dictionary<char, byte> Bytes = Enumerable.Range(0, 256).ToDictionary(b => Symbols[b], b => (byte)b);

    /// <summary>The character that stands for a byte.</summary>
    public static char Symbol(byte b) => Symbols[b];

    /// <summary>The byte a character stands for; false where it stands for none.</summary>
    public static bool TryGetByte(char symbol, out byte b) => Bytes.TryGetValue(symbol, out b);

    /// <summary>Bytes as their characters.</summary>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte b in bytes)
            text.Append(Symbols[b]);
        return text.ToString();
    }

    /// <summary>The bytes that characters stand for; null where one of them stands for none.</summary>
    public static byte[]? Read(string symbols)
    {
        var bytes = new byte[symbols.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (!TryGetByte(symbols[i], out bytes[i]))
                return null;
        }
        return bytes;
    }

    private static char[] MakeSymbols()
    {
        var symbols = new char[256];
        int next = 256;
        for (int b = 0; b < 256; b++)
            symbols[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)b : (char)next++;
        return symbols;
    }
}
