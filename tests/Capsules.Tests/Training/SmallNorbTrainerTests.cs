using Capsules.Data;
using Capsules.Networks;
using Capsules.Training;
using static TorchSharp.torch;

namespace Capsules.Tests;

[Collection("live tensors")]
public sealed class SmallNorbTrainerTests : IDisposable
{
    private static readonly SmallNorbOptions Few = new() { BatchSize = 4, Steps = 4, Seed = 11 };

    private readonly SmallNorb data = SmallNorb.Rendered(Split.Train);

    public void Dispose() => data.Dispose();

    [Fact]
    public void AContinuedTrainingTakesTheSameStepsAsAnUninterruptedOne()
    {
        using var folder = new TemporaryFolder();
        using var straight = new SmallNorbTrainer(data, Few);
        double[] expected = [.. Enumerable.Range(0, 4).Select(_ => straight.Step().Loss)];
        Assert.True(straight.Finished);
        Assert.Throws<InvalidOperationException>(() => straight.Step());

        using var first = new SmallNorbTrainer(data, Few);
        double[] actual = [first.Step().Loss, first.Step().Loss, 0, 0];
        first.CheckpointAt(folder["checkpoint"]).Save("half");
        using var second = new SmallNorbTrainer(data, Few);
        Assert.Equal("half", second.CheckpointAt(folder["checkpoint"]).Resume<string>());
        Assert.Equal(2, second.Steps);
        (actual[2], actual[3]) = (second.Step().Loss, second.Step().Loss);
        Assert.Equal(expected, actual);

        using var other = new SmallNorbTrainer(data, Few with { Seed = 12 });
        var refusal = Assert.Throws<InvalidDataException>(() => other.CheckpointAt(folder["checkpoint"]).Resume<string>()).Message;
        Assert.Contains("\"Seed\":11", refusal);
        Assert.Contains("\"Seed\":12", refusal);
    }

    [Fact]
    public void AnInterruptedRunKeepsItsCurve()
    {
        using var folder = new TemporaryFolder();
        using var first = new SmallNorbTrainer(data, Few);
        using var cancel = new CancellationTokenSource();
        var interrupted = new SmallNorbRun(first, data, pairs: 5, every: 2, window: 1);
        interrupted.Run(folder["run"], line => { if (line.Contains("2 of 4")) cancel.Cancel(); }, cancel.Token);
        using var second = new SmallNorbTrainer(data, Few);
        var continued = new SmallNorbRun(second, data, pairs: 5, every: 2, window: 1);
        continued.Run(folder["run"]);
        Assert.Equal([1L, 2, 3, 4], continued.Curve.Select(p => p.Step));
        Assert.Equal(interrupted.Curve, continued.Curve.Take(2));
        Assert.Equal([2L, 4], continued.Validations.Select(p => p.Step));
        Assert.True(continued.TrainingSeconds > interrupted.TrainingSeconds);
    }

    [Fact]
    public void AStepLeavesAsManyTensorsAsItFound()
    {
        using var trainer = new SmallNorbTrainer(data, Few);
        trainer.Step(); // the first makes the gradients
        LiveTensors.Settle();
        var before = Tensor.TotalCount;
        trainer.Step();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [InlineData(270)]
    [InlineData(1620)]
    public void ASampleHoldsEveryCategoryAlike(int count)
    {
        var sample = SmallNorbEvaluation.Sample(data, count);
        Assert.Equal(count, sample.Distinct().Count());
        foreach (var size in Enumerable.Range(0, 5).Select(k => sample.Count(i => data.Labels[i].Category == k)))
            Assert.InRange(size, count / 5 * 0.7, count / 5 * 1.3);
        Assert.Equal(sample, SmallNorbEvaluation.Sample(data, count));
    }

    [Fact]
    public void AnEvaluationCountsWhatTheNetworkAnswers()
    {
        using var net = new SmallNorbNet();
        int[] indices = [.. data.Where(instance: 4, elevation: 2, azimuth: 3, lighting: 1)];
        var evaluation = SmallNorbEvaluation.Run(net, data, indices, batchSize: 2);
        Assert.Equal(indices, evaluation.Answers.Select(a => a.Index));
        Assert.Equal(Math.Log(5), evaluation.Loss, 1e-4); // a fresh network knows nothing
        Assert.Equal(evaluation.Answers.Count(a => a.Right) / 5.0, evaluation.Accuracy);
        Assert.Equal(5, evaluation.Confusion.Cast<int>().Sum());
        Assert.True(net.training);
        Assert.Throws<ArgumentException>(() => SmallNorbEvaluation.Run(net, data, []));
    }
}
