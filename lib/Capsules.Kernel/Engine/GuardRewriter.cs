using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Capsules.Kernel.Engine;

/// <summary>Puts the calls of <see cref="Guard"/> into a cell's loops and bodies, adding and removing no line.</summary>
internal sealed class GuardRewriter(Lazy<SemanticModel> meaning, IReadOnlySet<int> disposables) : CSharpSyntaxRewriter
{
    private const string Prefix = "global::Capsules.Kernel.Engine.Guard.";

    private static readonly StatementSyntax s_check = ParseStatement($"{Prefix}Check();");
    private static readonly StatementSyntax s_enter = ParseStatement($"{Prefix}Enter();");
    private static readonly ExpressionSyntax s_clear = ParseExpression($"{Prefix}ClearConsole");

    public static SyntaxTree Rewrite(SyntaxTree tree, IReadOnlySet<int> disposables, Func<SyntaxTree, Compilation> analyze)
    {
        var root = (CSharpSyntaxNode)tree.GetRoot();
        var meaning = new Lazy<SemanticModel>(() => analyze(tree).GetSemanticModel(tree));
        var rewritten = (CSharpSyntaxNode)new GuardRewriter(meaning, disposables).Visit(root)!;
        return rewritten == root ? tree : CSharpSyntaxTree.Create(rewritten, SubmissionChain.ParseOptions, tree.FilePath, Encoding.UTF8);
    }

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is LambdaExpressionSyntax { Block: null } && meaning.Value.GetTypeInfo(node).ConvertedType is not { TypeKind: TypeKind.Delegate })
            return node; // An expression tree: its inside is data.
        return base.Visit(node) switch
        {
            WhileStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
            DoStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
            ForStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
            ForEachStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
            ForEachVariableStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
            LabeledStatementSyntax { Statement: not (LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax) } labeled =>
                labeled.WithStatement(Guarded(labeled.Statement)),
            BaseMethodDeclarationSyntax method
                when Guarded(node!, method.Body, method.ExpressionBody, method.SemicolonToken) is { } body =>
                method.WithBody(body).WithExpressionBody(null).WithSemicolonToken(default),
            LocalFunctionStatementSyntax function
                when Guarded(node!, function.Body, function.ExpressionBody, function.SemicolonToken) is { } body =>
                function.WithBody(body).WithExpressionBody(null).WithSemicolonToken(default),
            AccessorDeclarationSyntax accessor
                when Guarded(node!, accessor.Body, accessor.ExpressionBody, accessor.SemicolonToken) is { } body =>
                accessor.WithBody(body).WithExpressionBody(null).WithSemicolonToken(default),
            PropertyDeclarationSyntax property when Guarded(node!, null, property.ExpressionBody, property.SemicolonToken) is { } body =>
                property.WithExpressionBody(null).WithSemicolonToken(default)
                    .WithAccessorList(AccessorList([AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, body)])),
            AnonymousFunctionExpressionSyntax { Block: { } block } function => function.WithBlock(Guarded(block, s_enter)),
            // A loop inside the framework, as of Parallel.For or LINQ, is stopped by the lambda it calls.
            LambdaExpressionSyntax { ExpressionBody: { } body and not (ThrowExpressionSyntax or RefExpressionSyntax) } lambda =>
                lambda.WithExpressionBody(null).WithBlock(Block(s_enter, Last(body, HasValue(node!)))),
            // The console of a cell is its output, and Console.Clear would clear no terminal.
            InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } call
                when call.Expression.ToString() is "Console.Clear" or "System.Console.Clear" =>
                call.WithExpression(s_clear.WithTriviaFrom(call.Expression)),
            VariableDeclaratorSyntax { Initializer: not null } variable when disposables.Contains(node!.SpanStart) =>
                DisposedAtEnd(variable, ((VariableDeclarationSyntax)node.Parent!).Type),
            var other => other,
        };
    }

    private static VariableDeclaratorSyntax DisposedAtEnd(VariableDeclaratorSyntax variable, TypeSyntax type)
    {
        var keep = ParseExpression($"{Prefix}DisposeAtEnd{(type.IsVar ? "" : $"<{type}>")}");
        var initializer = variable.Initializer!;
        return variable.WithInitializer(initializer.WithValue(InvocationExpression(keep, ArgumentList([Argument(initializer.Value)]))));
    }

    // Null where nothing can be put in: no body, or one that throws or returns a reference.
    private BlockSyntax? Guarded(SyntaxNode function, BlockSyntax? block, ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon) =>
        block is not null ? Guarded(block, s_enter)
        : arrow is null or { Expression: ThrowExpressionSyntax or RefExpressionSyntax } ? null
        : Block(
            Token(SyntaxKind.OpenBraceToken).WithTriviaFrom(arrow.ArrowToken),
            [s_enter, Last(arrow.Expression, HasValue(function))],
            Token(SyntaxKind.CloseBraceToken).WithTriviaFrom(semicolon));

    private static StatementSyntax Last(ExpressionSyntax value, bool hasValue) => hasValue
        ? ReturnStatement(value).WithReturnKeyword(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space))
        : ExpressionStatement(value);

    private bool HasValue(SyntaxNode function)
    {
        var symbol = function is LambdaExpressionSyntax ? meaning.Value.GetSymbolInfo(function).Symbol : meaning.Value.GetDeclaredSymbol(function);
        return symbol is not IMethodSymbol method
            || !(method.ReturnsVoid || (method.IsAsync && method.ReturnType is INamedTypeSymbol { IsGenericType: false }));
    }

    // The check takes over the trivia after the brace, so that a directive on the next line stays first on its line.
    private static BlockSyntax Guarded(BlockSyntax block, StatementSyntax guard) => block
        .WithOpenBraceToken(block.OpenBraceToken.WithTrailingTrivia())
        .WithStatements(block.Statements.Insert(0, guard.WithTrailingTrivia(block.OpenBraceToken.TrailingTrivia)));

    private static StatementSyntax Guarded(StatementSyntax statement) =>
        statement is BlockSyntax block ? Guarded(block, s_check) : Block(s_check, statement);
}
