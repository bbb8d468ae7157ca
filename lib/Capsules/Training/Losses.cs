using Capsules.Networks;
using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>Settings of the loss; the defaults are appendix A.1's.</summary>
/// <param name="PositiveMargin">m⁺, length a present class's capsule should reach.</param>
/// <param name="NegativeMargin">m⁻ = 1 − m⁺, length an absent class's capsule may have.</param>
/// <param name="Absent">λ, weight of absent classes.</param>
/// <param name="Reconstruction">α, weight of the reconstruction loss. .392 = .0005 · 784 is meant for a mean over pixels, so the
/// reconstruction loss is that mean.</param>
public sealed record LossOptions(
    double PositiveMargin = 0.9,
    double NegativeMargin = 0.1,
    double Absent = 0.5,
    double Reconstruction = 0.392);

/// <summary>The losses of Mitterreiter et al. (2023), section 3.3.</summary>
public static class Losses
{
    /// <summary>Margin loss L_m (Eq. (3)), summed over classes, mean over images. [B, K, h], [B] → []</summary>
    public static Tensor Margin(Tensor v, Tensor labels, LossOptions? options = null)
    {
        options ??= new LossOptions();
        var norms = Squash.Norm(v);                                                       // [B, K]
        var t = nn.functional.one_hot(labels, norms.shape[1]).to_type(norms.dtype);
        var present = (options.PositiveMargin - norms).relu().square();
        var absent = (norms - options.NegativeMargin).relu().square();
        return (t * present + options.Absent * (1 - t) * absent).sum(1).mean();           // Eq. (3)
    }

    /// <summary>Reconstruction loss L_r: mean squared difference of a pixel. [B, channels·size·size], [B, channels, size, size] → []</summary>
    public static Tensor Reconstruction(Tensor pixels, Tensor x) => (pixels - x.flatten(1)).square().mean();

    /// <summary>L = L_m + α L_r; L_m alone where the network has no decoder. A pass over images, [B, channels, size, size], [B] → []</summary>
    public static Tensor Total(CapsNetOutput output, Tensor x, Tensor labels, LossOptions? options = null)
    {
        options ??= new LossOptions();
        var margin = Margin(output.ClassCapsules, labels, options);
        return output.Reconstruction is { } pixels ? margin + options.Reconstruction * Reconstruction(pixels, x) : margin;
    }
}
