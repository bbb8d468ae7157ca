using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Protocol;

/// <summary>Help while typing: complete, inspect, is_complete.</summary>
internal static class EditorHandler
{
    internal static Dictionary<string, object?> Complete(IEngine engine, JupyterMessage request)
    {
        var (code, cursor) = CodeAndCursor(request);
        var found = engine.Complete(code, cursor);
        var (start, end) = (CodePoints(code, found.Start), CodePoints(code, found.End));
        return new()
        {
            ["status"] = "ok",
            ["matches"] = found.Items.Select(i => i.Text).ToArray(),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new Dictionary<string, object?>
            {
                // Icons and kinds, as JupyterLab and VS Code read them.
                ["_jupyter_types_experimental"] = found.Items
                    .Select(i => new Dictionary<string, object?> { ["text"] = i.Text, ["type"] = i.Kind, ["start"] = start, ["end"] = end })
                    .ToArray(),
            },
        };
    }

    internal static Dictionary<string, object?> Inspect(IEngine engine, JupyterMessage request)
    {
        var (code, cursor) = CodeAndCursor(request);
        var found = engine.Inspect(code, cursor, request.Number("detail_level", 0));
        return new()
        {
            ["status"] = "ok",
            ["found"] = found is not null,
            ["data"] = found?.Data ?? new Dictionary<string, object>(),
            ["metadata"] = new Dictionary<string, object>(),
        };
    }

    internal static Dictionary<string, object?> IsComplete(IEngine engine, JupyterMessage request)
    {
        var (state, indent) = engine.IsComplete(request.Text("code"));
        var content = new Dictionary<string, object?> { ["status"] = state.ToString().ToLowerInvariant() };
        if (state == Completeness.Incomplete) content["indent"] = indent;
        return content;
    }

    private static (string Code, int Cursor) CodeAndCursor(JupyterMessage request)
    {
        var code = request.Text("code");
        // The protocol counts a cursor in code points (since 5.2), the engine in UTF-16 units.
        var cursor = code.EnumerateRunes().Take(request.Number("cursor_pos", code.Length)).Sum(rune => rune.Utf16SequenceLength);
        return (code, cursor);
    }

    private static int CodePoints(string code, int length) => code[..length].EnumerateRunes().Count();
}
