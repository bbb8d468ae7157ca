using Capsules.Networks;
using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>When a capsule counts as active or dead; the paper names these thresholds and gives no values.</summary>
/// <param name="Active">ε: a capsule is active for an image when its norm is at least this.</param>
/// <param name="DeadMean">ε₁: a dead capsule's mean norm is at most this.</param>
/// <param name="DeadStd">ε₂: and the standard deviation of its norm at most this.</param>
/// <param name="Correction">0: standard deviations of the population; 1: of a sample. The paper does not say.</param>
public sealed record Thresholds(double Active = 0.1, double DeadMean = 0.01, double DeadStd = 0.01, int Correction = 0)
{
    /// <summary>Whether a capsule with this mean norm and this standard deviation is dead.</summary>
    internal bool IsDead(double mean, double std) => mean <= DeadMean && std <= DeadStd;
}

/// <summary>Activation of the n capsules of a layer, counted from 1, over many images (Mitterreiter et al., 2023, section 4.3).</summary>
/// <param name="Cnm">cns / n.</param>
/// <param name="Cns">Sum of norms, mean over images.</param>
/// <param name="Car">cas / n.</param>
/// <param name="Cas">Active capsules, mean over images.</param>
/// <param name="Cdr">cds / n.</param>
/// <param name="MeanNorms">Mean norm of every capsule, [n].</param>
/// <param name="StdNorms">Standard deviation of every capsule's norm, [n].</param>
public sealed record LayerStatistics(
    int Layer, int Capsules, double Cnm, double Cns, double Car, double Cas, double Cdr, int Cds, double[] MeanNorms, double[] StdNorms)
{
    /// <summary>Which capsules are dead, [n].</summary>
    public bool[] Dead(Thresholds? thresholds = null) =>
        [.. MeanNorms.Zip(StdNorms, (mean, std) => (thresholds ?? new Thresholds()).IsDead(mean, std))];

    /// <summary>cdr with other thresholds.</summary>
    public double DeadRate(double deadMean, double deadStd) =>
        Dead(new Thresholds(DeadMean: deadMean, DeadStd: deadStd)).Count(dead => dead) / (double)Capsules;
}

/// <summary>Gathers <see cref="LayerStatistics"/> batch by batch.</summary>
public sealed class CapsuleActivation(int capsules, Thresholds? thresholds = null, int layer = 1)
{
    private readonly Thresholds thresholds = thresholds ?? new Thresholds();
    private readonly RunningMoments norms = new(capsules);
    private long active;

    /// <summary>Takes in a batch of capsules, [B, n, d].</summary>
    public void Add(Tensor u)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        AddNorms(Squash.Norm(u.to(float64)));
    }

    /// <summary>Takes in a batch of capsule norms, [B, n].</summary>
    public void AddNorms(Tensor lengths)
    {
        using var scope = NewDisposeScope();
        norms.Add(lengths);
        active += lengths.ge(thresholds.Active).sum().item<long>();
    }

    /// <summary>The figures over all batches so far.</summary>
    /// <exception cref="InvalidOperationException">No batch was added.</exception>
    public LayerStatistics Result()
    {
        if (norms.Count == 0) throw new InvalidOperationException("no capsules were added; there is nothing to measure");
        double n = capsules;
        double[] means = norms.Mean, stds = norms.Std(thresholds.Correction);
        var (cns, cas, cds) = (means.Sum(), (double)active / norms.Count, means.Zip(stds, thresholds.IsDead).Count(dead => dead));
        return new LayerStatistics(layer, capsules, cns / n, cns, cas / n, cas, cds / n, cds, means, stds);
    }
}

/// <summary>car of every capsule layer as a function of the threshold ε, from one pass over the images (Mitterreiter et al., 2023, section 4.3).</summary>
public sealed class ActivationCurves(IReadOnlyList<int> capsulesPerLayer, IReadOnlyList<double> thresholds)
{
    private readonly long[][] active = [.. capsulesPerLayer.Select(_ => new long[thresholds.Count])];
    private long images;

    /// <summary>Takes in one pass of the network.</summary>
    public void Add(CapsNetOutput output)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        for (var l = 0; l < active.Length; l++)
        {
            // One threshold after the other: all at once would take [B, n, thresholds], much for 1152 capsules.
            var norms = Squash.Norm(output.Capsules[l].to(float64));           // [B, n]
            for (var k = 0; k < thresholds.Count; k++) active[l][k] += norms.ge(thresholds[k]).sum().item<long>();
        }

        images += output.Capsules[0].shape[0];
    }

    /// <summary>Share of a layer's capsules that are active, one for every threshold.</summary>
    /// <param name="layer">Capsule layer, 0 being the first.</param>
    /// <exception cref="InvalidOperationException">No batch was added.</exception>
    public double[] Car(int layer)
    {
        if (images == 0) throw new InvalidOperationException("no capsules were added; there is nothing to measure");
        return Array.ConvertAll(active[layer], count => (double)count / images / capsulesPerLayer[layer]);
    }
}
