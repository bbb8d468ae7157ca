using System.Diagnostics;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Runner;

/// <summary>Runs a notebook's code cells in order, in one state, and puts what they show into the notebook.</summary>
internal static class NotebookRunner
{
    /// <summary>Runs a notebook; its outputs are those of the cells that ran, also after a failure.</summary>
    public static async Task<RunReport> RunAsync(NotebookFile notebook, ICellRunner cells, RunOptions options)
    {
        var watch = Stopwatch.StartNew();
        Parameters.Set(notebook, options.Parameters);
        using var stop = options.Cancellation.Register(cells.Interrupt);
        var run = new NotebookRun();
        var code = notebook.Cells.Where(cell => cell.IsCode && !string.IsNullOrWhiteSpace(cell.Source)).ToArray();
        foreach (var cell in notebook.Cells.Where(cell => cell.IsCode))
        {
            cell.Outputs.Clear();
            cell.Json["execution_count"] = null;
        }
        var name = Path.GetFileNameWithoutExtension(notebook.Path);
        var count = 0;
        RunFailure? failure = null;
        foreach (var cell in code)
        {
            cell.Json["execution_count"] = ++count;
            var live = new LiveText(options.Terminal, $"{name} [{count}] ");
            var output = new NotebookOutput(run, cell, count, live);
            var result = await RunCell(cells, cell, count, output, options).ConfigureAwait(false);
            output.Show(result);
            live.End();
            if (result.Error is not { } error) continue;
            failure = new RunFailure(count, error);
            break;
        }
        return new RunReport(notebook.Path, count, code.Length, watch.Elapsed.TotalSeconds, failure ?? run.Background);
    }

    private static async Task<CellResult> RunCell(ICellRunner cells, NotebookCell cell, int count, IOutput output, RunOptions options)
    {
        if (options.Cancellation.IsCancellationRequested) return new CellResult(null, ErrorReport.ForInterrupt(stillRuns: false));
        var running = cells.ExecuteAsync(cell.Source, count, output);
        if (options.CellTimeout is not { } limit) return await running.ConfigureAwait(false);
        if (await Task.WhenAny(running, Task.Delay(limit)).ConfigureAwait(false) == running) return await running.ConfigureAwait(false);
        cells.Interrupt();
        await running.ConfigureAwait(false);
        return new CellResult(null, CellError.Of("Timeout", $"The cell ran longer than the {limit.TotalSeconds:0.#} s it was given."));
    }
}
