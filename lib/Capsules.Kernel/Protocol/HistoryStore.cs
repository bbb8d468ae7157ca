namespace Capsules.Kernel.Protocol;

/// <summary>The cells of this session, for <c>history_request</c>; nothing of a person's code is kept on disk.</summary>
internal sealed class HistoryStore
{
    private readonly List<(int Line, string Input, string? Output)> _cells = [];

    internal void Add(int line, string input, string? output) => _cells.Add((line, input, output));

    /// <summary>The last cells, as front ends ask for them: <c>[session, line, input]</c>, or <c>[session, line, [input, output]]</c>.</summary>
    internal object[] Answer(JupyterMessage request)
    {
        if (request.Text("hist_access_type", "tail") != "tail") return [];
        const int session = 1;
        var output = request.Flag("output", false);
        return [.. _cells.TakeLast(request.Number("n", 10)).Select(c => new object[] { session, c.Line, output ? new[] { c.Input, c.Output } : c.Input })];
    }
}
