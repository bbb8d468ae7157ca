using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Capsules.Kernel.Runner;

/// <summary>A running cell's text on the terminal: whole lines, each with its notebook and cell.</summary>
internal sealed class LiveText(TextWriter terminal, string prefix)
{
    /// <summary>How often a progress line that keeps changing is shown.</summary>
    private static readonly TimeSpan s_betweenUpdates = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _sinceUpdate = Stopwatch.StartNew();
    private string _rest = "";
    private string? _update;

    public void Write(string text)
    {
        var lines = (_rest + text).Split('\n');
        foreach (var line in lines[..^1]) WriteLine(line);
        _rest = lines[^1];
        if (_rest.LastIndexOf('\r') is > 0 and var last)
        {
            ShowNowAndThen(_rest[..last]);
            _rest = _rest[last..];
        }
    }

    /// <summary>Shows a display in one line: a chart cannot be drawn here.</summary>
    public void Display(JsonObject data) => WriteLine(FirstLine(data));

    public void Update(JsonObject data) => ShowNowAndThen(FirstLine(data));

    public void End()
    {
        if (_rest.Trim('\r').Length > 0) WriteLine(_rest);
        else if (_update is { } update) WriteLine(update);
        (_rest, _update) = ("", null);
    }

    private void ShowNowAndThen(string line)
    {
        _update = line;
        if (_sinceUpdate.Elapsed < s_betweenUpdates) return;
        WriteLine(line);
        _sinceUpdate.Restart();
    }

    private void WriteLine(string line)
    {
        terminal.WriteLine(prefix + TerminalText.LastState(line));
        _update = null;
    }

    private static string FirstLine(JsonObject data) => ((string?)data["text/plain"] ?? "").Split('\n')[0];
}
