using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Capsules.Kernel.Editor;

/// <summary>The methods a call may mean.</summary>
internal static class Signatures
{
    public static IReadOnlyList<IMethodSymbol> Of(EditorText text, ExpressionSyntax call)
    {
        var methods = call switch
        {
            InvocationExpressionSyntax invocation => text.Model.GetMemberGroup(invocation.Expression).OfType<IMethodSymbol>(),
            BaseObjectCreationExpressionSyntax creation when text.Model.GetTypeInfo(creation).Type is INamedTypeSymbol type =>
                type.InstanceConstructors.Where(each => each.DeclaredAccessibility == Accessibility.Public),
            _ => [],
        };
        return [.. methods.OrderBy(method => method.Parameters.Length)];
    }

    /// <summary>The call whose argument list the cursor is in; null outside of any.</summary>
    public static ExpressionSyntax? CallAround(EditorText text, int cursor)
    {
        var token = text.Tree.GetRoot().FindToken(Math.Max(0, cursor - 1));
        return token.Parent?.AncestorsAndSelf().OfType<ArgumentListSyntax>()
            .FirstOrDefault(list => list.OpenParenToken.Span.End <= cursor
                && (list.CloseParenToken.IsMissing || cursor <= list.CloseParenToken.SpanStart))?.Parent as ExpressionSyntax;
    }
}
