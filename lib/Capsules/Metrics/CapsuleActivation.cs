using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Metrics;

/// <summary>Activation of a layer's capsules over many images (Mitterreiter et al., 2023, section 4.3).</summary>
/// <param name="Cns">Sum of norms, mean over images.</param>
/// <param name="Cnm">cns / n.</param>
/// <param name="Cas">Active capsules, mean over images.</param>
/// <param name="Car">cas / n.</param>
/// <param name="Cds">Dead capsules.</param>
/// <param name="Cdr">cds / n.</param>
/// <param name="MeanNorm">Mean norm of every capsule, [n].</param>
/// <param name="StdNorm">Standard deviation of every capsule's norm, [n].</param>
/// <param name="Dead">Which capsules are dead, [n].</param>
public sealed record Activation(
    double Cns, double Cnm, double Cas, double Car, int Cds, double Cdr,
    double[] MeanNorm, double[] StdNorm, bool[] Dead)
{
    /// <summary>Capsules not dead.</summary>
    public int Alive => Dead.Length - Cds;

    /// <summary>cdr with other thresholds.</summary>
    /// <param name="deadMean">ε₁.</param>
    /// <param name="deadStd">ε₂.</param>
    public double DeadRate(double deadMean, double deadStd) =>
        new Thresholds(DeadMean: deadMean, DeadStd: deadStd).DeadRate(MeanNorm, StdNorm);
}

/// <summary>Gathers <see cref="Activation"/> batch by batch.</summary>
/// <param name="capsules">n, capsules of the layer.</param>
/// <param name="thresholds">When a capsule is active or dead.</param>
public sealed class CapsuleActivation(long capsules, Thresholds? thresholds = null)
{
    private readonly Thresholds thresholds = thresholds ?? new Thresholds();
    private readonly RunningMoments norms = new(capsules);
    private long active;

    /// <summary>Takes in a batch of capsules.</summary>
    /// <param name="u">Capsules, [B, n, d].</param>
    public void Add(Tensor u)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        AddNorms(Squash.Norm(u.to(float64)));
    }

    /// <summary>Takes in a batch of capsule norms.</summary>
    /// <param name="lengths">Norms, [B, n].</param>
    public void AddNorms(Tensor lengths)
    {
        using var scope = NewDisposeScope();
        norms.Add(lengths);
        active += lengths.ge(thresholds.Active).sum().item<long>();
    }

    /// <summary>The figures over all batches so far.</summary>
    /// <exception cref="InvalidOperationException">No batch was added.</exception>
    public Activation Result()
    {
        if (norms.Count == 0) throw new InvalidOperationException("no capsules were added; there is nothing to measure");
        var n = (double)capsules;
        var std = norms.Std(thresholds.Correction);
        var dead = new bool[capsules];
        for (var j = 0; j < dead.Length; j++) dead[j] = thresholds.IsDead(norms.Mean[j], std[j]);
        var (cns, cas, cds) = (norms.Mean.Sum(), (double)active / norms.Count, dead.Count(d => d));
        return new Activation(cns, cns / n, cas, cas / n, cds, cds / n, [.. norms.Mean], std, dead);
    }
}
