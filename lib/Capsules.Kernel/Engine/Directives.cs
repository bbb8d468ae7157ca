using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Capsules.Kernel.Engine;

/// <summary>A stretch of a cell in one language, or one command.</summary>
/// <param name="Name">Language or command: <c>csharp</c>, <c>markdown</c>, <c>who</c>, ….</param>
/// <param name="Text">The text; for C#, with blank lines in place of everything else, so that line numbers hold.</param>
/// <param name="Line">The line of the directive, 1-based; 0 for what stands before the first.</param>
internal sealed record Segment(string Name, string Text, int Line);

/// <summary>Splits a cell at its <c>#!</c> lines.</summary>
internal static partial class Directives
{
    public const string CSharp = "csharp";

    /// <summary>Every directive and what it does.</summary>
    public static readonly IReadOnlyDictionary<string, string> Known = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [CSharp] = "C# follows",
        ["markdown"] = "prose follows",
        ["html"] = "HTML follows",
        ["javascript"] = "JavaScript follows, run in the page",
        ["time"] = "tells how long the cell took",
        ["who"] = "names the variables",
        ["whos"] = "names the variables with their types and values",
        ["lsmagic"] = "lists these directives",
        ["about"] = "says which kernel this is",
    };

    private static readonly HashSet<string> s_languages = [CSharp, "markdown", "html", "javascript"];

    private static readonly Dictionary<string, string> s_otherNames = new() { ["c#"] = CSharp, ["cs"] = CSharp, ["md"] = "markdown", ["js"] = "javascript" };

    /// <exception cref="DirectiveException">A line begins with a directive that is not known.</exception>
    public static IReadOnlyList<Segment> Split(string code)
    {
        if (!code.Contains("#!", StringComparison.Ordinal)) return [new Segment(CSharp, code, 0)];
        var matches = Directive().Matches(code);
        var strings = Strings(code);
        var segments = new List<Segment>();
        var (language, line, start) = (CSharp, 0, 0);
        foreach (var match in matches.Where(each => !strings.Any(span => span.Contains(each.Index))))
        {
            Close(match.Index);
            line = 1 + code.AsSpan(0, match.Index).Count('\n');
            var name = match.Groups[1].Value.ToLowerInvariant();
            name = s_otherNames.GetValueOrDefault(name, name);
            if (!Known.ContainsKey(name)) throw new DirectiveException(line, $"There is no directive #!{name}; #!lsmagic lists those there are.");
            if (s_languages.Contains(name)) language = name;
            else segments.Add(new Segment(name, match.Groups[2].Value.Trim(), line));
            start = match.Index + match.Length;
        }
        Close(code.Length);
        return segments;

        void Close(int end)
        {
            var text = code[start..end];
            if (string.IsNullOrWhiteSpace(text)) return;
            var before = new string('\n', code.AsSpan(0, start).Count('\n'));
            segments.Add(new Segment(language, language == CSharp ? before + text : text.Trim('\n', '\r'), line));
        }
    }

    // A line in a string that spans lines is text, whatever it begins with.
    private static IReadOnlyList<Microsoft.CodeAnalysis.Text.TextSpan> Strings(string code) =>
    [
        .. SubmissionChain.Parse(code, "").GetRoot().DescendantTokens()
            .Where(token => token.Text.Contains('\n', StringComparison.Ordinal) && token.IsKind(SyntaxKind.StringLiteralToken)
                || token.Kind() is SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedStringTextToken)
            .Select(token => token.Span),
    ];

    [GeneratedRegex(@"^#!(\S+)(.*)$", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
