using Capsules.Metrics;

namespace Capsules.Sweeps;

/// <summary>What Tables 7 to 12 and 16 to 21 say of one network, over one set.</summary>
/// <param name="Images">Images measured.</param>
/// <param name="Layers">A row for each capsule layer.</param>
/// <param name="Routing">A row for each routing layer.</param>
public sealed record SetStatistics(long Images, IReadOnlyList<LayerStatistics> Layers, IReadOnlyList<RoutingStatistics> Routing);

/// <summary>Activation of a capsule layer.</summary>
/// <param name="Layer">Number of the layer, from 1.</param>
/// <param name="Capsules">Its capsules.</param>
/// <param name="Cnm">cns / capsules.</param>
/// <param name="Cns">Sum of norms, mean over images.</param>
/// <param name="Car">cas / capsules.</param>
/// <param name="Cas">Active capsules, mean over images.</param>
/// <param name="Cdr">cds / capsules.</param>
/// <param name="Cds">Dead capsules.</param>
/// <param name="MeanNorms">Mean norm of every capsule; null in files that do not have it.</param>
/// <param name="StdNorms">Standard deviation of every capsule's norm.</param>
public sealed record LayerStatistics(
    int Layer, int Capsules, double Cnm, double Cns, double Car, double Cas, double Cdr, int Cds,
    IReadOnlyList<double>? MeanNorms = null, IReadOnlyList<double>? StdNorms = null)
{
    /// <summary>cdr with other thresholds than the run's; null where the file does not have the norms.</summary>
    /// <param name="deadMean">ε₁.</param>
    /// <param name="deadStd">ε₂.</param>
    public double? DeadRate(double deadMean, double deadStd) => MeanNorms is null || StdNorms is null
        ? null
        : new Thresholds(DeadMean: deadMean, DeadStd: deadStd).DeadRate(MeanNorms, StdNorms);
}

/// <summary>Dynamics of a routing layer over alive capsules (the paper's) and over all.</summary>
/// <remarks>Null where fewer than two targets are alive.</remarks>
/// <param name="Layer">Number of the routing layer, from 1.</param>
/// <param name="AliveLower">Alive capsules below.</param>
/// <param name="AliveUpper">Alive capsules above.</param>
/// <param name="Dyr">Dynamic routing coefficient over alive capsules.</param>
/// <param name="Dys">Expected number of target capsules, alive ones counted.</param>
/// <param name="DyrAll">Dynamic routing coefficient over all.</param>
/// <param name="DysAll">Expected number of target capsules, all counted.</param>
public sealed record RoutingStatistics(int Layer, int AliveLower, int AliveUpper, double? Dyr, double? Dys, double? DyrAll, double? DysAll);
