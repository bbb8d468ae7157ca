using Capsules.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>What Tables 1 and 2 of Mitterreiter et al. (2023) say of one network.</summary>
/// <param name="DynamicsAll">One per routing layer, over all capsules.</param>
/// <param name="DynamicsAlive">One per routing layer, over alive capsules: the paper's.</param>
/// <param name="MeanCouplings">Mean couplings of every routing layer, [n, m] each (figure 3a).</param>
/// <param name="StdCouplings">Their standard deviations (figure 3b).</param>
public sealed record NetworkReport(
    IReadOnlyList<LayerStatistics> Activations,
    IReadOnlyList<Dynamics> DynamicsAll,
    IReadOnlyList<Dynamics> DynamicsAlive,
    IReadOnlyList<double[,]> MeanCouplings,
    IReadOnlyList<double[,]> StdCouplings,
    long Images)
{
    /// <summary>When a capsule was counted as active or dead.</summary>
    public Thresholds Thresholds { get; init; } = new();
}

/// <summary>Gathers a <see cref="NetworkReport"/> batch by batch.</summary>
public sealed class NetworkStatistics(IReadOnlyList<int> capsulesPerLayer, Thresholds? thresholds = null)
{
    private readonly CapsuleActivation[] activations = [.. capsulesPerLayer.Select((n, l) => new CapsuleActivation(n, thresholds, l + 1))];
    private readonly RoutingDynamics[] dynamics =
        [.. capsulesPerLayer.Zip(capsulesPerLayer.Skip(1), (n, m) => new RoutingDynamics(n, m, thresholds))];
    private readonly Thresholds thresholds = thresholds ?? new Thresholds();
    private long images;

    /// <summary>Takes in one pass of the network.</summary>
    public void Add(CapsNetOutput output)
    {
        for (var l = 0; l < activations.Length; l++) activations[l].Add(output.Capsules[l]);
        for (var l = 0; l < dynamics.Length; l++) dynamics[l].Add(output.Couplings[l]);
        images += output.Capsules[0].shape[0];
    }

    /// <summary>The figures over all batches so far.</summary>
    public NetworkReport Result()
    {
        var layers = Array.ConvertAll(activations, a => a.Result());
        return new NetworkReport(
            layers,
            Array.ConvertAll(dynamics, d => d.All()),
            [.. dynamics.Select((d, l) => d.Between(layers[l].Dead(thresholds), layers[l + 1].Dead(thresholds)))],
            Array.ConvertAll(dynamics, d => d.MeanCouplings),
            Array.ConvertAll(dynamics, d => d.StdCouplings),
            images)
        {
            Thresholds = thresholds,
        };
    }
}

/// <summary>Mean and standard deviation of many quantities, one batch at a time and without cancellation (Chan et al., 1979).</summary>
public sealed class RunningMoments(params long[] shape)
{
    private readonly double[] mean = new double[shape.Aggregate(1L, (a, b) => a * b)];
    private readonly double[] squares = new double[shape.Aggregate(1L, (a, b) => a * b)];   // Σ (x − mean)²

    /// <summary>Samples seen.</summary>
    public long Count { get; private set; }

    /// <summary>Means, row by row.</summary>
    public double[] Mean => [.. mean];

    /// <summary>Takes in a batch, [B, ...shape].</summary>
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

    /// <summary>Standard deviations, row by row: with a correction of 0 the population's, with 1 a sample's.</summary>
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
