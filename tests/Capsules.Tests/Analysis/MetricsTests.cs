using Capsules.Analysis;
using Capsules.Networks;
using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

public class MetricsGolden
{
    [Theory]
    [InlineData(200)]
    [InlineData(64)]
    [InlineData(1)]
    public void ActivationAndDynamicsAgreeWhateverTheBatch(int batch)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open("metrics");
        var lower = new CapsuleActivation(16);
        var upper = new CapsuleActivation(12);
        var dynamics = new RoutingDynamics(16, 12);
        foreach (var part in golden["lower"].split(batch)) lower.Add(part);
        foreach (var part in golden["upper"].split(batch)) upper.Add(part);
        foreach (var part in golden["couplings"].split(batch)) dynamics.Add(part);

        Check("lower", lower.Result());
        Check("upper", upper.Result());
        Near("expected.dyr.all", dynamics.All().Dyr);
        Near("expected.dys.all", dynamics.All().Dys);
        var alive = dynamics.Between(lower.Result().Dead(), upper.Result().Dead());
        Near("expected.dyr.alive", alive.Dyr);
        Near("expected.dys.alive", alive.Dys);

        void Check(string layer, LayerStatistics a)
        {
            Near($"expected.{layer}.cns", a.Cns);
            Near($"expected.{layer}.cnm", a.Cnm);
            Near($"expected.{layer}.cas", a.Cas);
            Near($"expected.{layer}.car", a.Car);
            Near($"expected.{layer}.cds", a.Cds);
            Near($"expected.{layer}.cdr", a.Cdr);
            Assert.Equal(golden[$"expected.dead.{layer}"].data<double>().ToArray().Select(x => x != 0), a.Dead());
        }

        void Near(string name, double actual) => Assert.Equal(golden.Number(name), actual, Math.Abs(golden.Number(name)) * 1e-9 + 1e-12);
    }
}

public class RoutingDynamicsMetric
{
    [Fact]
    public void IsZeroForStaticAndOneForPerfectRouting()
    {
        using var scope = NewDisposeScope();
        const int n = 5;
        var same = new RoutingDynamics(1, n);
        same.Add(rand([1, 1, n]).expand(40, -1, -1));
        Assert.Equal(0, same.All().Dyr, 12);

        var perfect = new RoutingDynamics(1, n);
        perfect.Add(eye(n, dtype: float64).unsqueeze(1));
        Assert.Equal(1, perfect.All().Dyr, 12);
        Assert.Equal(n, perfect.All().Dys, 12);
    }

    [Fact]
    public void HasNoValueWithFewerThanTwoTargets()
    {
        using var scope = NewDisposeScope();
        var dynamics = new RoutingDynamics(2, 3);
        dynamics.Add(rand([4, 2, 3]));
        Assert.True(double.IsNaN(dynamics.Between([false, false], [true, false, true]).Dyr));
        Assert.True(double.IsNaN(dynamics.Between([true, true], [false, false, false]).Dyr));
    }

    [Fact]
    public void RefusesCouplingsOfAnotherShape()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => new RoutingDynamics(2, 3).Add(rand([4, 3, 2])));
        Assert.Contains("expected [2, 3]", error.Message);
    }
}

public class CapsuleActivationMetric
{
    [Fact]
    public void DeadNeedsBothASmallMeanAndASmallDeviation()
    {
        using var scope = NewDisposeScope();
        var activation = new CapsuleActivation(3, new Thresholds(DeadMean: 0.3, DeadStd: 0.1));
        activation.AddNorms(tensor(new[,] { { 0.2, 0.0, 0.5 }, { 0.2, 0.5, 0.5 } }));
        Assert.Equal([true, false, false], activation.Result().Dead(new Thresholds(DeadMean: 0.3, DeadStd: 0.1)));
    }

    [Fact]
    public void WithoutImagesThereIsNoResult()
    {
        Assert.Throws<InvalidOperationException>(() => new CapsuleActivation(3).Result());
        Assert.Throws<InvalidOperationException>(() => new ActivationCurves([3], [0.1]).Car(0));
    }

    [Fact]
    public void CurvesGiveAtEveryThresholdWhatAMeasurementWithThatThresholdGives()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        double[] grid = [0, 0.05, 0.1, 0.4, 0.8, 2];
        var curves = new ActivationCurves([5, 3], grid);
        var passes = Enumerable.Range(0, 3).Select(_ => (Tensor[])[rand(7, 5, 2) * 0.8, rand(7, 3, 4) * 0.2]).ToArray();
        foreach (var capsules in passes) curves.Add(new CapsNetOutput(capsules, [], null));
        for (var l = 0; l < 2; l++)
        {
            for (var k = 0; k < grid.Length; k++)
            {
                var one = new CapsuleActivation((int)passes[0][l].shape[1], new Thresholds(grid[k], DeadMean: grid[k], DeadStd: 0.05));
                foreach (var capsules in passes) one.Add(capsules[l]);
                Assert.Equal(one.Result().Car, curves.Car(l)[k], 12);
                Assert.Equal(one.Result().Cdr, one.Result().DeadRate(grid[k], 0.05));
            }
        }

        Assert.Equal((1, 0), (curves.Car(0)[0], curves.Car(0)[^1]));
    }
}
