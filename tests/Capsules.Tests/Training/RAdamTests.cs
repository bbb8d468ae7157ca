using Capsules.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using RAdam = Capsules.Training.RAdam;

namespace Capsules.Tests;

public sealed class RAdamTests
{
    [Theory]
    [InlineData("radam", false)]
    [InlineData("radam-single-cycle", true)]
    public void EveryStepIsTheReferenceOptimizers(string file, bool cycle)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open(file);
        Tensor gradients = golden["gradients", float32], expected = golden["parameters", float32];
        var schedule = new SingleCycle(gradients.shape[0]);
        var parameter = new Parameter(expected[0].clone());
        using var optimizer = new RAdam([("p", parameter)]);

        for (long step = 0; step < gradients.shape[0]; step++)
        {
            parameter.grad = gradients[step].clone();
            if (cycle) optimizer.Follow(schedule);
            optimizer.Step();
            double worst = (parameter.detach() - expected[step + 1]).abs().max().item<float>() / expected[step + 1].abs().max().item<float>();
            Assert.True(worst < 1e-6, $"step {step + 1}: {worst:E2}");
        }
    }

    [Fact]
    public void TheScheduleIsTheReferences()
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open("radam-single-cycle");
        double[] rates = [.. golden["learning_rates"].data<double>()], beta1 = [.. golden["beta1"].data<double>()];
        var schedule = new SingleCycle(rates.Length);
        for (var step = 0; step < rates.Length; step++)
        {
            Assert.Equal(rates[step], schedule.At(step).LearningRate, 1e-12);
            Assert.Equal(beta1[step], schedule.At(step).Beta1, 1e-12);
        }
        Assert.Equal(1e-5, schedule.At(rates.Length).LearningRate, 1e-12);
        Assert.Equal(1e-5, schedule.At(10 * rates.Length).LearningRate, 1e-12);
    }

    [Fact]
    public void ARestoredOptimizerGoesOnAsIfItHadNotStopped()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        Tensor[] gradients = [.. Enumerable.Range(0, 20).Select(_ => randn([4]))];
        var straight = new Parameter(ones([4]));
        using var one = new RAdam([("p", straight)]);
        Run(one, straight, gradients);

        var first = new Parameter(ones([4]));
        using var before = new RAdam([("p", first)]);
        Run(before, first, gradients[..9]);
        var second = new Parameter(first.detach().clone());
        using var after = new RAdam([("p", second)]);
        foreach (var (mine, theirs) in after.State().Zip(before.State())) mine.Value.copy_(theirs.Value);
        after.Steps = before.Steps;
        Run(after, second, gradients[9..]);
        Assert.Equal(0, (straight - second).abs().max().item<float>());
    }

    private static void Run(RAdam optimizer, Parameter parameter, Tensor[] gradients)
    {
        foreach (var gradient in gradients)
        {
            parameter.grad = gradient.clone();
            optimizer.Step();
        }
    }
}
