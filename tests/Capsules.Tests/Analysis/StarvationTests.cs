using Capsules.Analysis;
using Capsules.Routing;

namespace Capsules.Tests;

public class StarvingCapsules
{
    // Two capsule layers of two capsules; capsule 2 of the second dies in the second batch.
    private static StarvationPoint Point(long batch, float second, float gradient) =>
        new(batch, [[0.9f, 0.8f], [0.5f, second]], [new[,] { { 1f, gradient }, { 3f, gradient } }]);

    private static readonly StarvationPoint[] Points = [Point(1, 0.3f, 0.5f), Point(11, 0.004f, 0.1f), Point(21, 0.002f, 1e-9f)];

    [Fact]
    public void AFallIsTheFirstBatchBelowTheThreshold()
    {
        var fall = Assert.Single(Starvation.Falls(Points, 0.01));
        Assert.Equal((2, 2, 11L), (fall.Layer, fall.Capsule, fall.Batch));
        Assert.Equal(0.002, fall.Last, 6);
        Assert.False(fall.CameBack);
        Assert.Empty(Starvation.Falls(Points, 0.001));
        Assert.Empty(Starvation.Falls([], 0.01));
    }

    [Fact]
    public void ACapsuleThatReachesTheThresholdAgainCameBack()
    {
        var fall = Assert.Single(Starvation.Falls([.. Points, Point(31, 0.02f, 1), Point(41, 0.001f, 1)], 0.01));
        Assert.True(fall.CameBack);
        Assert.Equal(0.02, fall.GreatestAfter, 6);
        Assert.Equal(0.001, fall.Last, 6);
    }

    [Fact]
    public void PanelsHaveCapsulesInRowsAndBatchesInColumns()
    {
        Assert.Equal(new double[,] { { 0.5f, 0.5f, 0.5f }, { 0.3f, 0.004f, 0.002f } }, Starvation.Norms(Points, 2));
        var gradients = Starvation.LogGradients(Points, layer: 1, upper: 2, floor: 1e-8);
        Assert.Equal((2, 3), (gradients.GetLength(0), gradients.GetLength(1)));
        Assert.Equal(-1, gradients[1, 1], 6);
        Assert.Equal(-8, gradients[0, 2], 6);
    }

    [Fact]
    public void ThinningKeepsBothEnds()
    {
        StarvationPoint[] many = [.. Enumerable.Range(1, 10).Select(k => Point(k, 1, 1))];
        Assert.Equal([1L, 4, 7, 10], Starvation.Thin(many, 4).Select(p => p.Batch));
        Assert.Same(many, Starvation.Thin(many, 10));
    }

    [Fact]
    public void GradientsAreToldApartByWhatTheirMatricesJoin()
    {
        var fate = Assert.Single(Starvation.ByFate(Points, 0.01, last: 1));
        Assert.Equal(2, fate.Alive, 6);
        Assert.Equal(1e-9, fate.ToDead, 12);
        Assert.True(double.IsNaN(fate.FromDead));
    }
}

public class ACapsuleThatBeginsSmall
{
    [Theory]
    [InlineData(StarvedOptimizer.GradientDescent)]
    [InlineData(StarvedOptimizer.Adam)]
    public void StaysDeadFromZero(StarvedOptimizer optimizer) =>
        Assert.All(StarvedCapsule.Train(0, steps: 30, optimizer), norm => Assert.True(norm < 1e-9));

    [Fact]
    public void GrowsByLittleUnderGradientDescentAndByMuchUnderAdam()
    {
        // A gradient is as small as what it belongs to; Adam divides by its size. The others learn the task meanwhile, and the gradient ends.
        double Gain(double scale) => StarvedCapsule.Train(scale, steps: 240, learningRate: 5) is var norms ? norms[^1] - norms[0] : 0;
        double[] gains = [Gain(1e-1), Gain(1e-2), Gain(1e-3)];
        Assert.True(gains[0] > 3 * gains[1] && gains[1] > 3 * gains[2] && gains[2] > 0, string.Join(' ', gains));
        Assert.True(StarvedCapsule.Train(1e-2, steps: 240, StarvedOptimizer.Adam, learningRate: 0.003)[^1] > 0.1 + gains[1]);
    }

    [Fact]
    public void TakesAnyRouting()
    {
        var norms = StarvedCapsule.Train(1, steps: 3, routing: new Rba(new RbaOptions(3)));
        Assert.Equal(4, norms.Length);
        Assert.All(norms, norm => Assert.InRange(norm, 0.01, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StarvedCapsule.Train(-1, 1));
    }
}
