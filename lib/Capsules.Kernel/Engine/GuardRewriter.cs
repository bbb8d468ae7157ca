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

    private static readonly StatementSyntax Check = ParseStatement($"{Prefix}Check();");
    private static readonly StatementSyntax Enter = ParseStatement($"{Prefix}Enter();");
    private static readonly ExpressionSyntax Clear = ParseExpression($"{Prefix}ClearConsole");

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
            StatementSyntax body when node!.Parent is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax =>
                Guarded(body, Check),
            BlockSyntax body when node!.Parent is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
                or AnonymousFunctionExpressionSyntax => Guarded(body, Enter),
            LabeledStatementSyntax { Statement: not (LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax) } labeled =>
                labeled.WithStatement(Guarded(labeled.Statement, Check)),
            BaseMethodDeclarationSyntax { ExpressionBody: { } arrow } method when CanHoldMore(arrow.Expression) =>
                method.WithBody(Body(node!, arrow, method.SemicolonToken)).WithExpressionBody(null).WithSemicolonToken(default),
            LocalFunctionStatementSyntax { ExpressionBody: { } arrow } function when CanHoldMore(arrow.Expression) =>
                function.WithBody(Body(node!, arrow, function.SemicolonToken)).WithExpressionBody(null).WithSemicolonToken(default),
            AccessorDeclarationSyntax { ExpressionBody: { } arrow } accessor when CanHoldMore(arrow.Expression) =>
                accessor.WithBody(Body(node!, arrow, accessor.SemicolonToken)).WithExpressionBody(null).WithSemicolonToken(default),
            PropertyDeclarationSyntax { ExpressionBody: { } arrow } property when CanHoldMore(arrow.Expression) =>
                property.WithExpressionBody(null).WithSemicolonToken(default)
                    .WithAccessorList(AccessorList([AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, Body(node!, arrow, property.SemicolonToken))])),
            // A loop inside the framework, as of Parallel.For or LINQ, is stopped by the lambda it calls.
            LambdaExpressionSyntax { ExpressionBody: { } value } lambda when CanHoldMore(value) =>
                lambda.WithExpressionBody(null).WithBlock(Block(Enter, Last(node!, value))),
            // The console of a cell is its output, and Console.Clear would clear no terminal.
            InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } call
                when call.Expression.ToString() is "Console.Clear" or "System.Console.Clear" =>
                call.WithExpression(Clear.WithTriviaFrom(call.Expression)),
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

    private static bool CanHoldMore(ExpressionSyntax value) => value is not (ThrowExpressionSyntax or RefExpressionSyntax);

    private BlockSyntax Body(SyntaxNode function, ArrowExpressionClauseSyntax arrow, SyntaxToken semicolon) => Block(
        Token(SyntaxKind.OpenBraceToken).WithTriviaFrom(arrow.ArrowToken),
        [Enter, Last(function, arrow.Expression)],
        Token(SyntaxKind.CloseBraceToken).WithTriviaFrom(semicolon));

    private StatementSyntax Last(SyntaxNode function, ExpressionSyntax value) => HasValue(function)
        ? ReturnStatement(value).WithReturnKeyword(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space))
        : ExpressionStatement(value);

    private bool HasValue(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => HasValue(method.Modifiers, method.ReturnType),
        LocalFunctionStatementSyntax local => HasValue(local.Modifiers, local.ReturnType),
        OperatorDeclarationSyntax operation => HasValue(operation.Modifiers, operation.ReturnType),
        AccessorDeclarationSyntax => function.IsKind(SyntaxKind.GetAccessorDeclaration),
        // Only a lambda's own words do not tell; to ask for the meaning takes twenty milliseconds.
        LambdaExpressionSyntax => meaning.Value.GetSymbolInfo(function).Symbol is not IMethodSymbol method
            || !(method.ReturnsVoid || (method.IsAsync && method.ReturnType is INamedTypeSymbol { IsGenericType: false })),
        _ => function is ConversionOperatorDeclarationSyntax or PropertyDeclarationSyntax,
    };

    private static bool HasValue(SyntaxTokenList modifiers, TypeSyntax type) =>
        type is not PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
        && !(modifiers.Any(SyntaxKind.AsyncKeyword) && type.ToString().Split('.')[^1] is "Task" or "ValueTask");

    // The guard takes over the trivia after the brace, so that a directive on the next line stays first on its line.
    private static BlockSyntax Guarded(StatementSyntax statement, StatementSyntax guard) => statement is not BlockSyntax block
        ? Block(guard, statement)
        : block.WithOpenBraceToken(block.OpenBraceToken.WithTrailingTrivia())
            .WithStatements(block.Statements.Insert(0, guard.WithTrailingTrivia(block.OpenBraceToken.TrailingTrivia)));
}
