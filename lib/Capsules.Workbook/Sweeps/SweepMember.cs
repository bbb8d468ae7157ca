using Capsules.Models;
using Capsules.Routing;
using Capsules.Sweeps;

namespace Capsules.Workbook.Sweeps;

/// <summary>The two routings the paper sets beside each other.</summary>
internal enum SweepRouting
{
    /// <summary>Routing-by-agreement.</summary>
    Rba,

    /// <summary>Uniform routing: every coupling 1/m.</summary>
    Uniform,
}

/// <summary>One run of a sweep.</summary>
/// <param name="Task">The images.</param>
/// <param name="Architecture">The network's size.</param>
/// <param name="Routing">How votes are combined.</param>
/// <param name="Seed">Seed of the weights, the order and the places.</param>
internal sealed record SweepMember(SweepTask Task, Architecture Architecture, SweepRouting Routing, int Seed)
{
    /// <summary>What its files are called.</summary>
    internal string Name => RunHeader.NameOf(Task.Name, Architecture, RoutingName, Seed);

    internal string RoutingName => NameOf(Routing);

    internal static string NameOf(SweepRouting routing) => routing.ToString().ToLowerInvariant();

    internal CapsNetOptions Network(double? initialStd = null) => Task.NetworkOf(Architecture) with { InitialStd = initialStd };

    internal IVoteRouting VoteRouting(int iterations) =>
        Routing == SweepRouting.Rba ? new Rba(new RbaOptions(iterations)) : new UniformRouting();
}
