namespace Capsules.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public void TheMiddleHalfIsPrintedBesideTheMedian()
    {
        var spread = Statistics.MiddleHalf([5, 1, 3, 2, 4]);
        Assert.Equal(new Spread(3, 2, 4), spread);
        Assert.Equal("3.00 (2.00–4.00)", $"{spread:F2}");
        Assert.Equal("3 (2–4)", $"{spread}");
    }

    [Fact]
    public void QuantilesLieBetweenNeighbors()
    {
        Assert.Equal(1.75, Statistics.Quantile([4, 1, 2, 3], 0.25));
        Assert.Equal(double.NaN, Statistics.Median([]));
    }
}
