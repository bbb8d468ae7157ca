using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Capsules.Kernel.Engine;

/// <summary>A stretch of a cell in one language; C# has blank lines in place of everything else, so that line numbers hold.</summary>
internal sealed record Segment(string Name, string Text, int Line)
{
    /// <summary>What a segment that is no C# shows.</summary>
    public JsonObject Shown() => new()
    {
        [Name == "markdown" ? "text/markdown" : "text/html"] = Name == "javascript" ? $"<script type=\"text/javascript\">{Text}</script>" : Text,
        ["text/plain"] = Text,
    };
}

/// <summary>Splits a cell at its <c>#!</c> lines.</summary>
internal static partial class Directives
{
    public const string CSharp = "csharp";

    /// <summary>Tells how long the cell took.</summary>
    public const string Time = "time";

    /// <summary>The directives: what follows is in that language, except for <see cref="Time"/>.</summary>
    public static readonly string[] Known = [CSharp, "markdown", "html", "javascript", Time];

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
            if (!Known.Contains(name)) throw new DirectiveException(line, $"There is no directive #!{name}; there are #!{string.Join(", #!", Known)}.");
            if (name == Time) segments.Add(new Segment(name, "", line));
            else language = name;
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
        if (language != CSharp) return matches.FirstOrDefault(match => Known.Contains(Name(match)));
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

    [GeneratedRegex(@"^#!(\S+).*$", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
