using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Protocol;

/// <summary>Help while typing: complete and inspect.</summary>
internal static class EditorHandler
{
    public static object Complete(IEngine engine, JupyterMessage request)
    {
        var (code, cursor) = CodeAndCursor(request);
        var found = engine.Complete(code, cursor);
        var (start, end) = (CodePoints(code, found.Start), CodePoints(code, found.End));
        return new
        {
            status = "ok",
            matches = found.Items.Select(item => item.Text),
            cursor_start = start,
            cursor_end = end,
            // Icons and kinds, as JupyterLab and VS Code read them.
            metadata = new { _jupyter_types_experimental = found.Items.Select(item => new { text = item.Text, type = item.Kind, start, end }) },
        };
    }

    public static object Inspect(IEngine engine, JupyterMessage request)
    {
        var (code, cursor) = CodeAndCursor(request);
        var found = engine.Inspect(code, cursor);
        var data = new Dictionary<string, string>();
        if (found is not null) data["text/plain"] = found;
        return new { status = "ok", found = found is not null, data, metadata = new { } };
    }

    private static (string Code, int Cursor) CodeAndCursor(JupyterMessage request)
    {
        var code = request.Get("code", "");
        // The protocol counts a cursor in code points (since 5.2), the engine in UTF-16 units.
        var cursor = code.EnumerateRunes().Take(request.Get("cursor_pos", code.Length)).Sum(rune => rune.Utf16SequenceLength);
        return (code, cursor);
    }

    private static int CodePoints(string code, int length) => code[..length].EnumerateRunes().Count();
}
