using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

public class AKilledTraining
{
    [Fact]
    public void EndsWithTheWeightsOfAnUninterruptedOneBitForBit()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(CheckpointChild.BatchesInAll, CheckpointChild.Run(folder["whole"], folder["expected"]));
        // In the middle of the first epoch, then in the middle of another.
        foreach (var batches in (int[])[2, 3]) CheckpointChild.Run(folder["killed"], folder["actual"], killAfter: batches);
        Assert.False(File.Exists(folder["actual"]));
        var last = CheckpointChild.Run(folder["killed"], folder["actual"]);
        Assert.InRange(last, 1, CheckpointChild.BatchesInAll - 1);

        using var expected = SafetensorsFile.Open(folder["expected"]);
        using var actual = SafetensorsFile.Open(folder["actual"]);
        Assert.Equal(expected.Tensors.Keys, actual.Tensors.Keys);
        foreach (var name in expected.Tensors.Keys)
            Assert.True(expected.Load(name).bytes.SequenceEqual(actual.Load(name).bytes), $"{name} differs");
    }
}

public sealed class ACheckpoint : IDisposable
{
    private static readonly ImageSet Digits = GeneratedDigits.Create(Split.Train, 32, 7);

    private static readonly TrainOptions Two = new(Epochs: 2, TargetAccuracy: null);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void OfAFinishedTrainingGivesItsResultWithoutAnotherStep()
    {
        var first = Train(Two);
        var steps = 0;
        var again = Train(Two, _ => steps++);
        Assert.Equal(first.Epochs, again.Epochs);
        Assert.Equal(0, steps);
        Assert.Equal(4, Train(Two with { Epochs = 4 }, _ => steps++).Epochs.Count);
        Assert.Equal(4, steps);
    }

    [Fact]
    public void KeepsTheMiddleOfAnEpochThatTheClockCutShort()
    {
        var batches = 0;
        var cut = Train(Two with { TimeLimit = TimeSpan.Zero }, _ => batches++);
        Assert.Equal((StopReason.TimeUp, 1, 1), (cut.Reason, cut.Epochs.Count, batches));
        var whole = Train(Two, _ => batches++);
        Assert.Equal((2, 4), (whole.Epochs.Count, batches));
    }

    [Fact]
    public void OfAnotherTrainingIsRefusedWithTheDifference()
    {
        Train(Two);
        var error = Assert.Throws<InvalidDataException>(() => Train(Two with { LearningRate = 0.5 }));
        Assert.Contains(folder["c"], error.Message);
        Assert.Contains("its options", error.Message);
        Assert.Contains("0.5", error.Message);
        Assert.Contains("its images", Assert.Throws<InvalidDataException>(() => Train(Two, batch: 8)).Message);
        Assert.Contains("its network", Assert.Throws<InvalidDataException>(() => Train(Two, capsules: 5)).Message);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(300)]
    [InlineData(-1)]
    public void ThatIsTruncatedIsRefusedWithItsName(int bytes)
    {
        Train(Two);
        var content = File.ReadAllBytes(folder["c"]);
        File.WriteAllBytes(folder["c"], content[..(bytes < 0 ? content.Length + bytes : bytes)]);
        Assert.Contains(folder["c"], Assert.Throws<InvalidDataException>(() => Train(Two)).Message);
    }

    [Fact]
    public void ThatLacksATensorOrIsNoCheckpointIsRefused()
    {
        using (var model = nn.Linear(2, 3)) StateFile.Save(model, folder["c"]);
        Assert.Contains("no training checkpoint", Assert.Throws<InvalidDataException>(() => Train(Two)).Message);

        File.Delete(folder["c"]);
        Train(Two);
        (string Name, Tensor Value)[] kept;
        Dictionary<string, string> metadata;
        using (var file = SafetensorsFile.Open(folder["c"]))
        {
            metadata = new(file.Metadata);
            kept = [.. file.Tensors.Values.Where(t => t.Name != "adam.0.mean").Select(t => (t.Name, file.Load(t.Name)))];
        }

        SafetensorsWriter.Write(folder["c"], kept, metadata);
        Assert.Contains("'adam.0.mean'", Assert.Throws<InvalidDataException>(() => Train(Two)).Message);
    }

    private TrainResult Train(TrainOptions options, Action<TrainProgress>? progress = null, int batch = 16, int capsules = 4)
    {
        using var model = Network(capsules);
        var batches = new Batches(Digits, batch, placement: new Placement());
        return new Trainer(model, options).Fit(batches, batches, progress, checkpoint: new CheckpointOptions(folder["c"]));
    }

    internal static CapsNet Network(int capsules = 4) =>
        new(CapsNetOptions.AffNist with { Capsules = capsules, Dim = 4, RoutingLayers = 2, Decoder = false }, new Rba(new RbaOptions(2)));
}

public class TheBestEpoch
{
    [Fact]
    public void GivesTheNetworkItsWeightsBack()
    {
        using var model = ACheckpoint.Network();
        var batches = new Batches(GeneratedDigits.Create(Split.Train, 32, 7), 16, placement: new Placement());
        var few = new Batches(GeneratedDigits.Create(Split.Test, 2, 7), 2, placement: new Placement());   // many epochs are equally good: the first counts
        var accuracies = new List<double>();
        var weights = new List<Tensor>();
        var options = new TrainOptions(Epochs: 6, LearningRate: 0.01, TargetAccuracy: null, KeepBest: true);
        var result = new Trainer(model, options).Fit(batches, few, epochDone: e =>
        {
            accuracies.Add(e.ValidationAccuracy);
            weights.Add(model.Layers[0].Weight.detach().clone());
        });
        Assert.Equal(accuracies.Max(), result.Best.ValidationAccuracy);
        Assert.Equal(accuracies.IndexOf(accuracies.Max()) + 1, result.Best.Epoch);
        Assert.Equal(weights[result.Best.Epoch - 1].data<float>().ToArray(), model.Layers[0].Weight.detach().data<float>().ToArray());
        Assert.Equal(result.Best.ValidationAccuracy, Trainer.Accuracy(model, few), 12);
        foreach (var w in weights) w.Dispose();
    }
}

public class ATrainingThatIsNoLongerFinite
{
    private static readonly Batches Digits = new(GeneratedDigits.Create(Split.Train, 16, 7), 16, placement: new Placement());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void NamesTheLayerWhoseOutputIsTheFirst(int layer)
    {
        using var model = ACheckpoint.Network();
        using (no_grad()) model.Layers[layer].Weight.fill_(double.NaN);
        var error = Assert.Throws<ArithmeticException>(() => new Trainer(model).Fit(Digits, Digits));
        Assert.Contains($"the output of layers.{layer}, whose parameter layers.{layer}.W", error.Message);
    }
}
