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
