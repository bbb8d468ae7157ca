using Capsules.Kernel.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Capsules.Kernel.Editor;

/// <summary>What may stand at the cursor.</summary>
internal static class Completer
{
    public static Completions Complete(string code, int cursor, SubmissionChain chain)
    {
        var start = cursor;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1])) start--;
        var text = EditorText.Of(code, chain);
        if (IsInText(text, cursor) || (start < cursor && char.IsAsciiDigit(code[start]))) return new Completions([], cursor, cursor);
        var prefix = code[start..cursor];
        var items = Candidates(text, start)
            .Where(item => item.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(item => item.Text)
            .OrderBy(item => !item.Text.StartsWith(prefix, StringComparison.Ordinal)).ThenBy(item => item.Text, StringComparer.OrdinalIgnoreCase);
        return new Completions([.. items], start, cursor);
    }

    private static IEnumerable<CompletionItem> Candidates(EditorText text, int start)
    {
        var before = start - 1;
        while (before >= 0 && char.IsWhiteSpace(text.Code[before])) before--;
        var token = before >= 0 ? text.Tree.GetRoot().FindToken(before) : default;
        if (token.IsKind(SyntaxKind.DotToken)) return Items(Members(text, token));
        var names = Items(text.Model.LookupSymbols(start));
        if (token.GetPreviousToken().Parent?.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null || token.IsKind(SyntaxKind.UsingKeyword))
            return Items(text.Model.LookupNamespacesAndTypes(start).Where(symbol => symbol is INamespaceSymbol));
        return InitializerMembers(text, token).Concat(ArgumentNames(text, token)).Concat(names).Concat(Keywords());
    }

    private static IEnumerable<ISymbol> Members(EditorText text, SyntaxToken dot)
    {
        var left = dot.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax qualified => qualified.Left,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => (SyntaxNode?)null,
        };
        if (left is null) return [];
        var position = dot.Span.End;
        var symbol = text.Model.GetSymbolInfo(left).Symbol ?? text.Model.GetSymbolInfo(left).CandidateSymbols.FirstOrDefault();
        var inUsing = dot.Parent?.FirstAncestorOrSelf<UsingDirectiveSyntax>() is { Alias: null, StaticKeyword.RawKind: 0 };
        if (symbol is INamespaceSymbol names)
            return text.Model.LookupNamespacesAndTypes(position, names).Where(member => !inUsing || member is INamespaceSymbol);
        if (symbol is INamedTypeSymbol { TypeKind: TypeKind.Enum }) return ((INamedTypeSymbol)symbol).GetMembers().OfType<IFieldSymbol>();
        if (symbol is INamedTypeSymbol type)
            return text.Model.LookupSymbols(position, type).Where(member => member.IsStatic || member is INamedTypeSymbol);
        var value = text.Model.GetTypeInfo(left).Type;
        if (dot.Parent is MemberBindingExpressionSyntax && value is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            value = nullable.TypeArguments[0];
        return value is null or IErrorTypeSymbol ? []
            : text.Model.LookupSymbols(position, value, includeReducedExtensionMethods: true).Where(member => !member.IsStatic && member is not INamedTypeSymbol);
    }

    private static IEnumerable<CompletionItem> InitializerMembers(EditorText text, SyntaxToken token)
    {
        if (token.Parent is not InitializerExpressionSyntax { Parent: { } made } || text.Model.GetTypeInfo(made).Type is not { } type) return [];
        return Items(text.Model.LookupSymbols(token.SpanStart, type)
            .Where(member => member is IPropertySymbol { IsStatic: false, SetMethod: not null } or IFieldSymbol { IsStatic: false, IsReadOnly: false }));
    }

    private static IEnumerable<CompletionItem> ArgumentNames(EditorText text, SyntaxToken token)
    {
        if (token.Parent is not ArgumentListSyntax { Parent: ExpressionSyntax call }) return [];
        return text.Overloads(call).SelectMany(method => method.Parameters).Select(parameter => new CompletionItem(parameter.Name + ":", "parameter"));
    }

    private static IEnumerable<CompletionItem> Items(IEnumerable<ISymbol> symbols) => symbols
        .Where(symbol => symbol.CanBeReferencedByName && !symbol.IsImplicitlyDeclared && !IsHidden(symbol))
        .Select(symbol => new CompletionItem(symbol.Name, Kind(symbol)));

    private static IEnumerable<CompletionItem> Keywords() => SyntaxFacts.GetReservedKeywordKinds()
        .Concat([SyntaxKind.VarKeyword, SyntaxKind.AwaitKeyword, SyntaxKind.AsyncKeyword, SyntaxKind.RecordKeyword, SyntaxKind.WithKeyword])
        .Select(kind => new CompletionItem(SyntaxFacts.GetText(kind), "keyword"));

    private static bool IsHidden(ISymbol symbol) => symbol.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.Name == "EditorBrowsableAttribute" && attribute.ConstructorArguments is [{ Value: 1 }]);

    private static bool IsInText(EditorText text, int cursor)
    {
        if (cursor == 0) return false;
        var root = text.Tree.GetRoot();
        var trivia = root.FindTrivia(cursor - 1);
        if (trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia) return true;
        var token = root.FindToken(cursor - 1);
        return token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedStringTextToken
            && token.SpanStart < cursor && (cursor < token.Span.End || token.ContainsDiagnostics);
    }

    private static string Kind(ISymbol symbol) => symbol switch
    {
        IFieldSymbol { ContainingType.IsScriptClass: true } => "variable",
        INamedTypeSymbol type => type.TypeKind.ToString().ToLowerInvariant(),
        _ => symbol.Kind.ToString().ToLowerInvariant(),
    };
}
