using System.Text.RegularExpressions;

namespace Capsules.Kernel.Runner;

/// <summary>What a terminal would show of text written to it.</summary>
internal static partial class TerminalText
{
    /// <summary>The last state of each line: what carriage returns wrote over is gone.</summary>
    public static string LastStates(string text) =>
        text.Contains('\r') ? string.Join('\n', text.Split('\n').Select(LastState)) : text;

    public static string LastState(string line) => line.Split('\r', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("");

    /// <summary>The text without colors and cursor movements.</summary>
    public static string WithoutColors(string text) => Escape().Replace(text, "");

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escape();
}
