using Capsules.Kernel.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Capsules.Kernel.Runner;

/// <summary>Sets a notebook's knobs from outside: their initial values in the cell tagged <c>parameters</c>, so that a knob computed from another follows it.</summary>
internal static class Parameters
{
    private const string Tag = "parameters";

    /// <exception cref="ArgumentException">A parameter names no knob.</exception>
    public static void Set(NotebookFile notebook, IReadOnlyDictionary<string, string> parameters)
    {
        var cell = notebook.Cells.FirstOrDefault(each => each.IsCode && each.Tags.Contains(Tag));
        var knobs = cell is null ? [] : Knobs(cell.Source);
        List<(VariableDeclaratorSyntax Knob, string Value)> settings = [];
        foreach (var (name, value) in parameters)
        {
            if (!knobs.TryGetValue(name, out var knob)) throw new ArgumentException(Unknown(notebook, name, cell, knobs));
            settings.Add((knob, Value(knob, value)));
        }

        if (cell is null || settings.Count == 0) return;
        var source = cell.Source;
        foreach (var (knob, value) in settings.OrderByDescending(setting => setting.Knob.SpanStart))
            source = knob.Initializer is { } initial
                ? string.Concat(source.AsSpan(0, initial.Value.SpanStart), value, source.AsSpan(initial.Value.Span.End))
                : source.Insert(knob.Span.End, $" = {value}");
        cell.Source = source;
    }

    private static Dictionary<string, VariableDeclaratorSyntax> Knobs(string source)
    {
        var root = SubmissionChain.Parse(source, "").GetCompilationUnitRoot();
        var knobs = new Dictionary<string, VariableDeclaratorSyntax>();
        foreach (var field in root.Members.OfType<FieldDeclarationSyntax>())
            foreach (var variable in field.Declaration.Variables) knobs[variable.Identifier.ValueText] = variable;
        return knobs;
    }

    // A word for a string knob needs no quotes on the command line, and a fraction for a float knob no suffix.
    private static string Value(VariableDeclaratorSyntax knob, string value)
    {
        var type = ((VariableDeclarationSyntax)knob.Parent!).Type;
        var initial = knob.Initializer?.Value;
        var isText = type.ToString() is "string" or "string?" || initial.IsKind(SyntaxKind.StringLiteralExpression);
        if (isText && !value.StartsWith('"')) return SymbolDisplay.FormatLiteral(value, quote: true);
        if (type is PredefinedTypeSyntax) return $"({type})({value})";
        var isFloat = initial is LiteralExpressionSyntax { Token.Value: float };
        return isFloat ? $"(float)({value})" : value;
    }

    private static string Unknown(NotebookFile notebook, string name, NotebookCell? cell, Dictionary<string, VariableDeclaratorSyntax> knobs) =>
        cell is null
            ? $"'{notebook.Path}' has no cell tagged '{Tag}', so '{name}' cannot be set."
            : $"'{notebook.Path}' has no knob '{name}'. Its knobs: {string.Join(", ", knobs.Keys.Order(StringComparer.Ordinal))}.";
}
