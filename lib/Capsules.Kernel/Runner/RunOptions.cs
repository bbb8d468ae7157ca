using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Runner;

/// <summary>How to run a notebook without a front end.</summary>
public sealed record RunOptions
{
    /// <summary>Knobs to set, name to C# value.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary><c>Quick</c> or <c>Paper</c> for the knob <c>scale</c>; null leaves it as the notebook has it.</summary>
    public string? Scale { get; init; }

    /// <summary>How long one cell may run; null for as long as it takes.</summary>
    public TimeSpan? CellTimeout { get; init; }

    /// <summary>Interrupts the running cell, which ends the run.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Where the cells' text goes while they run.</summary>
    public TextWriter Terminal { get; init; } = TextWriter.Null;
}

/// <summary>What came of a run.</summary>
/// <param name="Notebook">Path of the notebook.</param>
/// <param name="CellsRun">Code cells that were run, the failing one included.</param>
/// <param name="CodeCells">Code cells there are.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Failure">What stopped it; null when every cell ran.</param>
public sealed record RunReport(string Notebook, int CellsRun, int CodeCells, double Seconds, RunFailure? Failure);

/// <summary>The cell that stopped a run.</summary>
/// <param name="Cell">Execution number of the code cell, as in <c>cell[3]</c>; 0 where no cell had started.</param>
/// <param name="Error">What went wrong.</param>
public sealed record RunFailure(int Cell, CellError Error);
