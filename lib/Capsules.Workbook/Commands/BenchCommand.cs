using System.CommandLine;
using Capsules.Workbook.Benches;
using Capsules.Workbook.Running;
using static TorchSharp.torch;

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

    /// <summary>A benchmark of the library, with the options that all of these share.</summary>
    /// <param name="name">What is measured, in a word.</param>
    /// <param name="description">In a sentence.</param>
    /// <param name="run">Measures so many rounds, and writes the result to a file where one is named.</param>
    /// <param name="more">Options of this benchmark alone.</param>
    internal static Command Of(string name, string description, Action<ParseResult, int, string?> run, params ReadOnlySpan<Option> more)
    {
        var rounds = new Option<int>("--rounds") { Description = "Times each case is measured.", DefaultValueFactory = _ => 7 }.Must(count => count >= 1, "at least 1");
        var threads = new Option<int?>("--threads") { Description = "Threads; as many as cores where absent." }.Must(count => count >= 1, "at least 1");
        var output = Output();
        var command = new Command(name, description) { rounds, threads, output };
        foreach (var option in more) command.Add(option);
        command.SetAction(result =>
        {
            if (result.GetValue(threads) is { } count) set_num_threads(count);
            run(result, result.GetValue(rounds), result.GetValue(output));
        });
        return command;
    }

    /// <summary>Where a result is kept.</summary>
    internal static Option<string?> Output() => new("--out") { Description = "Also write the result to this file, as JSON." };
}
