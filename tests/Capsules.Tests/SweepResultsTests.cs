using Capsules.Papers;

namespace Capsules.Tests;

public sealed class ReadingSweepResults : IDisposable
{
    private const string Run = """{"kind":"run","task":"affnist","depth":2,"capsules":16,"dim":8,"routing":"rba","seed":3,"generated":false,"starts":1}""";
    private const string Epoch = """{"kind":"epoch","epoch":1,"loss":0.5}""";
    private const string Result = """{"kind":"result","accuracy":{"validation":0.991,"affnist":0.87},"bestEpoch":1}""";
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void FinishedRunsAreRead()
    {
        Write("b", Run, Epoch, Result);
        Write("a", Run.Replace("rba", "uniform", StringComparison.Ordinal), Result);
        var runs = SweepResults.Load("affnist", folder);
        Assert.Equal(["a", "b"], runs.Select(r => r.Name));
        Assert.Equal(("uniform", "rba"), (runs[0].Routing, runs[1].Routing));
        Assert.Equal((16, 8, 2, 3, false), (runs[1].Capsules, runs[1].Dim, runs[1].Depth, runs[1].Seed, runs[1].IsGenerated));
        Assert.Equal(0.87, runs[1].Accuracy["affnist"]);
    }

    [Fact]
    public void UnfinishedRunsAndAbsentFoldersAreNoError()
    {
        Write("running", Run, Epoch);
        File.AppendAllText(Path.Combine(folder, "running.jsonl"), Result[..20]);
        Assert.Empty(SweepResults.Load("affnist", folder));
        Assert.Empty(SweepResults.Load("affnist", Path.Combine(folder, "absent")));
    }

    [Fact]
    public void ABrokenLineIsNamed()
    {
        Write("broken", Run, "{\"kind\":");
        Assert.Contains("broken.jsonl, line 2", Assert.Throws<InvalidDataException>(() => SweepResults.Load("affnist", folder)).Message, StringComparison.Ordinal);
        Write("broken", Run, """{"kind":"result"}""");
        Assert.Contains("accuracy", Assert.Throws<InvalidDataException>(() => SweepResults.Load("affnist", folder)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name, params string[] lines) =>
        File.WriteAllText(Path.Combine(folder, name + ".jsonl"), string.Concat(lines.Select(line => line + "\n")));
}
