using System.Buffers;
using System.Text;

namespace Capsules.Language;

/// <summary>
/// UTF-8 that also carries lone surrogates, as the three bytes their code point would have (the encoding known as WTF-8).
/// Every .NET string therefore survives a round trip; bytes that are neither become U+FFFD on the way back.
/// </summary>
internal static class GeneralizedUtf8
{
    internal static byte[] GetBytes(ReadOnlySpan<char> text)
    {
        var bytes = new ArrayBufferWriter<byte>(text.Length + 8);
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out Rune rune, out int used) == OperationStatus.Done)
            {
                bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
            }
            else
            {
                int lone = text[0];
                bytes.Write([(byte)(0xE0 | (lone >> 12)), (byte)(0x80 | ((lone >> 6) & 0x3F)), (byte)(0x80 | (lone & 0x3F))]);
            }
            text = text[used..];
        }
        return bytes.WrittenSpan.ToArray();
    }

    internal static string GetString(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> units = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (bytes is [0xED, >= 0xA0 and <= 0xBF, >= 0x80 and <= 0xBF, ..])
            {
                text.Append((char)(0xD000 | ((bytes[1] & 0x3F) << 6) | (bytes[2] & 0x3F)));
                bytes = bytes[3..];
                continue;
            }
            // A sequence that is not UTF-8 gives U+FFFD and the length of what to skip.
            Rune.DecodeFromUtf8(bytes, out Rune rune, out int used);
            text.Append(units[..rune.EncodeToUtf16(units)]);
            bytes = bytes[used..];
        }
        return text.ToString();
    }
}
