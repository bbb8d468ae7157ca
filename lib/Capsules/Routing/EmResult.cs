using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>What a layer gives back.</summary>
/// <param name="Scores">a: before any logistic function. [B, m]</param>
/// <param name="Capsules">μ: means of the outputs' models. [B, m, c, h]</param>
/// <param name="Variances">σ²: variances of the outputs' models. [B, m, c, h]</param>
/// <param name="Iterations">Every iteration in order, where they were asked for; otherwise empty.</param>
public sealed record EmResult(Tensor Scores, Tensor Capsules, Tensor Variances, IReadOnlyList<EmIteration> Iterations)
{
    /// <summary>R of the last iteration, where iterations were asked for. [B, n, m]</summary>
    public Tensor? Routing => Iterations.Count > 0 ? Iterations[^1].R : null;

    internal IEnumerable<Tensor> Tensors() =>
        Iterations.SelectMany(i => new[] { i.R, i.Scores, i.Capsules, i.Variances }).Concat([Scores, Capsules, Variances]);
}

/// <summary>The state at the end of an iteration.</summary>
/// <param name="R">Routing probabilities of its E-step. [B, n, m]</param>
/// <param name="Scores">a of its M-step. [B, m]</param>
/// <param name="Capsules">μ of its M-step. [B, m, c, h]</param>
/// <param name="Variances">σ² of its M-step. [B, m, c, h]</param>
public sealed record EmIteration(Tensor R, Tensor Scores, Tensor Capsules, Tensor Variances);

/// <summary>A layer's parameters as both forms take them: the first axis is n, or 1 where all inputs share them.</summary>
/// <param name="W">[n|1, m, d, h]</param>
/// <param name="B">[n|1, m, c, h]</param>
/// <param name="BetaUse">[n|1, m]</param>
/// <param name="BetaIgn">[n|1, m]</param>
internal readonly record struct EmWeights(Tensor W, Tensor B, Tensor BetaUse, Tensor BetaIgn)
{
    internal long Outputs => W.shape[1];
}
