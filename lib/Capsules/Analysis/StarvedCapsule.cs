using Capsules.Routing;
using Capsules.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>Which rule turns gradients into steps.</summary>
public enum StarvedOptimizer
{
    /// <summary>Plain gradient descent: a step is as long as its gradient.</summary>
    GradientDescent,

    /// <summary>Adam, with which the paper trains: a step is about as long as the learning rate, however small the gradient.</summary>
    Adam,
}

/// <summary>Theorem 2 of Mitterreiter et al. (2023) in motion: a network of two routing layers in double precision, in which the matrices
/// into and out of one middle capsule begin smaller than all others.</summary>
public static class StarvedCapsule
{
    private const int Images = 8, Lower = 4, Middle = 4, Classes = 3, Dim = 4;

    /// <summary>Trains the network to tell random inputs apart and follows the small capsule.</summary>
    /// <param name="scale">Size of its matrices to begin with, the others' being 1.</param>
    /// <param name="steps">Steps, each over all inputs.</param>
    /// <param name="weightDecay">Added to the gradient, times the weight.</param>
    /// <returns>Largest norm of the capsule over the inputs, before each step and after the last.</returns>
    public static double[] Train(
        double scale, int steps, StarvedOptimizer optimizer = StarvedOptimizer.GradientDescent, double learningRate = 0.3, double weightDecay = 0,
        IVoteRouting? routing = null, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        routing ??= new UniformRouting();
        manual_seed(seed);
        using var scope = NewDisposeScope();
        var inputs = Squash.Apply(randn([Images, Lower, Dim], dtype: float64) * 2);                       // [B, n, d]
        var labels = randint(0, Classes, [Images], dtype: int64);
        var into = Scaled([Middle, Lower, Dim, Dim], dim: 0, scale);
        var outOf = Scaled([Classes, Middle, Dim, Dim], dim: 1, scale);
        optim.Optimizer rule = optimizer == StarvedOptimizer.Adam
            ? optim.Adam([into, outOf], learningRate, weight_decay: weightDecay)
            : optim.SGD([into, outOf], learningRate, weight_decay: weightDecay);
        using var owned = rule;
        var (b1, b2) = (zeros([Lower, Middle], dtype: float64), zeros([Middle, Classes], dtype: float64));
        var norms = new double[steps + 1];
        for (var t = 0; t <= steps; t++)
        {
            using var step = NewDisposeScope();
            rule.zero_grad();
            var middle = routing.Route(Votes.Direct(into, inputs), b1).Capsules;                          // [B, m, d]
            norms[t] = Squash.Norm(middle.detach()).amax(0)[0].item<double>();
            Losses.Margin(routing.Route(Votes.Direct(outOf, middle), b2).Capsules, labels).backward();
            if (t < steps) rule.step();
        }

        return norms;
    }

    private static Parameter Scaled(long[] shape, long dim, double scale)
    {
        var matrices = randn(shape, dtype: float64);
        matrices.select(dim, 0).mul_(scale);
        return new Parameter(matrices);
    }
}
