using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Capsules.Kernel.Display;
using Capsules.Kernel.Editor;
using Microsoft.CodeAnalysis;

namespace Capsules.Kernel.Engine;

/// <summary>Runs C# cells with Roslyn's scripting compiler.</summary>
public sealed class ScriptEngine : IEngine
{
    /// <summary>How long an interrupted cell may take to notice before it is left to itself.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(500);

    /// <summary>Room for recursions 100,000 calls deep; unwinding a larger stack takes many seconds.</summary>
    private const int StackSize = 4 << 20;

    private readonly SubmissionChain _chain;
    private readonly string _folder;
    private readonly NuGetRestore _packages = new();
    private Run? _run;

    /// <summary>Makes an engine whose relative paths start in a folder.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public ScriptEngine(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}' to run cells in.");
        _folder = Path.GetFullPath(folder);
        _chain = new SubmissionChain(_folder);
        ConsoleRouter.Install();
        BackgroundErrors.Install();
    }

    /// <summary>Compiles and runs an empty cell, so that the first real one need not wait for the compiler to be loaded.</summary>
    public void WarmUp() => _chain.Compile(SubmissionChain.Parse("1 + 2", "warm-up"));

    /// <inheritdoc />
    public Task<CellResult> ExecuteAsync(string code, int executionCount, IOutput output)
    {
        var run = new Run(new CellContext(executionCount, output));
        _run = run;
        var thread = new Thread(() => _ = RunAsync(run, code), StackSize) { IsBackground = true, Name = ErrorReport.CellPath(executionCount) };
        thread.UnsafeStart();
        return run.Result;
    }

    /// <inheritdoc />
    public void Interrupt()
    {
        if (_run is not { Result.IsCompleted: false } run) return;
        run.Cell.Interrupt();
        // Not a timer: the cell may keep every pool thread busy.
        KernelThread.Start("grace", () =>
        {
            Thread.Sleep(s_grace);
            run.End(new CellResult(null, ErrorReport.ForInterrupt(stillRuns: true)));
        });
    }

    /// <inheritdoc />
    public Completions Complete(string code, int cursor) => Completer.Complete(code, cursor, _chain, _folder);

    /// <inheritdoc />
    public MimeBundle? Inspect(string code, int cursor, int detailLevel) => Inspector.Inspect(code, cursor, detailLevel, _chain);

    /// <inheritdoc />
    public (Completeness State, string Indent) IsComplete(string code) => CellText.IsComplete(code);

    private async Task RunAsync(Run run, string code)
    {
        run.Cell.Enter();
        try
        {
            DisplayBridge.Enter(run.Cell, code);
            var value = await RunCell(run.Cell, code).ConfigureAwait(false);
            run.End(new CellResult(value, null));
        }
        catch (Exception exception)
        {
            run.End(new CellResult(null, ErrorReport.For(run.Cell, exception)));
        }
    }

    private async Task<MimeBundle?> RunCell(CellContext cell, string code)
    {
        var watch = Stopwatch.StartNew();
        var segments = Directives.Split(code);
        MimeBundle? value = null;
        foreach (var segment in segments.Where(each => each.Name != Directives.Time))
        {
            // A cell has one value, its last; what an earlier part ends in is shown as it comes.
            if (value is not null) cell.Display(value);
            value = null;
            if (segment.Name == Directives.CSharp) value = await RunCSharp(cell, segment.Text).ConfigureAwait(false);
            else cell.Display(segment.Shown());
        }
        if (segments.Any(each => each.Name == Directives.Time))
            cell.Display(BundleFormatter.Format(string.Create(CultureInfo.InvariantCulture, $"Wall time: {watch.Elapsed.TotalMilliseconds:0.0} ms")));
        return value;
    }

    private async Task<MimeBundle?> RunCSharp(CellContext cell, string code)
    {
        var path = ErrorReport.CellPath(cell.ExecutionCount);
        var text = CellText.Of(code, path);
        foreach (var reference in text.References) await AddReference(cell, reference).ConfigureAwait(false);
        if (text.Usings is { } usings) _ = Start(cell, _chain.Compile(SubmissionChain.Parse(usings, path)));
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

    // An interrupt during the compilation has ended the cell: the next one may be running by now.
    private Task<object?> Start(CellContext cell, Submission submission) => cell.RunUserCode(() =>
    {
        Guard.Check();
        return _chain.Start(submission);
    });

    private Submission CompileGuarded(SyntaxTree tree, IReadOnlySet<int> disposables)
    {
        try
        {
            return _chain.Compile(GuardRewriter.Rewrite(tree, disposables, _chain.Analyze));
        }
        catch (CompilationException)
        {
            // Columns are those of the code as it was typed.
            return _chain.Compile(tree);
        }
    }

    private async Task AddReference(CellContext cell, ReferenceLine reference)
    {
        try
        {
            string? note = null;
            if (reference.IsSource) _packages.AddSource(reference.Value[(reference.Value.IndexOf(':') + 1)..].Trim());
            else if (!NuGetRestore.IsPackage(reference.Value)) note = _chain.References.Add(Path.GetFullPath(reference.Value, _folder));
            else if (_packages.Add(reference.Value, out note, cell.Cancellation) is { } packages)
            {
                _chain.References.Add(packages);
                foreach (var extension in packages.Extensions) await RunExtension(cell, extension).ConfigureAwait(false);
            }
            if (note is not null) cell.Write(isError: true, note + "\n");
        }
        catch (InvalidDataException exception)
        {
            throw new DirectiveException(reference.Line, exception.Message);
        }
        catch (Exception exception) when (exception is FileNotFoundException or BadImageFormatException)
        {
            throw new DirectiveException(reference.Line, $"{exception.Message} A path in #r starts from the notebook's folder, '{_folder}'.");
        }
    }

    private async Task RunExtension(CellContext cell, string file)
    {
        if (Path.GetFileName(file) == "extension.dib")
        {
            foreach (var part in KernelExtensions.CSharpParts(await File.ReadAllTextAsync(file).ConfigureAwait(false)))
                await RunCSharp(cell, part).ConfigureAwait(false);
        }
        else if (Path.GetExtension(file) == ".dll")
        {
            _chain.Loader.Know(file);
            var assembly = _chain.Loader.LoadFromAssemblyName(new AssemblyName(Path.GetFileNameWithoutExtension(file)));
            await KernelExtensions.RunAsync(assembly).ConfigureAwait(false);
        }
    }

    private sealed record Run(CellContext Cell)
    {
        private readonly TaskCompletionSource<CellResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<CellResult> Result => _result.Task;

        /// <summary>Sends what the cell has written, and then its result.</summary>
        public void End(CellResult result)
        {
            try
            {
                NativeOutput.Drain();
                Cell.Flush();
            }
            catch (IOException)
            {
                // The front end is gone; whoever owns its connection notices.
            }
            _result.TrySetResult(result);
        }
    }
}
