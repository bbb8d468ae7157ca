using System.Text.RegularExpressions;
using Capsules.Kernel.Engine;
using Microsoft.CodeAnalysis;

namespace Capsules.Kernel.Editor;

/// <summary>The C# of a cell being typed, with its meaning after the cells run so far; directives are blank, every offset holds.</summary>
internal sealed partial record EditorText(string Code, SyntaxTree Tree, SemanticModel Model)
{
    public static EditorText Of(string code, SubmissionChain chain)
    {
        var csharp = DirectiveLine().Replace(code, match => new string(' ', match.Length));
        var tree = SubmissionChain.Parse(csharp, "");
        return new EditorText(csharp, tree, chain.Analyze(tree).GetSemanticModel(tree));
    }

    [GeneratedRegex(@"^\s*#[!ri].*$", RegexOptions.Multiline)]
    private static partial Regex DirectiveLine();
}
