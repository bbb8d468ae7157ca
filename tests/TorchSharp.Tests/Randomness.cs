using TorchSharp;
using static TorchSharp.torch;

/// <summary>Tests of what the whole process shares: one at a time, with no other beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class Alone
{
    public const string Name = "alone";
}

[Collection(Alone.Name)]
public class Randomness
{
    [Fact]
    public void TheSameSeedGivesTheSameNumbers()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var first = (rand(5), randn(5), randint(10, [5L]), randperm(5));
        var state = get_rng_state();
        var next = randn(3);
        manual_seed(7);
        Assert.True(first.Item1.Equals(rand(5)) && first.Item2.Equals(randn(5)) && first.Item3.Equals(randint(10, [5L])) && first.Item4.Equals(randperm(5)));
        set_rng_state(state);
        Assert.True(next.Equals(randn(3)));
        Assert.Equal(7, initial_seed());
    }

    [Fact]
    public void AGeneratorIsAStreamOfItsOwn()
    {
        using var scope = NewDisposeScope();
        using var a = new Generator(3);
        using var b = new Generator(3);
        manual_seed(1);
        var default1 = rand(2);
        manual_seed(1);
        Assert.True(rand(4, generator: a).Equals(rand(4, generator: b)));
        Assert.True(default1.Equals(rand(2)));
        Assert.False(rand(4, generator: a).Equals(rand(4)));
    }

    [Theory]
    [InlineData(0.2, 0.2)]
    [InlineData(2, 5)]
    public void BetaSamplesHaveItsMomentsAndDensityItsForm(double alpha, double beta)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var distribution = distributions.Beta(tensor(alpha), tensor(beta));
        var x = distribution.sample(40000);
        Assert.Equal([40000], x.shape);
        var mean = alpha / (alpha + beta);
        var variance = mean * (1 - mean) / (alpha + beta + 1);
        Assert.Equal(mean, x.mean().item<double>(), 5 * Math.Sqrt(variance / 40000));
        Assert.Equal(variance, x.var().item<double>(), 0.03 * variance + 1e-3);
        Assert.Equal(mean, distribution.mean.item<double>(), 1e-12);
        Assert.Equal(variance, distribution.variance.item<double>(), 1e-12);
        // The density integrates to one: midpoints, away from the poles at the ends.
        var grid = (arange(20000, float64) + 0.5) / 20000;
        if (alpha > 1) Assert.Equal(1, distribution.log_prob(grid).exp().mean().item<double>(), 1e-6);
        Assert.Equal(-distribution.log_prob(x).mean().item<double>(), distribution.entropy().item<double>(), 0.05);
    }
}
