using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>Uniform routing: every coupling is 1/m for every image (Mitterreiter et al., 2023, section 4.3).</summary>
public sealed class UniformRouting(SquashKind squash = SquashKind.Exponential) : IVoteRouting
{
    /// <inheritdoc/>
    public string Description => squash == SquashKind.Sabour ? "uniform routing, Sabour's squash" : "uniform routing";

    /// <inheritdoc/>
    public bool UsesPriors => false;

    /// <inheritdoc/>
    public SquashKind Squash => squash;

    /// <inheritdoc/>
    public RoutingOutput Route(Tensor uHat, Tensor b, bool trace = false)
    {
        Require.Shape(uHat, "routing of votes", -1, -1, -1, -1);
        var (batch, n, m) = (uHat.shape[0], uHat.shape[1], uHat.shape[2]);
        var v = Routing.Squash.Apply(uHat.sum(1) / (double)m, squash);                   // [B, m, h]
        var c = full([batch, n, m], 1.0 / m, dtype: uHat.dtype, device: uHat.device);
        return new RoutingOutput(v, c, trace ? [c] : []);
    }
}
