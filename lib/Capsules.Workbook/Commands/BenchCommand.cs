using System.CommandLine;
using Capsules.Workbook.Benches;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook bench</c>: measures speed.</summary>
internal static class BenchCommand
{
    internal static Command Create() => new("bench", "Measure speed. Timings need a machine that does nothing else.")
    {
        RoutingBench.Create(),
        EmBench.Create(),
        LiveBench.Create(),
        TrainBench.Create(),
    };
}
