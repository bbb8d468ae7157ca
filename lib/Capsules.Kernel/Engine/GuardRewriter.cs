using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Capsules.Kernel.Engine;

/// <summary>Puts the calls of <see cref="Guard"/> into a cell's loops and bodies, adding and removing no line.</summary>
/// <param name="meaning">The cell's symbols: a lambda can be given a body only where it becomes a delegate.</param>
/// <param name="disposables">Positions of variables declared with <c>using</c>.</param>
internal sealed class GuardRewriter(Lazy<SemanticModel> meaning, IReadOnlySet<int> disposables) : CSharpSyntaxRewriter
{
    private const string Prefix = "global::Capsules.Kernel.Engine.";

    private static readonly StatementSyntax s_check = ParseStatement($"{Prefix}Guard.Check();");
    private static readonly StatementSyntax s_enter = ParseStatement($"{Prefix}Guard.Enter();");
    private static readonly ExpressionSyntax s_clear = ParseExpression($"{Prefix}CellConsole.Clear");

    public static SyntaxTree Rewrite(SyntaxTree tree, IReadOnlySet<int> disposables, Func<SyntaxTree, Compilation> analyze)
    {
        var root = (CSharpSyntaxNode)tree.GetRoot();
        var meaning = new Lazy<SemanticModel>(() => analyze(tree).GetSemanticModel(tree));
        var rewritten = (CSharpSyntaxNode)new GuardRewriter(meaning, disposables).Visit(root);
        return rewritten == root ? tree : CSharpSyntaxTree.Create(rewritten, SubmissionChain.ParseOptions, tree.FilePath, Encoding.UTF8);
    }

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node) =>
        base.VisitWhileStatement(node) is WhileStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node) =>
        base.VisitDoStatement(node) is DoStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node) =>
        base.VisitForStatement(node) is ForStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node) =>
        base.VisitForEachStatement(node) is ForEachStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        base.VisitForEachVariableStatement(node) is ForEachVariableStatementSyntax loop ? loop.WithStatement(Guarded(loop.Statement)) : null;

    public override SyntaxNode? VisitLabeledStatement(LabeledStatementSyntax node) =>
        base.VisitLabeledStatement(node) is not LabeledStatementSyntax labeled ? null
        : labeled.Statement is LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax ? labeled
        : labeled.WithStatement(Guarded(labeled.Statement));

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node) =>
        Guarded((BaseMethodDeclarationSyntax)base.VisitMethodDeclaration(node)!, HasValue(node.Modifiers, node.ReturnType));

    public override SyntaxNode? VisitConstructorDeclaration(ConstructorDeclarationSyntax node) =>
        Guarded((BaseMethodDeclarationSyntax)base.VisitConstructorDeclaration(node)!, hasValue: false);

    public override SyntaxNode? VisitOperatorDeclaration(OperatorDeclarationSyntax node) =>
        Guarded((BaseMethodDeclarationSyntax)base.VisitOperatorDeclaration(node)!, HasValue(node.Modifiers, node.ReturnType));

    public override SyntaxNode? VisitConversionOperatorDeclaration(ConversionOperatorDeclarationSyntax node) =>
        Guarded((BaseMethodDeclarationSyntax)base.VisitConversionOperatorDeclaration(node)!, hasValue: true);

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var function = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        return Guarded(function.Body, function.ExpressionBody, function.SemicolonToken, HasValue(node.Modifiers, node.ReturnType)) is { } body
            ? function.WithBody(body).WithExpressionBody(null).WithSemicolonToken(default) : function;
    }

    public override SyntaxNode? VisitAccessorDeclaration(AccessorDeclarationSyntax node)
    {
        var accessor = (AccessorDeclarationSyntax)base.VisitAccessorDeclaration(node)!;
        return Guarded(accessor.Body, accessor.ExpressionBody, accessor.SemicolonToken, node.IsKind(SyntaxKind.GetAccessorDeclaration)) is { } body
            ? accessor.WithBody(body).WithExpressionBody(null).WithSemicolonToken(default) : accessor;
    }

    public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node)
    {
        var property = (PropertyDeclarationSyntax)base.VisitPropertyDeclaration(node)!;
        if (Guarded(null, property.ExpressionBody, property.SemicolonToken, node.Type is not RefTypeSyntax) is not { } body) return property;
        var accessor = AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, body);
        return property.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(AccessorList([accessor]));
    }

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) => Guarded(node, base.VisitParenthesizedLambdaExpression);

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => Guarded(node, base.VisitSimpleLambdaExpression);

    /// <summary>The console of a cell is its output, and <see cref="Console.Clear"/> would clear no terminal.</summary>
    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node) =>
        node.Expression.ToString() is "Console.Clear" or "System.Console.Clear" && node.ArgumentList.Arguments.Count == 0
            ? node.WithExpression(s_clear.WithTriviaFrom(node.Expression))
            : base.VisitInvocationExpression(node);

    /// <summary>A variable declared with <c>using</c> is disposed at the end of the cell.</summary>
    public override SyntaxNode? VisitVariableDeclarator(VariableDeclaratorSyntax node)
    {
        var variable = (VariableDeclaratorSyntax)base.VisitVariableDeclarator(node)!;
        if (!disposables.Contains(node.SpanStart) || variable.Initializer is not { } initializer) return variable;
        var type = ((VariableDeclarationSyntax)node.Parent!).Type;
        var keep = ParseExpression($"{Prefix}Guard.DisposeAtEnd{(type.IsVar ? "" : $"<{type}>")}");
        return variable.WithInitializer(initializer.WithValue(InvocationExpression(keep, ArgumentList([Argument(initializer.Value)]))));
    }

    // A loop inside the framework, as of Parallel.For or LINQ, is stopped by the lambda it calls.
    private SyntaxNode? Guarded<T>(T node, Func<T, SyntaxNode?> visit)
        where T : LambdaExpressionSyntax
    {
        if (node.Block is not null) return visit(node) is T { Block: { } block } guarded ? guarded.WithBlock(Guarded(block, s_enter)) : node;
        if (meaning.Value.GetTypeInfo(node).ConvertedType is not { TypeKind: TypeKind.Delegate }
            || meaning.Value.GetSymbolInfo(node).Symbol is not IMethodSymbol { ReturnsByRef: false, ReturnsByRefReadonly: false } method)
            return node; // An expression tree: its inside is data.
        if (visit(node) is not T { ExpressionBody: { } body } lambda || body is ThrowExpressionSyntax or RefExpressionSyntax) return node;
        var hasNoValue = method.ReturnsVoid || (method.IsAsync && method.ReturnType is INamedTypeSymbol { IsGenericType: false });
        return lambda.WithExpressionBody(null).WithBlock(Block(s_enter, Last(body, !hasNoValue)));
    }

    private static BaseMethodDeclarationSyntax Guarded(BaseMethodDeclarationSyntax method, bool hasValue) =>
        Guarded(method.Body, method.ExpressionBody, method.SemicolonToken, hasValue) is { } body
            ? method.WithBody(body).WithExpressionBody(null).WithSemicolonToken(default) : method;

    // Null where nothing can be put in: no body, or one that throws or returns a reference.
    private static BlockSyntax? Guarded(BlockSyntax? block, ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon, bool hasValue) =>
        block is not null ? Guarded(block, s_enter)
        : arrow is null or { Expression: ThrowExpressionSyntax or RefExpressionSyntax } ? null
        : Block(
            Token(SyntaxKind.OpenBraceToken).WithTriviaFrom(arrow.ArrowToken),
            [s_enter, Last(arrow.Expression, hasValue)],
            Token(SyntaxKind.CloseBraceToken).WithTriviaFrom(semicolon));

    private static StatementSyntax Last(ExpressionSyntax value, bool hasValue) => hasValue
        ? ReturnStatement(value).WithReturnKeyword(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space))
        : ExpressionStatement(value);

    private static bool HasValue(SyntaxTokenList modifiers, TypeSyntax type) =>
        type is not PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
        && !(modifiers.Any(SyntaxKind.AsyncKeyword) && type.ToString().Split('.')[^1] is "Task" or "ValueTask");

    // The check takes over the trivia after the brace, so that a directive on the next line stays first on its line.
    private static BlockSyntax Guarded(BlockSyntax block, StatementSyntax guard) => block
        .WithOpenBraceToken(block.OpenBraceToken.WithTrailingTrivia())
        .WithStatements(block.Statements.Insert(0, guard.WithTrailingTrivia(block.OpenBraceToken.TrailingTrivia)));

    private static StatementSyntax Guarded(StatementSyntax statement) =>
        statement is BlockSyntax block ? Guarded(block, s_check) : Block(s_check, statement);
}
