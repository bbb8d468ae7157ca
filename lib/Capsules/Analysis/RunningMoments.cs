using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>Mean and standard deviation of many quantities, one batch at a time and without cancellation (Chan et al., 1979).</summary>
public sealed class RunningMoments(params long[] shape)
{
    private readonly double[] mean = new double[shape.Aggregate(1L, (a, b) => a * b)];
    private readonly double[] squares = new double[shape.Aggregate(1L, (a, b) => a * b)];   // Σ (x − mean)²

    /// <summary>Samples seen.</summary>
    public long Count { get; private set; }

    /// <summary>Means, row by row.</summary>
    public IReadOnlyList<double> Mean => mean;

    /// <summary>Takes in a batch.</summary>
    /// <param name="samples">Samples, [B, ...shape].</param>
    /// <exception cref="ArgumentException">The samples have another shape.</exception>
    public void Add(Tensor samples)
    {
        if (!samples.shape.AsSpan(1).SequenceEqual(shape))
            throw new ArgumentException($"samples of shape [{string.Join(", ", samples.shape.Skip(1))}]; expected [{string.Join(", ", shape)}]", nameof(samples));
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var x = samples.detach().to(float64).cpu().reshape(samples.shape[0], -1);   // [B, k]
        if (x.shape[0] == 0) return;
        var batchMean = x.mean([0], keepdim: true);
        var batchSquares = (x - batchMean).square().sum(dim: 0).data<double>().ToArray();
        Merge(batchMean.reshape(-1).data<double>().ToArray(), batchSquares, x.shape[0]);
    }

    /// <summary>Standard deviations, row by row.</summary>
    /// <param name="correction">0 for the population's, 1 for a sample's.</param>
    public double[] Std(int correction = 0) => Array.ConvertAll(squares, s => Math.Sqrt(s / Math.Max(Count - correction, 1)));

    private void Merge(double[] otherMean, double[] otherSquares, long otherCount)
    {
        var total = Count + otherCount;
        for (var k = 0; k < mean.Length; k++)
        {
            var delta = otherMean[k] - mean[k];
            mean[k] += delta * otherCount / total;
            squares[k] += otherSquares[k] + delta * delta * Count * otherCount / total;
        }

        Count = total;
    }
}
