using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Capsules.Kernel.Runner;

/// <summary>A running cell's text on the terminal: whole lines, each with its notebook and cell.</summary>
internal sealed class LiveText(TextWriter terminal, string prefix)
{
    /// <summary>How often a progress line that keeps changing is shown.</summary>
    private static readonly TimeSpan BetweenUpdates = TimeSpan.FromSeconds(5);

    private readonly Stopwatch sinceUpdate = Stopwatch.StartNew();
    private string rest = "";
    private string? update;

    public void Write(string text)
    {
        var lines = (rest + text).Split('\n');
        foreach (var line in lines[..^1]) WriteLine(line);
        rest = lines[^1];
        if (rest.LastIndexOf('\r') is > 0 and var last)
        {
            ShowNowAndThen(rest[..last]);
            rest = rest[last..];
        }
    }

    /// <summary>Shows a display in one line: a chart cannot be drawn here.</summary>
    public void Display(JsonObject data) => WriteLine(FirstLine(data));

    public void Update(JsonObject data) => ShowNowAndThen(FirstLine(data));

    public void End()
    {
        if (rest.Trim('\r').Length > 0) WriteLine(rest);
        else if (update is { } shown) WriteLine(shown);
        (rest, update) = ("", null);
    }

    private void ShowNowAndThen(string line)
    {
        update = line;
        if (sinceUpdate.Elapsed < BetweenUpdates) return;
        WriteLine(line);
        sinceUpdate.Restart();
    }

    private void WriteLine(string line)
    {
        terminal.WriteLine(prefix + TerminalText.LastState(line));
        update = null;
    }

    private static string FirstLine(JsonObject data) => ((string?)data["text/plain"] ?? "").Split('\n')[0];
}
