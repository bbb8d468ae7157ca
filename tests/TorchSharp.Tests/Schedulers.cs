using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

public class Schedulers
{
    private static double[] Rates(Func<Optimizer, lr_scheduler.LRScheduler> make, int epochs, double rate = 1)
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.SGD([new Parameter(zeros(1))], rate, momentum: 0.9);
        var scheduler = make(optimizer);
        var rates = new double[epochs];
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            rates[epoch] = optimizer.ParamGroups.Single().LearningRate;
            Assert.Equal(rates[epoch], scheduler.get_last_lr().Single());
            scheduler.step();
        }
        return rates;
    }

    private static void Same(IEnumerable<double> expected, double[] found) =>
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-12));

    [Fact]
    public void EachFollowsItsFormula()
    {
        var epochs = Enumerable.Range(0, 12).ToArray();
        Same(epochs.Select(e => Math.Pow(0.5, e / 3)), Rates(o => lr_scheduler.StepLR(o, 3, 0.5), 12));
        Same(epochs.Select(e => Math.Pow(0.5, e >= 7 ? 2 : e >= 2 ? 1 : 0)), Rates(o => lr_scheduler.MultiStepLR(o, [2, 7], 0.5), 12));
        Same(epochs.Select(e => Math.Pow(0.97, e)), Rates(o => lr_scheduler.ExponentialLR(o, 0.97), 12));
        Same(epochs.Select(e => 2.0 / (e + 1)), Rates(o => lr_scheduler.LambdaLR(o, e => 1.0 / (e + 1)), 12, 2));
        Same(epochs.Select(e => 0.1 + 0.9 * (1 + Math.Cos(Math.PI * e / 5)) / 2), Rates(o => lr_scheduler.CosineAnnealingLR(o, 5, 0.1), 12));
    }

    [Fact]
    public void OneCycleRisesAndFallsAndMovesMomentumAgainstIt()
    {
        var rates = Rates(o => lr_scheduler.OneCycleLR(o, 0.5, 20), 20);
        Assert.Equal(0.02, rates[0], 1e-12);
        Assert.Equal(5, Array.IndexOf(rates, rates.Max()));
        Assert.Equal(0.5, rates[5], 1e-12);
        Assert.Equal(0.02 / 1e4, rates[19], 1e-12);
        using var scope = NewDisposeScope();
        using var adam = optim.Adam([new Parameter(zeros(1))]);
        var scheduler = lr_scheduler.OneCycleLR(adam, 0.5, 20);
        Assert.Equal((0.95, 0.999), ((IBetas)adam.ParamGroups.Single()).Betas);
        for (var i = 0; i < 5; i++) scheduler.step();
        Assert.Equal(0.85, ((IBetas)adam.ParamGroups.Single()).Betas.Item1, 1e-12);
        Assert.Throws<ArgumentException>(() => lr_scheduler.OneCycleLR(adam, 0.5));
    }
}
