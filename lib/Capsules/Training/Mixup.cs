using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>Mixes every sample of a batch, and its target, with another of the batch (Heinsen 2019, section 3.2; Zhang et al. 2017).</summary>
public static class Mixup
{
    /// <summary>The paper's parameter of the Beta distribution, for both sides: 0.2.</summary>
    public const double Alpha = 0.2;

    /// <summary>Draws partners and their weights: r from Beta(α, α), one a sample.</summary>
    /// <param name="batch">Samples in the batch.</param>
    /// <param name="random">Where the draws come from.</param>
    /// <param name="alpha">α: near 0 leaves samples nearly whole, 1 mixes them evenly.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not positive.</exception>
    public static (long[] Partner, float[] Weight) Draw(int batch, Random random, double alpha = Alpha)
    {
        if (!(alpha > 0)) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "the Beta distribution needs α above 0");
        long[] partner = [.. Enumerable.Range(0, batch).Select(i => (long)i)];
        random.Shuffle(partner);
        var weight = new float[batch];
        for (var i = 0; i < batch; i++) weight[i] = (float)Beta(alpha, random);
        return (partner, weight);
    }

    /// <summary>lerp(x, x[partner], r): r is the partner's weight. Any [B, …] to the same shape.</summary>
    public static Tensor Mix(Tensor x, Tensor partner, Tensor weight)
    {
        long[] ones = [x.shape[0], .. Enumerable.Repeat(1L, x.shape.Length - 1)];
        return x.lerp(x.index_select(0, partner), weight.view(ones));
    }

    /// <summary>Cross entropy with mixed targets: −Σ target · log softmax(scores), the mean over the batch. [B, K], [B, K] → []</summary>
    public static Tensor CrossEntropy(Tensor scores, Tensor targets) => -(targets * scores.log_softmax(-1)).sum(-1).mean();

    // Jöhnk (1964): u^(1/a) / (u^(1/a) + v^(1/a)) given that the sum is at most one. In logarithms, for at α = 0.2 the powers underflow.
    private static double Beta(double alpha, Random random)
    {
        while (true)
        {
            double u = Math.Log(1 - random.NextDouble()) / alpha, v = Math.Log(1 - random.NextDouble()) / alpha;
            double larger = Math.Max(u, v), logSum = larger + Math.Log(Math.Exp(u - larger) + Math.Exp(v - larger));
            if (logSum <= 0) return Math.Exp(u - logSum);
        }
    }
}
