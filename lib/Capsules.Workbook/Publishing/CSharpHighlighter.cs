using System.Net;
using System.Text;
using Capsules.Kernel.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Capsules.Workbook.Publishing;

/// <summary>C# as HTML, with a class on what a reader tells apart by color.</summary>
internal static class CSharpHighlighter
{
    public static string ToHtml(string code)
    {
        var html = new StringBuilder();
        foreach (var token in SubmissionChain.Parse(code, "").GetRoot().DescendantTokens())
        {
            foreach (var trivia in token.LeadingTrivia) Append(html, trivia.ToFullString(), ClassOf(trivia));
            Append(html, token.Text, ClassOf(token));
            foreach (var trivia in token.TrailingTrivia) Append(html, trivia.ToFullString(), ClassOf(trivia));
        }
        return html.ToString();
    }

    private static string? ClassOf(SyntaxTrivia trivia) =>
        trivia.IsDirective ? "directive"
        : trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia ? "comment"
        : null;

    private static string? ClassOf(SyntaxToken token)
    {
        if (token.IsKeyword() || SyntaxFacts.IsContextualKeyword(token.Kind())) return "keyword";
        if (token.IsKind(SyntaxKind.IdentifierToken)) return ClassOf(token.Parent);
        return token.Parent switch
        {
            LiteralExpressionSyntax number when number.IsKind(SyntaxKind.NumericLiteralExpression) => "number",
            LiteralExpressionSyntax or InterpolatedStringExpressionSyntax or InterpolatedStringTextSyntax => "string",
            _ => null,
        };
    }

    // By place alone: a page is made without the libraries the code refers to.
    private static string? ClassOf(SyntaxNode? name) => name switch
    {
        IdentifierNameSyntax { IsVar: true } => "keyword",
        BaseTypeDeclarationSyntax => "type",
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => "method",
        SimpleNameSyntax { Parent: InvocationExpressionSyntax call } when call.Expression == name => "method",
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access } when access.Name == name => "method",
        SimpleNameSyntax
        {
            Parent: TypeArgumentListSyntax or ObjectCreationExpressionSyntax or VariableDeclarationSyntax
            or ParameterSyntax or ArrayTypeSyntax or NullableTypeSyntax
        } => "type",
        _ => null,
    };

    private static void Append(StringBuilder html, string text, string? kind)
    {
        if (text.Length == 0) return;
        var encoded = WebUtility.HtmlEncode(text);
        _ = kind is null ? html.Append(encoded) : html.Append($"<span class=\"{kind}\">{encoded}</span>");
    }
}
