using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>Another routing that starts from zero instead of from the learned priors b.</summary>
public sealed class WithoutPriors(IVoteRouting routing) : IVoteRouting
{
    /// <inheritdoc/>
    public string Description => $"{routing.Description}, without priors";

    /// <inheritdoc/>
    public bool UsesPriors => false;

    /// <inheritdoc/>
    public SquashKind Squash => routing.Squash;

    /// <inheritdoc/>
    public RoutingOutput Route(Tensor uHat, Tensor b, bool trace = false) => routing.Route(uHat, zeros_like(b), trace);
}
