using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Capsules.Kernel.Engine;

/// <summary>A <c>#r</c> line of a cell, or an <c>#i</c>, which names a package source.</summary>
internal sealed record ReferenceLine(string Value, int Line, bool IsSource);

/// <summary>A directive of a cell that cannot be followed.</summary>
internal sealed class DirectiveException(int line, string message) : Exception(message)
{
    public int Line { get; } = line;
}

/// <summary>A cell as the scripting compiler takes it. What it refuses is blanked out or set apart, so that lines and columns hold.</summary>
/// <remarks>Usings: those that followed other code, each in its place. Disposables: where in the code the variables declared with <c>using</c> are.</remarks>
internal sealed record CellText(string Code, string? Usings, IReadOnlySet<int> Disposables, IReadOnlyList<ReferenceLine> References)
{
    private const string UsingAfterElements = "CS1529";

    /// <summary>Errors at the start of something unfinished: a comment, a verbatim string, an interpolation.</summary>
    private static readonly HashSet<string> Unfinished = ["CS1035", "CS1039", "CS8076"];

    public static CellText Of(string code, string path)
    {
        var text = code.ToCharArray();
        var references = TakeReferences(text, path);
        var clean = references.Count > 0 ? new string(text) : code;
        if (!Errors(clean).Any()) return new CellText(clean, null, new HashSet<int>(), references);
        var disposables = TakeUsingKeywords(text);
        var usings = TakeLateUsings(text);
        return new CellText(ParenthesizeLastWith(new string(text)), usings, disposables, references);
    }

    /// <summary>Whether the code is a whole cell.</summary>
    public static Completeness IsComplete(string code)
    {
        Diagnostic[] errors;
        try
        {
            code = Of(code, "").Code.TrimEnd();
            errors = [.. Errors(code)];
        }
        catch (DirectiveException)
        {
            return Completeness.Invalid;
        }
        // More lines can only mend what the end of the text cut off.
        if (errors.Any(error => error.Location.SourceSpan.End < code.Length && !Unfinished.Contains(error.Id))) return Completeness.Invalid;
        if (!SyntaxFactory.IsCompleteSubmission(SubmissionChain.Parse(code, ""))) return Completeness.Incomplete;
        return errors.Length == 0 ? Completeness.Complete : Completeness.Invalid;
    }

    private static IEnumerable<Diagnostic> Errors(string code) =>
        SubmissionChain.Parse(code, "").GetDiagnostics().Where(each => each.Severity == DiagnosticSeverity.Error);

    private static List<ReferenceLine> TakeReferences(char[] text, string path)
    {
        var references = new List<ReferenceLine>();
        if (!text.Contains('#')) return references;
        foreach (var trivia in SubmissionChain.Parse(new string(text), path).GetRoot().DescendantTrivia())
        {
            if (trivia.GetStructure() is not DirectiveTriviaSyntax directive) continue;
            // The parser knows no #i, and refuses #! even where #if leaves it out.
            var isSource = directive is BadDirectiveTriviaSyntax { Identifier.Text: "i" };
            if (!isSource && directive is not (ReferenceDirectiveTriviaSyntax or ShebangDirectiveTriviaSyntax)) continue;
            Blank(text, trivia.FullSpan);
            if (!directive.IsActive) continue;
            var line = trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            if (directive is ShebangDirectiveTriviaSyntax)
                throw new DirectiveException(line, "There are no #! directives: a cell is C#. Write prose in a Markdown cell, and HTML as HTML(\"<b>…</b>\").");
            if (directive.ToString().Split('"') is not [_, { Length: > 0 } value, ..])
                throw new DirectiveException(line, "#r needs a quoted path: #r \"folder/library.dll\", or #r \"nuget: Name, Version\".");
            references.Add(new ReferenceLine(value, line, isSource));
        }
        return references;
    }

    // Scripts have no using declarations, but a program's top-level statements do.
    private static HashSet<int> TakeUsingKeywords(char[] text)
    {
        var program = CSharpSyntaxTree.ParseText(new string(text), SubmissionChain.ParseOptions.WithKind(SourceCodeKind.Regular));
        var positions = new HashSet<int>();
        foreach (var member in program.GetCompilationUnitRoot().Members)
        {
            if (member is not GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } declaration }) continue;
            Blank(text, declaration.AwaitKeyword.Span);
            Blank(text, declaration.UsingKeyword.Span);
            positions.UnionWith(declaration.Declaration.Variables.Select(variable => variable.SpanStart));
        }
        return positions;
    }

    private static string? TakeLateUsings(char[] text)
    {
        var late = Errors(new string(text)).Where(error => error.Id == UsingAfterElements).Select(error => error.Location.SourceSpan).ToArray();
        if (late.Length == 0) return null;
        var usings = (char[])text.Clone();
        Blank(usings, new TextSpan(0, usings.Length));
        foreach (var span in late)
        {
            Array.Copy(text, span.Start, usings, span.Start, span.Length);
            Blank(text, span);
        }
        return new string(usings);
    }

    // `x with { … }` on a line of its own reads as a property named `with`.
    private static string ParenthesizeLastWith(string text) =>
        SubmissionChain.Parse(text, "").GetCompilationUnitRoot().Members.LastOrDefault() is PropertyDeclarationSyntax { Identifier.Text: "with" } property
            ? text.Insert(property.Span.End, ")").Insert(property.SpanStart, "(") : text;

    private static void Blank(char[] text, TextSpan span)
    {
        for (var i = span.Start; i < span.End; i++)
            if (text[i] is not ('\n' or '\r')) text[i] = ' ';
    }
}
