using Capsules.Sweeps;
using TorchSharp;

namespace Capsules.Workbook.Tests;

public sealed class SweepTests : IDisposable
{
    private static readonly SweepSettings Small = new(Epochs: 2, Batch: 40, Iterations: 2, Target: null, Images: 80);

    private readonly string root = Directory.CreateTempSubdirectory("capsules-sweep-").FullName;
    private readonly List<string> told = [];

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void ARunStoppedAndCutShortEndsAsOneThatWasNot()
    {
        var member = SweepFixture.Member(capsules: 4, dim: 4);
        RunFolder whole = Folder("whole"), stopped = Folder("stopped");
        Assert.Equal(0, Run(whole, [member]));

        using var stop = new CancellationTokenSource();
        var first = new Sweep(Small, stopped, torch.CPU, line => { if (line.Contains("epoch 1 done", StringComparison.Ordinal)) stop.Cancel(); });
        Assert.Throws<OperationCanceledException>(() => first.Run([member], stop.Token));
        var path = stopped.Result(member.Name);
        File.WriteAllText(path, File.ReadAllText(path)[..^15]);
        Assert.Equal(0, Run(stopped, [member]));

        RunFile one = RunFile.Read(whole.Result(member.Name)), other = RunFile.Read(path);
        Assert.Equal((1, 2), (one.Header!.Starts, other.Header!.Starts));
        Assert.Equal(one.Epochs.Select(e => (e.Epoch, e.Loss, e.ValidationAccuracy)), other.Epochs.Select(e => (e.Epoch, e.Loss, e.ValidationAccuracy)));
        Assert.Equal(one.Result!.Accuracy, other.Result!.Accuracy);
        Assert.Equal(File.ReadAllBytes(whole.Trained(member.Name)), File.ReadAllBytes(stopped.Trained(member.Name)));
        Assert.False(File.Exists(stopped.Checkpoint(member.Name)));
    }

    [Fact]
    public void AFinishedRunHasItsStatisticsAndIsNotRunAgain()
    {
        var member = SweepFixture.Member(depth: 2, capsules: 4, dim: 4, routing: SweepRouting.Uniform);
        var folder = Folder("done");
        var settings = Small with { Epochs = 1 };
        Assert.Equal(0, new Sweep(settings, folder, torch.CPU, told.Add).Run([member], default));
        var before = File.ReadAllText(folder.Result(member.Name));
        var result = RunFile.Read(folder.Result(member.Name)).Result!;
        foreach (var set in (string[])["validation", "affnist"])
        {
            Assert.Equal(80, result.Statistics[set].Images);
            Assert.Equal([4, 4, 10], result.Statistics[set].Layers.Select(l => l.Capsules));
            Assert.All(result.Statistics[set].Routing, r => Assert.Equal(0, r.DyrAll!.Value, 5));   // uniform routing is alike for every image
        }

        Assert.Equal(0, new Sweep(settings, folder, torch.CPU, told.Add).Run([member], default));
        Assert.Contains("done before", told[^1], StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(folder.Result(member.Name)));
    }

    [Fact]
    public void AFinishedRunIsMeasuredAgainFromItsWeightsAndComesToTheSame()
    {
        var member = SweepFixture.Member(depth: 2, capsules: 4, dim: 4);
        var folder = Folder("again");
        var sweep = new Sweep(Small with { Epochs = 1 }, folder, torch.CPU, told.Add);
        Assert.Equal(0, sweep.Run([member], default));
        var before = RunFile.Read(folder.Result(member.Name));
        var layer = before.Result!.Statistics["validation"].Layers[1];
        Assert.Equal(layer.Cnm, layer.MeanNorms.Average(), 4);
        Assert.Equal(1, layer.DeadRate(1, 1));
        Assert.Equal(layer.Cdr, layer.DeadRate(before.Header!.Thresholds.DeadMean, before.Header.Thresholds.DeadStd));

        Assert.Equal(0, sweep.Remeasure([member], default));
        var after = RunFile.Read(folder.Result(member.Name));
        Assert.Equal(before.Result.Accuracy, after.Result!.Accuracy);
        Assert.Equal(layer.MeanNorms, after.Result.Statistics["validation"].Layers[1].MeanNorms);
        Assert.Equal(before.Epochs, after.Epochs);

        File.Delete(folder.Trained(member.Name));
        Assert.Equal(1, sweep.Remeasure([member], default));
        Assert.Contains("not measured", told[^1], StringComparison.Ordinal);
        Assert.Equal(after.Result.Accuracy, RunFile.Read(folder.Result(member.Name)).Result!.Accuracy);
    }

    [Fact]
    public void AMemberAnotherProcessHasIsLeftToIt()
    {
        var member = SweepFixture.Member();
        var folder = Folder("locked");
        using (folder.TryLock(member.Name))
        {
            Assert.Equal(0, Run(folder, [member]));
            Assert.Contains("another process", told[^1], StringComparison.Ordinal);
            Assert.False(File.Exists(folder.Result(member.Name)));
        }

        using var after = folder.TryLock(member.Name);
        Assert.NotNull(after);
    }

    [Fact]
    public void AMemberThatFailsSaysWhyAndTheOthersGoOn()
    {
        var (bad, good) = (SweepFixture.Member(capsules: 4, dim: 4), SweepFixture.Member(capsules: 4, dim: 4, routing: SweepRouting.Uniform));
        var folder = Folder("failing");
        Directory.CreateDirectory(folder.Weights);
        File.WriteAllText(folder.Checkpoint(bad.Name), "no checkpoint");
        Assert.Equal(1, new Sweep(Small with { Epochs = 1 }, folder, torch.CPU, told.Add).Run([bad, good], default));
        Assert.Contains(folder.Checkpoint(bad.Name), RunFile.Read(folder.Result(bad.Name)).Error, StringComparison.Ordinal);
        Assert.NotNull(RunFile.Read(folder.Result(good.Name)).Result);
    }

    [Fact]
    public void ARunMadeWithOtherSettingsIsNotTakenForThisOne()
    {
        var member = SweepFixture.Member();
        var folder = Folder("other");
        SweepFixture.Write(folder.Results, member, 0.9, Small with { Batch = 7 });
        var message = Assert.Throws<InvalidDataException>(() => Run(folder, [member])).Message;
        Assert.Contains("batch 7,", message, StringComparison.Ordinal);
        Assert.Contains("--out", message, StringComparison.Ordinal);

        // How long it may go on is another matter.
        SweepFixture.Write(folder.Results, member, 0.9, Small with { Epochs = 50 });
        Assert.Equal(0, Run(folder, [member]));
    }

    private RunFolder Folder(string name) => RunFolder.Of(Path.Combine(root, name));

    private int Run(RunFolder folder, IReadOnlyList<SweepMember> members) => new Sweep(Small, folder, torch.CPU, told.Add).Run(members, default);
}
