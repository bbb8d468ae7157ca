using Capsules.Analysis;
using Capsules.Sweeps;
using Capsules.Training;

namespace Capsules.Workbook.Tests;

/// <summary>Result files of runs that were never run.</summary>
internal static class SweepFixture
{
    internal static SweepMember Member(int depth = 1, int capsules = 16, int dim = 8, SweepRouting routing = SweepRouting.Rba, int seed = 1) =>
        new(SweepTask.AffNist, new Architecture(depth, capsules, dim), routing, seed);

    internal static RunHeader Header(SweepMember member, SweepSettings? settings = null, bool generated = false) => new(
        member.Task.Name, member.Architecture.Depth, member.Architecture.Capsules, member.Architecture.Dim, member.RoutingName, member.Seed,
        settings ?? member.Task.Defaults, new Thresholds(), new RunParameters(1, 2, 3, 6), new Dictionary<string, string> { ["affnist"] = "ten images" }, generated,
        Starts: 1, Provenance.Current());

    internal static RunFile Write(string folder, SweepMember member, double? accuracy, SweepSettings? settings = null, bool generated = false)
    {
        var file = RunFile.Read(Path.Combine(folder, $"{member.Name}.jsonl"));
        file.Begin(Header(member, settings, generated));
        file.Add(new EpochResult(1, 0.001, 0.5, 0.8, 0.9, 100, 2));
        if (accuracy is { } a) file.Finish(file.Epochs.ToList(), Result(a, member.Architecture.Depth));
        return file;
    }

    // Every routing layer below the last like the first.
    private static RunResult Result(double accuracy, int depth) => new(
        new Dictionary<string, double> { ["validation"] = 0.99, ["affnist"] = accuracy }, 1, 1, StopReason.EpochsDone, 2, 100, 1, 10,
        new Dictionary<string, SetStatistics>
        {
            ["validation"] = new(10, [new LayerStatistics(1, 16, 0.9, 14.4, 1, 16, 0, 0, [], [])], [new RoutingStatistics(1, 16, 0, null, null, 0.1, 1.6)]),
            ["affnist"] = new(
                10,
                [
                    .. Enumerable.Range(1, depth).Select(l => new LayerStatistics(l, 16, accuracy, 14.4, 1, 16, 0, 0, [], [])),
                    new LayerStatistics(depth + 1, 10, 0.1, 1, 0.2, 2, 0.5, 5, [], []),
                ],
                [.. Enumerable.Range(1, depth).Select(l => new RoutingStatistics(l, 16, 5, accuracy, null, 0.1, 1.6))]),
        });
}
