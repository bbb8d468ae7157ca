using System.CommandLine;
using Capsules.Workbook.Benches;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook bench</c>: measures speed.</summary>
internal static class BenchCommand
{
    internal static Command Create()
    {
        var command = new Command("bench", "Measure speed. Timings need a machine that does nothing else.");
        command.Subcommands.Add(EmBench.Create());
        command.Subcommands.Add(EngineBench.Create());
        command.Subcommands.Add(TrainBench.Create());
        return command;
    }
}
