using Capsules.Routing;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>The gradients of Theorems 1 and 2 of Mitterreiter et al. (2023), section 4.3, written out.</summary>
public static class Theorems
{
    /// <summary>Theorem 1: ∂L_m/∂u of the class capsules; its length does not shrink with the capsule's. [B, K, h], [B] → [B, K, h]</summary>
    public static Tensor ClassCapsules(Tensor u, Tensor labels, LossOptions? options = null)
    {
        options ??= new LossOptions();
        var norm = Squash.Norm(u, keepdim: true);                                                    // [B, K, 1]
        var t = nn.functional.one_hot(labels, u.shape[1]).to_type(u.dtype).unsqueeze(-1);
        var present = -t * (options.PositiveMargin - norm).relu();
        var absent = options.Absent * (1 - t) * (norm - options.NegativeMargin).relu();
        return (present + absent) * (2 * u / norm) / (double)u.shape[0];                             // Theorem 1
    }

    /// <summary>Theorem 2: ∂L/∂u of lower capsules, which scales with the weights, from ∂L/∂û and W. [B, n, m, h], [m, n, h, d] → [B, n, d]</summary>
    public static Tensor LowerCapsules(Tensor votes, Tensor w) => einsum("bijh,jihd->bid", votes, w);

    /// <summary>Theorem 2: ∂L/∂W, which scales with the lower capsules: that of a dead one's matrices is zero. From ∂L/∂û and u, summed over images. [B, n, m, h], [B, n, d] → [m, n, h, d]</summary>
    public static Tensor WeightGradient(Tensor votes, Tensor u) => einsum("bijh,bid->jihd", votes, u);
}
