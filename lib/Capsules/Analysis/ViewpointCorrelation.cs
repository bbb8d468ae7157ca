using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>How the viewpoint correlation treats capsules that are not active; the paper does not say.</summary>
/// <param name="DeadMean">A capsule whose mean norm over both viewpoints is at most this is left out; 0 leaves out only capsules of norm
/// zero, for which the correlation is 0/0.</param>
public sealed record ViewpointOptions(double DeadMean = 0);

/// <summary>Correlation of a layer's capsule norms between two viewpoints (Mitterreiter et al., 2023, section 4.2).</summary>
/// <param name="Mean">Mean over the capsules counted; 1 where the norms do not depend on the viewpoint; NaN where none counts.</param>
/// <param name="PerCapsule">Correlation of every capsule, [n]; NaN where a capsule has no norm in one of the viewpoints.</param>
public sealed record ViewpointCorrelation(double Mean, double[] PerCapsule, bool[] Counted, long Images);

/// <summary>Gathers <see cref="ViewpointCorrelation"/> of one layer batch by batch.</summary>
public sealed class ViewpointCorrelationMetric(long capsules, ViewpointOptions? options = null)
{
    private readonly ViewpointOptions options = options ?? new ViewpointOptions();
    private readonly double[] product = new double[capsules], first = new double[capsules], second = new double[capsules];
    private readonly double[] sum = new double[capsules];
    private long images;

    /// <summary>Takes in the capsule norms of the same images seen from two viewpoints, [B, n] each.</summary>
    /// <exception cref="ArgumentException">The norms have another shape, or the two viewpoints different numbers of images.</exception>
    public void AddNorms(Tensor norms1, Tensor norms2)
    {
        Check(norms1, nameof(norms1));
        Check(norms2, nameof(norms2));
        if (norms1.shape[0] != norms2.shape[0])
            throw new ArgumentException(
                $"the first viewpoint has {norms1.shape[0]} images, the second {norms2.shape[0]}; they must be the same images", nameof(norms2));
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var v1 = norms1.to(float64);                                    // [B, n]
        var v2 = norms2.to(float64);
        Accumulate(product, v1 * v2);
        Accumulate(first, v1.square());
        Accumulate(second, v2.square());
        Accumulate(sum, v1 + v2);
        images += v1.shape[0];
    }

    /// <summary>The correlations over all batches so far.</summary>
    /// <exception cref="InvalidOperationException">No batch was added.</exception>
    public ViewpointCorrelation Result()
    {
        if (images == 0) throw new InvalidOperationException("no pairs of images were added; there is nothing to measure");
        var correlation = new double[capsules];
        var counted = new bool[capsules];
        for (var j = 0; j < correlation.Length; j++)
        {
            // v⁽¹⁾ᵀ v⁽²⁾ / (‖v⁽¹⁾‖ ‖v⁽²⁾‖); the roots apart, since the product of two small squares would underflow
            correlation[j] = product[j] / (Math.Sqrt(first[j]) * Math.Sqrt(second[j]));
            counted[j] = !double.IsNaN(correlation[j]) && sum[j] / (2 * images) > options.DeadMean;
        }

        var mean = correlation.Where((_, j) => counted[j]).DefaultIfEmpty(double.NaN).Average();
        return new ViewpointCorrelation(mean, correlation, counted, images);
    }

    private static void Accumulate(double[] total, Tensor values)
    {
        var sums = values.sum(dim: 0).cpu().data<double>().ToArray();
        for (var j = 0; j < total.Length; j++) total[j] += sums[j];
    }

    private void Check(Tensor norms, string name)
    {
        if (norms.ndim != 2 || norms.shape[1] != capsules)
            throw new ArgumentException($"norms of shape [{string.Join(", ", norms.shape)}]; expected [batch, {capsules}]", name);
    }
}
