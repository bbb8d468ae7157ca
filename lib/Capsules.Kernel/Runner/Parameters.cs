using System.Text;
using Capsules.Kernel.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Capsules.Kernel.Runner;

/// <summary>Sets a notebook's knobs from outside, as papermill does: a cell of assignments after the cell tagged <c>parameters</c>.</summary>
internal static class Parameters
{
    private const string Tag = "parameters";
    private const string InjectedTag = "injected-parameters";

    /// <exception cref="ArgumentException">A parameter names no knob.</exception>
    public static void Inject(NotebookFile notebook, RunOptions options)
    {
        foreach (var old in notebook.Cells.Where(cell => cell.Tags.Contains(InjectedTag))) notebook.Remove(old);
        var cell = notebook.Cells.FirstOrDefault(each => each.IsCode && each.Tags.Contains(Tag));
        var knobs = cell is null ? [] : Knobs(cell.Source);
        var assignments = new StringBuilder();
        if (options.Scale is { } scale && knobs.ContainsKey("scale")) assignments.Append($"scale = Scale.{scale};\n");
        foreach (var (name, value) in options.Parameters)
        {
            if (!knobs.TryGetValue(name, out var knob)) throw new ArgumentException(Unknown(notebook, name, cell, knobs));
            assignments.Append($"{name} = {Value(knob, value)};\n");
        }
        if (assignments.Length > 0)
            notebook.Insert(cell!.Number + 1, $"// Set from the command line.\n{assignments.ToString().TrimEnd()}", InjectedTag);
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
