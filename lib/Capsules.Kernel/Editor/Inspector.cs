using Capsules.Kernel.Engine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Capsules.Kernel.Editor;

/// <summary>What a hover tells: the symbol at the cursor with its documentation, or the signatures of the call around it.</summary>
internal static class Inspector
{
    private const int MostOverloads = 12;

    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeRef)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword);

    public static string? Inspect(string code, int cursor, SubmissionChain chain)
    {
        var text = EditorText.Of(code, chain);
        if (SymbolAt(text, cursor) is { } symbol)
            return Text([symbol], symbol is IMethodSymbol method ? Overloads(method) - 1 : 0);
        if (text.CallAround(cursor) is not { } call) return null;
        var methods = text.Overloads(call);
        return methods.Count == 0 ? null : Text(methods.Take(MostOverloads), Math.Max(0, methods.Count - MostOverloads));
    }

    private static ISymbol? SymbolAt(EditorText text, int cursor)
    {
        var root = text.Tree.GetRoot();
        var token = root.FindToken(cursor);
        // A cursor just behind a name means the name.
        if (!IsName(token, cursor) && cursor > 0) token = root.FindToken(cursor - 1);
        if (!IsName(token, cursor) || token.Parent is not { } node) return null;
        if (text.Model.GetDeclaredSymbol(node) is { } declared) return declared;
        var info = text.Model.GetSymbolInfo(node);
        return info.Symbol ?? info.CandidateSymbols.FirstOrDefault() ?? text.Model.GetMemberGroup(node).FirstOrDefault();
    }

    private static bool IsName(SyntaxToken token, int cursor) =>
        (token.IsKind(SyntaxKind.IdentifierToken) || SyntaxFacts.IsPredefinedType(token.Kind()))
        && token.SpanStart <= cursor && cursor <= token.Span.End;

    private static int Overloads(IMethodSymbol method) =>
        method.ContainingType?.GetMembers(method.Name).OfType<IMethodSymbol>().Count(each => each.DeclaredAccessibility == Accessibility.Public) ?? 1;

    private static string Text(IEnumerable<ISymbol> symbols, int more) => string.Join("\n\n", symbols
        .Select(symbol => $"{Signature(symbol)}\n{DocumentationText.Of(symbol)}".TrimEnd())
        .Concat(more > 0 ? [$"+ {more} more overload{(more > 1 ? "s" : "")}"] : []));

    private static string Signature(ISymbol symbol) => symbol switch
    {
        { ContainingType.IsScriptClass: true } => symbol.ToDisplayString(Format.RemoveMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType)),
        INamedTypeSymbol type => type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat.WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword)),
        _ => symbol.ToDisplayString(Format),
    };
}
