using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Capsules.Kernel.Engine;

/// <summary>A <c>#r</c> of a cell.</summary>
/// <param name="Value">The path, or <c>nuget: …</c>.</param>
/// <param name="Line">Its line, 1-based.</param>
/// <param name="IsSource">Whether it is an <c>#i</c>, which names a package source.</param>
internal sealed record ReferenceLine(string Value, int Line, bool IsSource);

/// <summary>A directive of a cell that cannot be followed.</summary>
internal sealed class DirectiveException(int line, string message) : Exception(message)
{
    public int Line { get; } = line;
}

/// <summary>What can be said of a cell's text without compiling it.</summary>
internal static partial class CellSyntax
{
    /// <summary>Blanks out the <c>#r</c> and <c>#i</c> lines, wherever they stand, so that every other line keeps its place.</summary>
    /// <returns>The code left, and what the lines named; a package source keeps its <c>#i</c>.</returns>
    public static (string Code, IReadOnlyList<ReferenceLine> References) TakeReferences(string code, string path)
    {
        if (!code.Contains('#', StringComparison.Ordinal)) return (code, []);
        var root = SubmissionChain.Parse(code, path).GetRoot();
        var text = code.ToCharArray();
        var references = new List<ReferenceLine>();
        foreach (var trivia in root.DescendantTrivia().Where(each => each.IsDirective))
        {
            var match = Reference().Match(trivia.ToFullString());
            if (!match.Success) continue;
            var line = trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            if (match.Groups["value"].Value is not { Length: > 0 } value)
                throw new DirectiveException(line, "#r wants a quoted path: #r \"folder/library.dll\", or #r \"nuget: Name, Version\".");
            references.Add(new ReferenceLine(value, line, IsSource: match.Groups["kind"].Value == "i"));
            for (var i = trivia.FullSpan.Start; i < trivia.FullSpan.End; i++)
                if (text[i] is not ('\n' or '\r')) text[i] = ' ';
        }
        return (new string(text), references);
    }

    public static (Completeness State, string Indent) IsComplete(string code)
    {
        var tree = SubmissionChain.Parse(code, "");
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return (Completeness.Incomplete, IndentAfter(code));
        var isWrong = tree.GetDiagnostics().Any(each => each.Severity == DiagnosticSeverity.Error);
        return (isWrong ? Completeness.Invalid : Completeness.Complete, "");
    }

    private static string IndentAfter(string code)
    {
        var last = code.TrimEnd('\n').Split('\n')[^1];
        var indent = last[..(last.Length - last.TrimStart().Length)];
        return last.TrimEnd().EndsWith('{') || last.TrimEnd().EndsWith('(') ? indent + "    " : indent;
    }

    [GeneratedRegex(@"^\s*#(?<kind>[ri])\b\s*(""(?<value>[^""]*)"")?")]
    private static partial Regex Reference();
}
