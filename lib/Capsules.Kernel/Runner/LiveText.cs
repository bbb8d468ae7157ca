using System.Diagnostics;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Runner;

/// <summary>A running cell's text on the terminal: whole lines, each saying where it comes from.</summary>
internal sealed class LiveText(TextWriter terminal, string prefix)
{
    /// <summary>A progress line that changes ten times a second is told this often.</summary>
    private static readonly TimeSpan s_betweenUpdates = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _sinceUpdate = Stopwatch.StartNew();
    private string _rest = "";
    private string? _untold;

    public void Write(string text)
    {
        var lines = (_rest + text).Split('\n');
        _rest = lines[^1];
        foreach (var line in lines[..^1]) WriteLine(line);
    }

    /// <summary>Tells of a display in one line: a chart cannot be drawn here.</summary>
    public void Display(MimeBundle bundle) => WriteLine(FirstLine(bundle));

    public void Update(MimeBundle bundle)
    {
        _untold = FirstLine(bundle);
        if (_sinceUpdate.Elapsed < s_betweenUpdates) return;
        TellUpdate();
        _sinceUpdate.Restart();
    }

    public void End()
    {
        if (_rest.Length > 0) WriteLine(_rest);
        _rest = "";
        TellUpdate();
    }

    private void TellUpdate()
    {
        if (_untold is { } line) WriteLine(line);
        _untold = null;
    }

    // What a carriage return overwrote is gone on a terminal, too.
    private void WriteLine(string line) => terminal.WriteLine($"{prefix}{line.TrimEnd('\r').Split('\r')[^1]}");

    private static string FirstLine(MimeBundle bundle) => (bundle.Data.GetValueOrDefault("text/plain") as string ?? "").Split('\n')[0];
}
