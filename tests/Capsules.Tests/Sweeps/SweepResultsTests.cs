using Capsules.Analysis;
using Capsules.Data;
using Capsules.Networks;
using Capsules.Sweeps;
using Capsules.Training;

namespace Capsules.Tests;

public sealed class SweepResultsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void FinishedRunsOfTheBenchmarkAreReadInOrderOfTheirNames()
    {
        Write("b", Header("rba")).Finish([Epoch], Result);
        Write("a", Header("uniform", generated: true)).Finish([Epoch], Result);
        Write("c", Header("rba") with { Task = "cifar10" }).Finish([Epoch], Result);
        var runs = SweepResults.Read("affnist", folder).Finished;
        Assert.Equal([("uniform", true), ("rba", false)], runs.Select(r => (r.Header.Routing, r.Header.Generated)));
        Assert.Equal((new Architecture(2, 16, 8), 3), (runs[1].Header.Architecture, runs[1].Header.Seed));
        Assert.Equal(0.87, runs[1].Result.Accuracy["affnist"]);
    }

    [Fact]
    public void UnfinishedAndFailedRunsAreCountedAndAnAbsentFolderHoldsNone()
    {
        Write("running", Header("rba")).Add(Epoch);
        File.AppendAllText(PathOf("running"), """{"kind":"result","acc""");
        Write("failed", Header("rba")).Fail("diverged");
        var results = SweepResults.Read("affnist", folder);
        Assert.Equal((0, 1, 1), (results.Finished.Count, results.Unfinished, results.Failed));
        Assert.Empty(SweepResults.Read("affnist", Path.Combine(folder, "absent")).Finished);
    }

    [Fact]
    public void TheWeightsOfARunAreOpenedByItsResultFile()
    {
        var header = Header("rba") with { Settings = Header("rba").Settings with { Iterations = 4 } };
        Write(header.Member, header).Finish([Epoch], Result);
        var path = Path.Combine(folder, "weights", $"{header.Member}.safetensors");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var network = new CapsNet(CapsNetOptions.AffNist with { RoutingLayers = 2 }))
            StateFile.Save(network, path, metadata: new Dictionary<string, string> { ["run"] = header.Member });
        using var opened = NetworkFile.Open(path);
        Assert.Equal((2, "routing-by-agreement, 4 iterations", false), (opened.Options.RoutingLayers, opened.Routing.Description, opened.training));

        File.Delete(PathOf(header.Member));
        Assert.Contains("its result file, and there is none", Assert.Throws<FileNotFoundException>(() => NetworkFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WeightsThatDoNotSayTheirNetworkAreRefused()
    {
        var path = Path.Combine(folder, "plain.safetensors");
        using (var network = new CapsNet(CapsNetOptions.AffNist with { RoutingLayers = 1, Decoder = false })) StateFile.Save(network, path);
        Assert.Contains("does not say which network it is for", Assert.Throws<InvalidDataException>(() => NetworkFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"kind\":", "line 2")]
    [InlineData("""{"kind":"other"}""", "line 2")]
    [InlineData("""{"kind":"result","bestEpoch":1}""", "accuracy")]
    public void ABrokenLineIsNamed(string line, string expected)
    {
        Write("broken", Header("rba"));
        File.AppendAllText(PathOf("broken"), line + "\n");
        var message = Assert.Throws<InvalidDataException>(() => SweepResults.Read("affnist", folder)).Message;
        Assert.Contains("broken.jsonl, line 2", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheRepositorysOwnResultsAreReadAndWrittenAlike()
    {
        var finished = SweepResults.Read("affnist").Finished;
        Assert.Contains(finished, run => run.Header is { Depth: 4, Capsules: 16, Dim: 8, Routing: "rba", Seed: 1 });
        Assert.All(finished, run => Assert.Equal(5, run.Result.Statistics["validation"].Layers.Count));

        var kept = Path.Combine(DataRoot.RepositoryRoot!, "data", "results", "sweep-affnist", $"{finished[0].Header.Member}.jsonl");
        File.Copy(kept, PathOf("copy"));
        var copy = RunFile.Read(PathOf("copy"));
        copy.Finish(copy.Epochs.ToList(), copy.Result!);
        Assert.Equal(File.ReadAllText(kept), File.ReadAllText(PathOf("copy")));
    }

    private static EpochResult Epoch { get; } = new(1, 0.001, 0.5, 0.8, 0.9, 100, 2);

    private static RunResult Result { get; } = new(
        new Dictionary<string, double> { ["validation"] = 0.991, ["affnist"] = 0.87 }, 1, 1, StopReason.EpochsDone, 2, 100, 1, 10,
        new Dictionary<string, SetStatistics>());

    private static RunHeader Header(string routing, bool generated = false) => new(
        "affnist", 2, 16, 8, routing, 3, new SweepSettings(), new Thresholds(), new RunParameters(1, 2, 3, 6),
        new Dictionary<string, string>(), generated, 1, new Provenance(
            "./workbook", "unknown", "2026-01-01", new("1", "10", "0", "nuget", "2", "Linux"), new("cpu", 2, 1, false)));

    private string PathOf(string name) => Path.Combine(folder, $"{name}.jsonl");

    private RunFile Write(string name, RunHeader header)
    {
        var file = RunFile.Read(PathOf(name));
        file.Begin(header);
        return file;
    }
}
