using System.Reflection;
using System.Text.Json.Nodes;
using Capsules.Kernel.Display;
using Capsules.Kernel.Editor;
using Microsoft.CodeAnalysis;

namespace Capsules.Kernel.Engine;

/// <summary>Runs C# cells with Roslyn's scripting compiler.</summary>
internal sealed class ScriptEngine : IEngine
{
    /// <summary>How long an interrupted cell may take to notice before it is left to itself.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>Room for recursions 100,000 calls deep; unwinding a larger stack takes many seconds.</summary>
    private const int StackSize = 4 << 20;

    private readonly SubmissionChain chain;
    private readonly string folder;
    private readonly NuGetRestore packages = new();
    private CellContext? running;

    public ScriptEngine(string folder)
    {
        this.folder = Path.GetFullPath(folder);
        chain = new SubmissionChain(this.folder);
    }

    static ScriptEngine()
    {
        ConsoleRouter.Install();
        BackgroundErrors.Install();
    }

    /// <summary>Compiles a cell, so that the first real one need not wait for the compiler to be loaded.</summary>
    public void WarmUp() => chain.Compile(SubmissionChain.Parse("1 + 2", "warm-up"));

    public Task<CellResult> ExecuteAsync(string code, int executionCount, IOutput output)
    {
        var cell = running = new CellContext(executionCount, output);
        new Thread(() => _ = RunAsync(cell, code), StackSize) { IsBackground = true, Name = ErrorReport.CellPath(executionCount) }.UnsafeStart();
        return cell.Result;
    }

    public void Interrupt()
    {
        if (running is not { Result.IsCompleted: false } cell) return;
        cell.Interrupt();
        // Not a timer: the cell may keep every pool thread busy.
        KernelThread.Start("grace", () =>
        {
            Thread.Sleep(Grace);
            cell.End(new CellResult(null, ErrorReport.ForInterrupt(stillRuns: true)));
        });
    }

    public Completions Complete(string code, int cursor) => Completer.Complete(code, cursor, chain);

    public string? Inspect(string code, int cursor) => Inspector.Inspect(code, cursor, chain);

    public Completeness IsComplete(string code) => CellText.IsComplete(code);

    private async Task RunAsync(CellContext cell, string code)
    {
        cell.Enter();
        try
        {
            DisplayBridge.Enter(cell, code);
            cell.End(new CellResult(await RunCSharp(cell, code).ConfigureAwait(false), null));
        }
        catch (Exception exception)
        {
            cell.End(new CellResult(null, ErrorReport.For(cell, exception)));
        }
    }

    private async Task<JsonObject?> RunCSharp(CellContext cell, string code)
    {
        var path = ErrorReport.CellPath(cell.ExecutionCount);
        var text = CellText.Of(code, path);
        foreach (var reference in text.References) await AddReference(cell, reference).ConfigureAwait(false);
        if (text.Usings is { } usings) _ = Start(cell, chain.Compile(SubmissionChain.Parse(usings, path)));
        var submission = CompileGuarded(SubmissionChain.Parse(text.Code, path), text.Disposables);
        try
        {
            var value = await Start(cell, submission).ConfigureAwait(false);
            return value is not null || submission.HasValue ? cell.RunUserCode(() => BundleFormatter.Format(value)) : null;
        }
        finally
        {
            await cell.RunUserCode(cell.DisposeAsync).ConfigureAwait(false);
        }
    }

    private Task<object?> Start(CellContext cell, Submission submission) => cell.RunUserCode(() =>
    {
        // An interrupt during the compilation has ended the cell: the next one may be running by now.
        Guard.Check();
        return chain.Start(submission);
    });

    private Submission CompileGuarded(SyntaxTree tree, IReadOnlySet<int> disposables)
    {
        try
        {
            return chain.Compile(GuardRewriter.Rewrite(tree, disposables, chain.Analyze));
        }
        catch (CompilationException)
        {
            // Columns are those of the code as it was typed.
            return chain.Compile(tree);
        }
    }

    private async Task AddReference(CellContext cell, ReferenceLine reference)
    {
        try
        {
            string? note = null;
            if (reference.IsSource) packages.AddSource(reference.Value[(reference.Value.IndexOf(':') + 1)..].Trim());
            else if (!NuGetRestore.IsPackage(reference.Value)) note = chain.References.Add(Path.GetFullPath(reference.Value, folder));
            else if (packages.Add(reference.Value, out note, cell.Cancellation) is { } restored)
            {
                chain.References.Add(restored);
                foreach (var extension in restored.Extensions) await RunExtension(cell, extension).ConfigureAwait(false);
            }
            if (note is not null) cell.Write(isError: true, note + "\n");
        }
        catch (InvalidDataException exception)
        {
            throw new DirectiveException(reference.Line, exception.Message);
        }
    }

    private async Task RunExtension(CellContext cell, string file)
    {
        if (Path.GetFileName(file) == "extension.dib")
        {
            foreach (var part in KernelExtensions.CSharpParts(File.ReadAllText(file)))
                await RunCSharp(cell, part).ConfigureAwait(false);
        }
        else if (Path.GetExtension(file) == ".dll")
        {
            chain.Loader.Know(file);
            var assembly = chain.Loader.LoadFromAssemblyName(new AssemblyName(Path.GetFileNameWithoutExtension(file)));
            await KernelExtensions.RunAsync(assembly).ConfigureAwait(false);
        }
    }
}
