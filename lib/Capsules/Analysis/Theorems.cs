using Capsules.Routing;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>The gradients of Theorems 1 and 2 of Mitterreiter et al. (2023), section 4.3, written out.</summary>
public static class Theorems
{
    /// <summary>Theorem 1: ∂L_m/∂u of the class capsules; its length does not shrink with the capsule's.</summary>
    /// <param name="u">Class capsules, [B, K, h].</param>
    /// <param name="labels">Classes, [B], int64.</param>
    /// <returns>Gradient of the loss's mean over images, [B, K, h].</returns>
    public static Tensor ClassCapsules(Tensor u, Tensor labels, LossOptions? options = null)
    {
        options ??= new LossOptions();
        var norm = Squash.Norm(u, keepdim: true);                                                    // [B, K, 1]
        var t = nn.functional.one_hot(labels, u.shape[1]).to_type(u.dtype).unsqueeze(-1);
        var present = -t * (options.PositiveMargin - norm).relu();
        var absent = options.Absent * (1 - t) * (norm - options.NegativeMargin).relu();
        return (present + absent) * (2 * u / norm) / (double)u.shape[0];                             // Theorem 1
    }

    /// <summary>∂L/∂s before the squashing function (Eq. (1)), from ∂L/∂g(s).</summary>
    /// <param name="s">Weighted sums of votes, [..., h].</param>
    /// <param name="gradient">∂L/∂g(s), [..., h].</param>
    /// <returns>∂L/∂s, [..., h].</returns>
    public static Tensor ThroughSquash(Tensor s, Tensor gradient)
    {
        var r = Squash.Norm(s, keepdim: true);                                                       // [..., 1]
        var scale = -(-r).expm1() / r;                                                               // (1 − e⁻ʳ) / r
        var along = (s * gradient).sum(-1, keepdim: true) / r.square();
        return scale * gradient + ((-r).exp() - scale) * along * s;
    }

    /// <summary>∂L/∂û of every vote where the couplings are constants: c(i,j) ∂L/∂s(j).</summary>
    /// <param name="c">Couplings, [B, n, m].</param>
    /// <param name="gradient">∂L/∂s of the weighted sums, [B, m, h].</param>
    /// <returns>∂L/∂û, [B, n, m, h].</returns>
    public static Tensor VoteGradient(Tensor c, Tensor gradient) => c.unsqueeze(-1) * gradient.unsqueeze(1);

    /// <summary>Theorem 2: ∂L/∂u of lower capsules, which scales with the weights.</summary>
    /// <param name="votes">∂L/∂û of the layer's votes, [B, n, m, h].</param>
    /// <param name="w">Transformation matrices W, [m, n, h, d].</param>
    /// <returns>∂L/∂u, [B, n, d].</returns>
    public static Tensor LowerCapsules(Tensor votes, Tensor w) => einsum("bijh,jihd->bid", votes, w);

    /// <summary>Theorem 2: ∂L/∂W, which scales with the lower capsules: that of a dead one's matrices is zero.</summary>
    /// <param name="votes">∂L/∂û of the layer's votes, [B, n, m, h].</param>
    /// <param name="u">Lower capsules, [B, n, d].</param>
    /// <returns>∂L/∂W summed over images, [m, n, h, d].</returns>
    public static Tensor WeightGradient(Tensor votes, Tensor u) => einsum("bijh,bid->jihd", votes, u);
}
