using Capsules.Models;
using Capsules.Routing;

namespace Capsules.Workbook.Sweeps;

/// <summary>The two routings the paper sets beside each other.</summary>
internal enum SweepRouting
{
    /// <summary>Routing-by-agreement.</summary>
    Rba,

    /// <summary>Uniform routing: every coupling 1/m.</summary>
    Uniform,
}

/// <summary>An architecture of appendices D and F.</summary>
/// <param name="Depth">Routing layers.</param>
/// <param name="Capsules">Capsules in every layer but the last.</param>
/// <param name="Dim">Their dimension.</param>
internal sealed record Architecture(int Depth, int Capsules, int Dim);

/// <summary>One run of a sweep.</summary>
/// <param name="Task">The images.</param>
/// <param name="Architecture">The network's size.</param>
/// <param name="Routing">How votes are combined.</param>
/// <param name="Seed">Seed of the weights, the order and the places.</param>
internal sealed record SweepMember(SweepTask Task, Architecture Architecture, SweepRouting Routing, int Seed)
{
    /// <summary>What its files are called.</summary>
    internal string Name =>
        $"{Task.Name}-depth{Architecture.Depth}-caps{Architecture.Capsules}-dim{Architecture.Dim}-{RoutingName}-seed{Seed}";

    internal string RoutingName => Routing.ToString().ToLowerInvariant();

    internal CapsNetOptions Network(double? initialStd = null) => Task.Network with
    {
        RoutingLayers = Architecture.Depth,
        Capsules = Architecture.Capsules,
        Dim = Architecture.Dim,
        InitialStd = initialStd,
    };

    internal IVoteRouting VoteRouting(int iterations) =>
        Routing == SweepRouting.Rba ? new Rba(new RbaOptions(iterations)) : new UniformRouting();
}
