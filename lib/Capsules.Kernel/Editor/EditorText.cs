using System.Text.RegularExpressions;
using Capsules.Kernel.Engine;
using Microsoft.CodeAnalysis;

namespace Capsules.Kernel.Editor;

/// <summary>A cell being typed, with its meaning after the cells run so far.</summary>
internal sealed partial class EditorText
{
    private EditorText(string code, SyntaxTree tree, SemanticModel model) => (Code, Tree, Model) = (code, tree, model);

    /// <summary>The C# of the cell; directives are blank, every offset holds.</summary>
    public string Code { get; }

    public SyntaxTree Tree { get; }

    public SemanticModel Model { get; }

    public static EditorText Of(string code, SubmissionChain chain)
    {
        var csharp = DirectiveLine().Replace(code, match => new string(' ', match.Length));
        var tree = SubmissionChain.Parse(csharp, "");
        return new EditorText(csharp, tree, chain.Analyze(tree).GetSemanticModel(tree));
    }

    [GeneratedRegex(@"^\s*#[!ri].*$", RegexOptions.Multiline)]
    private static partial Regex DirectiveLine();
}
