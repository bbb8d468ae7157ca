using Capsules.Papers;

namespace Capsules.Sweeps;

/// <summary>The finished runs of one network, a run a seed, and their figures as the paper prints its own: mean and standard deviation.</summary>
/// <param name="Runs">The runs; at least one.</param>
public sealed record SeedMeans(IReadOnlyList<FinishedRun> Runs)
{
    /// <summary>Share of a set's images classified rightly.</summary>
    /// <param name="set">The images measured, such as validation and affnist.</param>
    /// <exception cref="KeyNotFoundException">A run was not measured on the set.</exception>
    public Published Accuracy(string set) => Over(Runs.Select(run => (double?)run.Result.Accuracy[set]));

    /// <summary>The figures of Table 2, a row for each capsule layer.</summary>
    /// <inheritdoc cref="Accuracy"/>
    public IReadOnlyList<ActivationRow> Activations(string set)
    {
        var statistics = Of(set);
        return [.. statistics[0].Layers.Select((layer, l) =>
        {
            Published Layer(Func<LayerStatistics, double> figure) => Over(statistics.Select(s => (double?)figure(s.Layers[l])));
            return new ActivationRow(
                layer.Layer, Layer(x => x.Cnm), Layer(x => x.Cns), Layer(x => x.Car), Layer(x => x.Cas), Layer(x => x.Cdr), Layer(x => x.Cds));
        })];
    }

    /// <summary>The figures of Table 1, a row for each routing layer, over alive capsules; a run with fewer than two alive targets is left out.</summary>
    /// <inheritdoc cref="Accuracy"/>
    public IReadOnlyList<DynamicsRow> Dynamics(string set)
    {
        var statistics = Of(set);
        return [.. statistics[0].Routing.Select((layer, l) =>
        {
            Published Layer(Func<RoutingStatistics, double?> figure) => Over(statistics.Select(s => figure(s.Routing[l])));
            return new DynamicsRow(layer.Layer, Layer(x => x.AliveLower), Layer(x => x.Dyr), Layer(x => x.Dys));
        })];
    }

    /// <summary>cdr of every capsule layer with other thresholds than the runs'; NaN where no file has the norms.</summary>
    /// <param name="set">The images measured.</param>
    /// <param name="deadMean">ε₁.</param>
    /// <param name="deadStd">ε₂.</param>
    /// <exception cref="KeyNotFoundException">A run was not measured on the set.</exception>
    public IReadOnlyList<Published> DeadRates(string set, double deadMean, double deadStd)
    {
        var statistics = Of(set);
        return [.. statistics[0].Layers.Select((_, l) => Over(statistics.Select(s => s.Layers[l].DeadRate(deadMean, deadStd))))];
    }

    private List<SetStatistics> Of(string set) => [.. Runs.Select(run => run.Result.Statistics[set])];

    private static Published Over(IEnumerable<double?> figures)
    {
        var values = figures.OfType<double>().ToList();
        if (values.Count == 0) return new Published(double.NaN);
        var mean = values.Average();
        return new Published(mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }
}
