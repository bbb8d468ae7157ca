using System.Text;
using System.Text.RegularExpressions;

namespace Capsules.Kernel.Protocol;

/// <summary>The cells of this session, for <c>history_request</c>: tail, range and search.</summary>
internal sealed class HistoryStore
{
    /// <summary>One session only: a kernel keeps nothing of a person's code on disk.</summary>
    private const int Session = 1;

    private readonly List<(int Line, string Input, string? Output)> _cells = [];

    internal void Add(int line, string input, string? output) => _cells.Add((line, input, output));

    /// <summary>Entries <c>[session, line, input]</c>, or <c>[session, line, [input, output]]</c>.</summary>
    internal IReadOnlyList<object> Answer(JupyterMessage request)
    {
        var cells = request.Text("hist_access_type", "tail") switch
        {
            "tail" => Last(_cells, request.Number("n", 10)),
            "range" => Range(request.Number("session", 0), request.Number("start", 1), request.Number("stop", int.MaxValue)),
            "search" => Search(request.Text("pattern", "*"), request.Flag("unique", false), request.Number("n", int.MaxValue)),
            var other => throw new InvalidDataException($"hist_access_type '{other}' must be tail, range or search."),
        };
        var output = request.Flag("output", false);
        return [.. cells.Select(c => (object)new object[] { Session, c.Line, output ? new[] { c.Input, c.Output } : c.Input })];
    }

    private IEnumerable<(int Line, string Input, string? Output)> Range(int session, int start, int stop) =>
        session is 0 or Session ? _cells.Where(c => c.Line >= start && c.Line < stop) : [];

    private IEnumerable<(int Line, string Input, string? Output)> Search(string pattern, bool unique, int n)
    {
        var glob = Glob(pattern);
        var found = _cells.Where(c => glob.IsMatch(c.Input));
        // Of equal inputs the last one counts.
        if (unique) found = found.GroupBy(c => c.Input).Select(g => g.Last()).OrderBy(c => c.Line);
        return Last([.. found], n);
    }

    private static IEnumerable<(int Line, string Input, string? Output)> Last(List<(int Line, string Input, string? Output)> cells, int n) =>
        cells.Skip(Math.Max(0, cells.Count - Math.Max(0, n)));

    private static Regex Glob(string pattern)
    {
        var regex = new StringBuilder(@"\A");
        foreach (var c in pattern)
            regex.Append(c switch { '*' => ".*", '?' => ".", _ => Regex.Escape(c.ToString()) });
        // Without backtracking no pattern can keep the kernel busy.
        return new Regex(regex.Append(@"\z").ToString(), RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }
}
