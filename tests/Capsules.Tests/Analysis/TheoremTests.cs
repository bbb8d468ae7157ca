using Capsules.Analysis;
using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

public class TheGradientTheorems
{
    private const int B = 5, N = 4, D = 3, M = 6, K = 3, H = 4;

    [Fact]
    public void TheoremOneIsTheGradientOfTheMarginLoss()
    {
        using var scope = NewDisposeScope();
        // Lengths from near 0 to near 1, so that every branch of both margins is met.
        var u = (nn.functional.normalize(randn([B, K, H], dtype: float64), dim: 2) * linspace(0.01, 0.99, B * K, float64).view(B, K, 1)).detach().requires_grad_();
        var labels = tensor(new long[] { 0, 1, 2, 0, 1 });
        Losses.Margin(u, labels).backward();
        Near(u.grad!, Theorems.ClassCapsules(u, labels));
    }

    [Fact]
    public void TheoremOneDoesNotShrinkWithTheCapsule()
    {
        using var scope = NewDisposeScope();
        var u = zeros([1, 2, H], dtype: float64);
        u[0, 0, 0] = 1e-9;
        u[0, 1, 0] = 0.5;
        var gradient = Theorems.ClassCapsules(u, tensor(new long[] { 0 })).square().sum(-1).sqrt();
        Assert.True(gradient[0, 0].item<double>() > 2 * gradient[0, 1].item<double>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheoremTwoIsTheGradientThroughTwoLayers(bool rba)
    {
        using var scope = NewDisposeScope();
        IVoteRouting routing = rba ? new Rba(new RbaOptions(3, RoutingGradient.LastIteration, RoutingForm.Direct)) : new UniformRouting();
        Tensor Leaf(params long[] shape) => randn(shape, dtype: float64).requires_grad_();
        var (u1, w1, w2) = (Leaf(B, N, D), Leaf(M, N, D, D), Leaf(K, M, H, D));
        var labels = tensor(new long[] { 0, 1, 2, 0, 1 });
        var first = routing.Route(Votes.Direct(w1, u1), zeros([N, M], dtype: float64));
        var second = routing.Route(Votes.Direct(w2, first.Capsules), zeros([M, K], dtype: float64));
        Losses.Margin(second.Capsules, labels).backward();

        // From the class capsules down, by the theorems alone.
        var votes2 = Below(Theorems.ClassCapsules(second.Capsules, labels), second.Couplings, Votes.Direct(w2, first.Capsules));
        Near(w2.grad!, Theorems.WeightGradient(votes2, first.Capsules));
        var votes1 = Below(Theorems.LowerCapsules(votes2, w2), first.Couplings, Votes.Direct(w1, u1));
        Near(w1.grad!, Theorems.WeightGradient(votes1, u1));
        Near(u1.grad!, Theorems.LowerCapsules(votes1, w1));

        // ∂L/∂û = c · ∂L/∂s, the couplings being constants.
        static Tensor Below(Tensor gradient, Tensor c, Tensor uHat) =>
            c.unsqueeze(-1) * ThroughSquash(einsum("bij,bijh->bjh", c, uHat), gradient).unsqueeze(1);

        // ∂L/∂s from ∂L/∂g(s), Eq. (1).
        static Tensor ThroughSquash(Tensor s, Tensor gradient)
        {
            var r = Squash.Norm(s, keepdim: true);                      // [..., 1]
            var scale = -(-r).expm1() / r;                              // (1 − e⁻ʳ) / r
            var along = (s * gradient).sum(-1, keepdim: true) / r.square();
            return scale * gradient + ((-r).exp() - scale) * along * s;
        }
    }

    [Fact]
    public void TheMatricesOfADeadCapsuleHaveNoGradient()
    {
        using var scope = NewDisposeScope();
        var u = randn([B, N, D], dtype: float64);
        u.select(1, 2).zero_();
        var gradient = Theorems.WeightGradient(randn([B, N, M, H], dtype: float64), u).abs().sum([0, 2, 3]);
        Assert.Equal([true, true, false, true], gradient.gt(0).data<bool>().ToArray());
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var worst = (expected - actual).abs().max().item<double>();
        Assert.True(expected.abs().max().item<double>() > 0 && worst < 1e-12, $"largest difference {worst:E2}");
    }
}

public class TrackingStarvation
{
    private static readonly Batches Digits = new(GeneratedDigits.Create(Split.Train, 24, 7), 8, placement: new Placement());

    [Fact]
    public void KeepsNormsAndGradientsOfEveryBatch()
    {
        using var model = ACheckpoint.Network();
        var tracker = new StarvationTracker(model);
        var largest = new List<float>();
        new Trainer(model, new TrainOptions(Epochs: 1, TargetAccuracy: null)).Fit(Digits, Digits, observe: output =>
        {
            tracker.Add(output);
            largest.Add(output.Capsules[0].select(1, 3).square().sum(-1).sqrt().max().item<float>());
        });
        Assert.Equal([1L, 2, 3], tracker.Points.Select(p => p.Batch));
        Assert.Equal([4, 4, 10], tracker.Points[0].MaxNorms.Select(n => n.Length));
        Assert.Equal(largest, tracker.Points.Select(p => p.MaxNorms[0][3]));
        Assert.Equal((4, 10), (tracker.Points[0].GradientNorms[1].GetLength(0), tracker.Points[0].GradientNorms[1].GetLength(1)));
        Assert.All(tracker.Points.SelectMany(p => p.GradientNorms), g => Assert.Contains(g.Cast<float>(), x => x > 0));
    }

    [Fact]
    public void ADeadCapsulesOutgoingMatricesShowNoGradient()
    {
        using var model = ACheckpoint.Network();
        using (no_grad()) model.Layers[0].Weight.select(0, 2).zero_();      // upper capsule 2 of the first routing layer is dead
        var tracker = new StarvationTracker(model, every: 2);
        new Trainer(model, new TrainOptions(Epochs: 1, TargetAccuracy: null, WeightDecay: 0)).Fit(Digits, Digits, observe: tracker.Add);
        Assert.Equal([1L, 3], tracker.Points.Select(p => p.Batch));
        Assert.True(tracker.Points[0].MaxNorms[1][2] < 1e-9);
        for (var j = 0; j < 10; j++) Assert.True(tracker.Points[0].GradientNorms[1][2, j] < 1e-9, $"W({j}, 2)");
        Assert.Contains(tracker.Points[0].GradientNorms[1].Cast<float>(), g => g > 1e-6);
    }

    [Fact]
    public void WithoutABackwardPassThereIsNothingToTrack()
    {
        using var scope = NewDisposeScope();
        using var model = ACheckpoint.Network();
        Assert.Throws<InvalidOperationException>(() => new StarvationTracker(model).Add(model.Run(rand(2, 1, 40, 40))));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StarvationTracker(model, 0));
    }
}
