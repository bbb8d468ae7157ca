using System.Diagnostics;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Runner;

/// <summary>Runs a notebook's code cells in order, in one state, and puts what they show into the notebook.</summary>
internal static class NotebookRunner
{
    /// <summary>Runs a notebook; its outputs are those of the cells that ran, also after a failure.</summary>
    public static async Task<RunReport> RunAsync(
        NotebookFile notebook, ICellRunner cells, TextWriter? terminal = null, TimeSpan? cellTimeout = null, CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        using var stop = cancellation.Register(cells.Interrupt);
        var run = new NotebookRun();
        foreach (var cell in notebook.Cells.Where(cell => cell.IsCode))
        {
            cell.Outputs.Clear();
            cell.Json["execution_count"] = null;
        }
        var code = notebook.Cells.Where(cell => cell.IsCode && !string.IsNullOrWhiteSpace(cell.Source)).ToArray();
        var name = Path.GetFileNameWithoutExtension(notebook.Path);
        var count = 0;
        RunFailure? failure = null;
        while (count < code.Length && failure is null)
        {
            var cell = code[count];
            cell.Json["execution_count"] = ++count;
            var live = new LiveText(terminal ?? TextWriter.Null, $"{name} [{count}] ");
            var output = new NotebookOutput(run, cell, count, live);
            var result = cancellation.IsCancellationRequested ? new CellResult(null, ErrorReport.ForInterrupt(stillRuns: false))
                : await RunCell(cells, cell.Source, count, output, cellTimeout).ConfigureAwait(false);
            output.Show(result);
            live.End();
            if (result.Error is { } error) failure = new RunFailure(count, error);
        }
        return new RunReport(notebook.Path, count, code.Length, watch.Elapsed.TotalSeconds, failure ?? run.Background);
    }

    private static async Task<CellResult> RunCell(ICellRunner cells, string source, int count, IOutput output, TimeSpan? limit)
    {
        var running = cells.ExecuteAsync(source, count, output);
        try
        {
            return await running.WaitAsync(limit ?? Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            cells.Interrupt();
            await running.ConfigureAwait(false);
            return new CellResult(null, CellError.Of("Timeout", $"The cell ran longer than the {limit?.TotalSeconds:0.#} s it was given."));
        }
    }
}
