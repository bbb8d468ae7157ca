namespace Capsules.Kernel.Protocol;

/// <summary>The protocol counts a cursor in code points (since 5.2), the engine in UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>The UTF-16 offset of a cursor in code points, held within the text.</summary>
    internal static int ToUtf16(string text, int codePoints)
    {
        var at = 0;
        for (var n = 0; n < codePoints && at < text.Length; n++)
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        return at;
    }

    /// <summary>How many code points stand before a UTF-16 offset.</summary>
    internal static int FromUtf16(string text, int offset)
    {
        var count = 0;
        for (var at = 0; at < Math.Min(offset, text.Length); count++)
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        return count;
    }
}
