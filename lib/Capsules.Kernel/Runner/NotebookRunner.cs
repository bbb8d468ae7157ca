using System.Diagnostics;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Runner;

/// <summary>Runs a notebook's code cells in order, in one state, and puts what they show into the notebook.</summary>
public static class NotebookRunner
{
    /// <summary>Runs a notebook; its outputs are those of the cells that ran, also after a failure.</summary>
    /// <exception cref="ArgumentException">A parameter names no knob of the notebook.</exception>
    public static async Task<RunReport> RunAsync(NotebookFile notebook, RunOptions options)
    {
        var watch = Stopwatch.StartNew();
        Parameters.Inject(notebook, options);
        var folder = Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!;
        Environment.CurrentDirectory = folder;
        var engine = new ScriptEngine(folder);
        using var stop = options.Cancellation.Register(engine.Interrupt);
        var outputs = new NotebookOutputs();
        var cells = notebook.Cells.Where(cell => cell.IsCode && !string.IsNullOrWhiteSpace(cell.Source)).ToArray();
        foreach (var cell in notebook.Cells.Where(cell => cell.IsCode))
        {
            cell.Outputs.Clear();
            cell.Json["execution_count"] = null;
        }
        var name = Path.GetFileNameWithoutExtension(notebook.Path);
        var count = 0;
        RunFailure? failure = null;
        foreach (var cell in cells)
        {
            cell.Json["execution_count"] = ++count;
            var live = new LiveText(options.Terminal, $"{name} [{count}] ");
            var output = new CellOutput(outputs, cell, live);
            var result = await RunCell(engine, cell, count, output, options.CellTimeout).ConfigureAwait(false);
            output.End(result, count);
            live.End();
            if (result.Error is not { } error) continue;
            failure = new RunFailure(count, error.Line, error.Message, error.Traceback);
            break;
        }
        return new RunReport(notebook.Path, count, cells.Length, watch.Elapsed.TotalSeconds, failure);
    }

    private static async Task<CellResult> RunCell(ScriptEngine engine, NotebookCell cell, int count, IOutput output, TimeSpan? timeout)
    {
        var code = cell.Language is { } language and not "csharp" ? $"#!{language}\n{cell.Source}" : cell.Source;
        var running = engine.ExecuteAsync(code, count, output);
        if (timeout is not { } limit) return await running.ConfigureAwait(false);
        if (await Task.WhenAny(running, Task.Delay(limit)).ConfigureAwait(false) == running) return await running.ConfigureAwait(false);
        engine.Interrupt();
        await running.ConfigureAwait(false);
        var message = $"The cell ran longer than the {limit.TotalSeconds:0.#} s it was given.";
        return new CellResult(null, new CellError("Timeout", message, [message], null));
    }
}
