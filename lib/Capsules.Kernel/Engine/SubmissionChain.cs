using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Capsules.Kernel.Engine;

/// <summary>A compiled cell, ready to run; nothing to run where it holds usings or comments alone.</summary>
internal sealed record Submission(Func<object?[], Task<object?>>? Run, CSharpCompilation Compilation, SyntaxTree Tree)
{
    /// <summary>Whether the cell ends in an expression, and that has a value.</summary>
    public bool HasValue =>
        Tree.GetCompilationUnitRoot().Members.LastOrDefault() is GlobalStatementSyntax
        {
            Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last,
        }
        && Compilation.GetSemanticModel(Tree).GetTypeInfo(last.Expression).Type?.SpecialType != SpecialType.System_Void;
}

/// <summary>The cells compiled so far: each sees what the ones before it declared.</summary>
internal sealed class SubmissionChain
{
    // What .NET Interactive gives every cell, without the HTML tags: among them is a member called _, which discards would mean.
    private static readonly string[] Usings =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Formatting", "Microsoft.DotNet.Interactive.Kernel",
    ];

    // Members of an earlier submission come before imported ones.
    private const string FirstSubmission = """
        static DisplayedValue display(object value, params string[] mimeTypes) => Capsules.Kernel.Display.DisplayBridge.Show(value, mimeTypes);
        static DisplayedValue Display(this object value, params string[] mimeTypes) => Capsules.Kernel.Display.DisplayBridge.Show(value, mimeTypes);
        """;

    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script);

    private const BindingFlags Members = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Lock compiling = new();
    private readonly string folder;
    private CSharpCompilation? previous;
    private object?[] states = new object?[16];
    private int length;
    private int inherited;
    private int compiled;

    public SubmissionChain(string folder)
    {
        this.folder = folder;
        // Opening what cells refer to and loading the compiler take about as long.
        var opening = Task.Run(ReferenceSet.Prepare);
        LoadCompiler();
        opening.Wait();
        References = new ReferenceSet(Loader);
        Start(Compile(Parse(FirstSubmission, "")));
    }

    public ReferenceSet References { get; }

    public ScriptLoadContext Loader { get; } = new();

    public static SyntaxTree Parse(string code, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), ParseOptions, path);

    /// <summary>The cell after those run so far, not yet compiled to anything: for its diagnostics and symbols.</summary>
    public CSharpCompilation Analyze(SyntaxTree tree)
    {
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            scriptClassName: $"Submission#{compiled}",
            // Usings and references of earlier cells are inherited: given again, each would be kept once per cell.
            usings: previous is null ? Usings : [],
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            // The compiler must not wait for pool threads that cells keep busy.
            concurrentBuild: false,
            sourceReferenceResolver: new SourceFileResolver([], folder),
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);
        return CSharpCompilation.CreateScriptCompilation($"cell-{compiled}", tree, References.All.Skip(inherited), options, previous, typeof(object));
    }

    /// <summary>Compiles and loads a cell; what it declares becomes visible once it is <see cref="Start">started</see>.</summary>
    /// <exception cref="CompilationException">The code is wrong.</exception>
    public Submission Compile(SyntaxTree tree)
    {
        // A cell interrupted while it is compiled is left to itself, and the next one begins.
        using var turn = compiling.EnterScope();
        var compilation = Analyze(tree);
        compiled++;
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        if (!result.Success)
        {
            // A cell without code is not emitted, and that is no error.
            var hasErrors = result.Diagnostics.Any(each => each.Severity == DiagnosticSeverity.Error);
            return hasErrors ? throw new CompilationException(result.Diagnostics) : new Submission(null, compilation, tree);
        }
        (assembly.Position, symbols.Position) = (0, 0);
        var loaded = Loader.LoadFromStream(assembly, symbols);
        var entry = compilation.GetEntryPoint(CancellationToken.None)!;
        var factory = loaded.GetType(entry.ContainingType.MetadataName, throwOnError: true)!.GetMethod(entry.MetadataName, Members)!;
        return new Submission(factory.CreateDelegate<Func<object?[], Task<object?>>>(), compilation, tree);
    }

    /// <summary>Starts a compiled cell; the variables it has set stay, whether it ends well or not.</summary>
    public Task<object?> Start(Submission submission)
    {
        var slot = submission.Run is null ? length : length + 1;
        if (slot >= states.Length) Array.Resize(ref states, 2 * states.Length);
        // A cell that declares nothing is not needed by later ones: leaving it out keeps the chain, and the memory, short.
        if (Declares(submission.Compilation))
        {
            previous = submission.Compilation;
            inherited = References.All.Count;
            length = slot;
        }
        return submission.Run is { } run ? run(states) : Task.FromResult<object?>(null);
    }

    private static void LoadCompiler() => CSharpCompilation
        .CreateScriptCompilation("load", Parse("int one = 1; one + 2", ""), [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)])
        .Emit(Stream.Null, Stream.Null, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));

    private static bool Declares(CSharpCompilation compilation) => compilation.SyntaxTrees.Any(tree =>
        tree.GetCompilationUnitRoot() is var root
        && (root.Usings.Count > 0 || root.Members.Any(member => member is not GlobalStatementSyntax)
            || root.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax)
                .Any(node => node is DeclarationExpressionSyntax or SingleVariableDesignationSyntax)));
}

internal sealed class CompilationException(ImmutableArray<Diagnostic> diagnostics)
    : Exception(diagnostics.FirstOrDefault(each => each.Severity == DiagnosticSeverity.Error)?.ToString())
{
    public IReadOnlyList<Diagnostic> Errors { get; } = [.. diagnostics.Where(each => each.Severity == DiagnosticSeverity.Error)];
}
