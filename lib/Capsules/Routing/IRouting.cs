using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>What a routing layer gives back.</summary>
/// <param name="Capsules">Upper capsules, [B, m, h].</param>
/// <param name="Couplings">Coupling coefficients of the last iteration, [B, n, m]; every row over m sums to one. For reading: they carry no gradient.</param>
/// <param name="Trace">Couplings of every iteration in order, each [B, n, m], when asked for; otherwise empty.</param>
public sealed record RoutingOutput(Tensor Capsules, Tensor Couplings, IReadOnlyList<Tensor> Trace);

/// <summary>A routing layer: lower capsules in, upper capsules out. Metrics, plots and sweeps know no more of it.</summary>
public interface IRouting
{
    /// <summary>Number of lower capsules n; 0 where any number will do.</summary>
    long Lower { get; }

    /// <summary>Number of upper capsules m.</summary>
    long Upper { get; }

    /// <summary>Name and settings, for results and titles.</summary>
    string Description { get; }

    /// <summary>Routes lower capsules <paramref name="u"/> [B, n, d] to upper capsules [B, m, h].</summary>
    /// <param name="u">Lower capsules, [B, n, d].</param>
    /// <exception cref="ArgumentException">The capsules' number or dimension is not the layer's.</exception>
    RoutingOutput Route(Tensor u, bool trace = false);
}

/// <summary>The part of a routing layer that sets couplings from votes.</summary>
public interface IVoteRouting
{
    /// <summary>Name and settings, for results and titles.</summary>
    string Description { get; }

    /// <summary>Whether the priors b have an effect, and so are learned.</summary>
    bool UsesPriors { get; }

    /// <summary>Squash of the upper capsules; a network's first capsules take the same.</summary>
    SquashKind Squash { get; }

    /// <summary>Combines votes into upper capsules.</summary>
    /// <param name="uHat">Votes û, [B, n, m, h].</param>
    /// <param name="b">Routing priors, [n, m].</param>
    RoutingOutput Route(Tensor uHat, Tensor b, bool trace = false);

    /// <summary>Votes and their routing in one, for a routing that needs not build the votes.</summary>
    /// <param name="w">Transformation matrices W, [m, n, h, d].</param>
    /// <param name="u">Lower capsules, [B, n, d].</param>
    /// <param name="b">Routing priors, [n, m].</param>
    RoutingOutput Route(Tensor w, Tensor u, Tensor b, bool trace = false) => Route(Votes.Fast(w, u), b, trace);
}

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
