using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>Sharpness of the softmax, priors left out, couplings by distance.</summary>
public sealed class RoutingVariants
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    public void EverySharpnessIsTheSameInEveryForm(double sharpness)
    {
        using var scope = NewDisposeScope();
        var (uHat, b) = (randn([3, 5, 4, 6]), randn([5, 4]));
        RoutingOutput Route(RoutingForm form) => new Rba(new RbaOptions(4, Form: form, Sharpness: sharpness)).Route(uHat, b);
        var direct = Route(RoutingForm.Direct);
        foreach (var form in new[] { RoutingForm.Batched, RoutingForm.Fast })
        {
            Assert.True(direct.Capsules.allclose(Route(form).Capsules, atol: 1e-5));
            Assert.True(direct.Couplings.allclose(Route(form).Couplings, atol: 1e-5));
        }
    }

    [Fact]
    public void SharpnessLeadsFromUniformCouplingsToOneForEach()
    {
        using var scope = NewDisposeScope();
        var (uHat, b) = (randn([2, 6, 4, 8]), randn([6, 4]));
        double Largest(double sharpness) => new Rba(new RbaOptions(3, Sharpness: sharpness)).Route(uHat, b).Couplings.amax([2]).mean().ToDouble();
        Assert.Equal(0.25, Largest(0), 6);
        Assert.True(Largest(0) < Largest(1) && Largest(1) < Largest(4));
        Assert.True(Largest(100) > 0.99);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rba(new RbaOptions(Sharpness: -1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rba(new RbaOptions(Sharpness: double.NaN)));
    }

    [Fact]
    public void WithoutPriorsEveryRoutingStartsFromZero()
    {
        using var scope = NewDisposeScope();
        var (uHat, b) = (randn([2, 5, 3, 4]), randn([5, 3]));
        var without = new WithoutPriors(new Rba()).Route(uHat, b).Capsules;
        Assert.True(without.allclose(new Rba().Route(uHat, zeros([5, 3])).Capsules, atol: 1e-6));
        Assert.False(without.allclose(new Rba().Route(uHat, b).Capsules, atol: 1e-3));
    }

    [Theory]
    [InlineData(EmModel.Gaussian)]
    [InlineData(EmModel.SoftKMeans)]
    public void EmOnVotesBeginsLikeRoutingByAgreement(EmModel model)
    {
        using var scope = NewDisposeScope();
        var (uHat, b) = (randn([2, 5, 3, 4]), randn([5, 3]));
        var em = new VoteEm(new VoteEmOptions(1, model)).Route(uHat, b);
        var rba = new Rba(new RbaOptions(1)).Route(uHat, b);
        Assert.True(em.Capsules.allclose(rba.Capsules, atol: 1e-6));
        Assert.True(em.Couplings.allclose(rba.Couplings, atol: 1e-6));
    }

    [Theory]
    [InlineData(EmModel.Gaussian)]
    [InlineData(EmModel.SoftKMeans)]
    public void EmOnVotesMeasuresDistancesOnly(EmModel model)
    {
        using var scope = NewDisposeScope();
        var (uHat, b, moved) = (randn([2, 6, 3, 4], float64), zeros([6, 3], float64), randn([1, 1, 3, 4], float64) * 5);
        RoutingOutput Em(Tensor votes) => new VoteEm(new VoteEmOptions(5, model, Eps: 1e-12)).Route(votes, b, trace: true);
        var (here, there) = (Em(uHat), Em(uHat + moved));
        Assert.True(here.Couplings.allclose(there.Couplings, atol: 1e-6));
        Assert.True(here.Couplings.sum(2).allclose(ones([2, 6], float64), atol: 1e-9));
        Assert.Equal(5, here.Trace.Count);
        Assert.False(new Rba().Route(uHat, b).Couplings.allclose(new Rba().Route(uHat + moved, b).Couplings, atol: 1e-2));
    }

    [Fact]
    public void EmOnVotesFindsThoseThatAgree()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        // Lower capsules 1 to 4 agree about upper capsule 1, 5 to 8 about upper capsule 2.
        var uHat = randn([1, 8, 2, 4]) * 2;
        uHat[0, TensorIndex.Slice(0, 4), 0] = randn([4]) + 0.05 * randn([4, 4]);
        uHat[0, TensorIndex.Slice(4, 8), 1] = randn([4]) + 0.05 * randn([4, 4]);
        var c = new VoteEm(new VoteEmOptions(10)).Route(uHat, zeros([8, 2])).Couplings[0];
        for (var i = 0; i < 8; i++) Assert.True(c[i, i / 4].ToDouble() > 0.9, $"lower capsule {i + 1}: {c[i, i / 4].ToDouble()}");
    }
}
