using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Capsules.Kernel.Engine;

/// <summary>Puts a <see cref="Guard.Check"/> into every loop and body of a cell, adding and removing no line.</summary>
/// <param name="meaning">The cell's symbols: a lambda can be given a body only where it becomes a delegate.</param>
internal sealed class GuardRewriter(Lazy<SemanticModel> meaning) : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax s_check = ParseStatement("global::Capsules.Kernel.Engine.Guard.Check();");
    private static readonly ExpressionSyntax s_clear = ParseExpression("global::Capsules.Kernel.Engine.CellConsole.Clear");

    public static SyntaxTree Rewrite(SyntaxTree tree, Func<SyntaxTree, Compilation> analyse)
    {
        var root = (CSharpSyntaxNode)tree.GetRoot();
        var meaning = new Lazy<SemanticModel>(() => analyse(tree).GetSemanticModel(tree));
        var rewritten = (CSharpSyntaxNode)new GuardRewriter(meaning).Visit(root);
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
        base.VisitMethodDeclaration(node) is MethodDeclarationSyntax { Body: { } body } method ? method.WithBody(Guarded(body)) : base.VisitMethodDeclaration(node);

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) =>
        base.VisitLocalFunctionStatement(node) is LocalFunctionStatementSyntax { Body: { } body } function
            ? function.WithBody(Guarded(body)) : base.VisitLocalFunctionStatement(node);

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) => Guarded(node, base.VisitParenthesizedLambdaExpression);

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => Guarded(node, base.VisitSimpleLambdaExpression);

    // A loop inside the framework, as of Parallel.For or LINQ, is stopped by the lambda it calls.
    private SyntaxNode? Guarded<T>(T node, Func<T, SyntaxNode?> visit)
        where T : LambdaExpressionSyntax
    {
        if (node.Block is not null) return visit(node) is T { Block: { } block } guarded ? guarded.WithBlock(Guarded(block)) : node;
        if (meaning.Value.GetTypeInfo(node).ConvertedType is not { TypeKind: TypeKind.Delegate }
            || meaning.Value.GetSymbolInfo(node).Symbol is not IMethodSymbol { ReturnsByRef: false, ReturnsByRefReadonly: false } method)
            return node; // An expression tree: its inside is data.
        if (visit(node) is not T { ExpressionBody: { } body } lambda || body is ThrowExpressionSyntax or RefExpressionSyntax) return node;
        var hasNoValue = method.ReturnsVoid || (method.IsAsync && method.ReturnType is INamedTypeSymbol { IsGenericType: false });
        StatementSyntax last = hasNoValue
            ? ExpressionStatement(body) : ReturnStatement(body).WithReturnKeyword(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space));
        return lambda.WithExpressionBody(null).WithBlock(Block(s_check, last));
    }

    /// <summary>The console of a cell is its output, and <see cref="Console.Clear"/> would clear no terminal.</summary>
    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node) =>
        node.Expression.ToString() is "Console.Clear" or "System.Console.Clear" && node.ArgumentList.Arguments.Count == 0
            ? node.WithExpression(s_clear.WithTriviaFrom(node.Expression))
            : base.VisitInvocationExpression(node);

    // The check takes over the trivia after the brace, so that a directive on the next line stays first on its line.
    private static BlockSyntax Guarded(BlockSyntax block) => block
        .WithOpenBraceToken(block.OpenBraceToken.WithTrailingTrivia())
        .WithStatements(block.Statements.Insert(0, s_check.WithTrailingTrivia(block.OpenBraceToken.TrailingTrivia)));

    private static StatementSyntax Guarded(StatementSyntax statement) => statement switch
    {
        BlockSyntax block => Guarded(block),
        _ => Block(s_check, statement),
    };
}
