using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>Which squashing function.</summary>
public enum SquashKind
{
    /// <summary>(1 − exp(−‖u‖)) u / ‖u‖: Eq. (1), steep near zero, where the paper needs it "to stack multiple layers".</summary>
    Exponential,

    /// <summary>‖u‖² / (1 + ‖u‖²) · u / ‖u‖: that of Sabour et al. (2017), flat near zero.</summary>
    Sabour,
}

/// <summary>The squashing function of Mitterreiter et al. (2023), Eq. (1), and its predecessor.</summary>
public static class Squash
{
    /// <summary>Added to ‖u‖² under the root, so that the norm has a gradient at zero; far below single precision elsewhere.</summary>
    public const double Epsilon = 1e-20;

    /// <summary>Scales every capsule to a length in [0, 1), by default g(u) = (1 − exp(−‖u‖)) u / ‖u‖.</summary>
    /// <param name="u">Capsules, [..., d].</param>
    /// <returns>Capsules of the same shape, shorter than one.</returns>
    public static Tensor Apply(Tensor u, SquashKind kind = SquashKind.Exponential)
    {
        var norm = Norm(u, keepdim: true);                                            // [..., 1]
        return kind == SquashKind.Sabour
            ? u * (norm / (1 + norm.square()))
            : u * ((-norm).expm1().neg() / norm);                                     // Eq. (1); expm1 keeps small capsules exact
    }

    /// <summary>Lengths ‖u‖₂ of capsules, differentiable at zero.</summary>
    /// <param name="u">Capsules, [..., d].</param>
    /// <param name="keepdim">Whether the last dimension stays, with size one.</param>
    public static Tensor Norm(Tensor u, bool keepdim = false) =>
        u.square().sum(-1, keepdim: keepdim).add(Epsilon).sqrt();
}
