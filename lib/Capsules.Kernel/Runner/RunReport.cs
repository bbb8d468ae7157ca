using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Runner;

/// <summary>What came of a run: how many of the code cells were run, the failing one included, and what stopped it.</summary>
internal sealed record RunReport(string Notebook, int CellsRun, int CodeCells, double Seconds, RunFailure? Failure);

/// <summary>The cell that stopped a run, by its execution number, as in <c>cell[3]</c>; 0 where no cell had started.</summary>
internal sealed record RunFailure(int Cell, CellError Error);
