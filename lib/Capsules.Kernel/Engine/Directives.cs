using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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
    };

    private static readonly HashSet<string> s_languages = [CSharp, "markdown", "html", "javascript"];

    private static readonly Dictionary<string, string> s_otherNames = new() { ["c#"] = CSharp, ["cs"] = CSharp, ["md"] = "markdown", ["js"] = "javascript" };

    /// <exception cref="DirectiveException">A line begins with a directive that is not known.</exception>
    public static IReadOnlyList<Segment> Split(string code)
    {
        var segments = new List<Segment>();
        var (language, line, start) = (CSharp, 0, 0);
        while (Next(code, start, language) is { } match)
        {
            Close(match.Index);
            line = 1 + code.AsSpan(0, match.Index).Count('\n');
            var name = Name(match);
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

    // In prose only a known directive counts; in C# not what stands in a string, a comment or code left out by #if.
    private static Match? Next(string code, int start, string language)
    {
        var matches = Directive().Matches(code, start);
        if (language != CSharp) return matches.FirstOrDefault(match => Known.ContainsKey(Name(match)));
        if (matches.Count == 0) return null;
        var root = SubmissionChain.Parse(code[start..], "").GetRoot();
        return matches.FirstOrDefault(match => !IsText(root, match.Index - start));
    }

    private static bool IsText(SyntaxNode root, int position)
    {
        var trivia = root.FindTrivia(position);
        if (trivia.GetStructure() is DirectiveTriviaSyntax directive) return !directive.IsActive;
        return !trivia.IsKind(SyntaxKind.None) || root.FindToken(position) is var token && token.Span.Contains(position) && !token.IsKind(SyntaxKind.HashToken);
    }

    private static string Name(Match match)
    {
        var name = match.Groups[1].Value.ToLowerInvariant();
        return s_otherNames.GetValueOrDefault(name, name);
    }

    [GeneratedRegex(@"^#!(\S+)(.*)$", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
