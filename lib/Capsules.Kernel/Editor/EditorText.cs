using System.Text.RegularExpressions;
using Capsules.Kernel.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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

    /// <summary>The call whose argument list the cursor is in; null outside of any.</summary>
    public ExpressionSyntax? CallAround(int cursor) => Tree.GetRoot().FindToken(Math.Max(0, cursor - 1)).Parent?.AncestorsAndSelf().OfType<ArgumentListSyntax>()
        .FirstOrDefault(list => list.OpenParenToken.Span.End <= cursor && (list.CloseParenToken.IsMissing || cursor <= list.CloseParenToken.SpanStart))?.Parent as ExpressionSyntax;

    /// <summary>The methods a call may mean.</summary>
    public IReadOnlyList<IMethodSymbol> Overloads(ExpressionSyntax call)
    {
        var methods = call switch
        {
            InvocationExpressionSyntax invocation => Model.GetMemberGroup(invocation.Expression).OfType<IMethodSymbol>(),
            BaseObjectCreationExpressionSyntax creation when Model.GetTypeInfo(creation).Type is INamedTypeSymbol type =>
                type.InstanceConstructors.Where(each => each.DeclaredAccessibility == Accessibility.Public),
            _ => [],
        };
        return [.. methods.OrderBy(method => method.Parameters.Length)];
    }

    [GeneratedRegex(@"^\s*#[!ri].*$", RegexOptions.Multiline)]
    private static partial Regex DirectiveLine();
}
