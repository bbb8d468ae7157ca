using System.Globalization;
using Capsules.Analysis;
using Capsules.Data;
using Capsules.Published;

namespace Capsules.Sweeps;

/// <summary>A finished run.</summary>
public sealed record FinishedRun(RunHeader Header, RunResult Result);

/// <summary>Accuracy of an architecture with one routing, over the seeds that were run.</summary>
/// <param name="Std">Their standard deviation; 0 for one run.</param>
/// <param name="Runs">How many.</param>
/// <param name="IsGenerated">Whether any saw images the program drew itself.</param>
/// <param name="IsTrial">Whether any saw only a part of the images.</param>
public sealed record MeasuredAccuracy(double Mean, double Std, int Runs, bool IsGenerated, bool IsTrial)
{
    /// <summary>The figure as a table shows it: never without what sets it apart from the paper's.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Mean:F3}{(Runs > 1 ? $" ±{Std:F3} ({Runs} runs)" : "")}{(IsGenerated ? " GENERATED" : "")}{(IsTrial ? " trial" : "")}");
}

/// <summary>The result files of <c>./workbook sweep</c>.</summary>
public sealed class SweepResults
{
    private SweepResults(IReadOnlyList<RunFile> files)
    {
        Finished = [.. files.Where(f => f.Result is not null).Select(f => new FinishedRun(f.Header!, f.Result!))];
        Failed = files.Count(f => f.Error is not null);
        Unfinished = files.Count - Finished.Count - Failed;
    }

    /// <summary>The finished runs, in order of their files' names.</summary>
    public IReadOnlyList<FinishedRun> Finished { get; }

    /// <summary>How many are begun and neither finished nor failed.</summary>
    public int Unfinished { get; }

    /// <summary>How many failed.</summary>
    public int Failed { get; }

    /// <summary>Architectures of finished runs, smallest first.</summary>
    public IReadOnlyList<Architecture> Architectures =>
        [.. Finished.Select(f => f.Header.Architecture).Distinct().OrderBy(a => a.Depth).ThenBy(a => a.Capsules).ThenBy(a => a.Dim)];

    /// <summary>Reads the runs of a benchmark in a folder; none where it is absent.</summary>
    /// <param name="folder">Folder of the files; <c>data/results/sweep-TASK</c> of the repository where null.</param>
    /// <exception cref="InvalidDataException">A file is broken; the message names file and line.</exception>
    public static SweepResults Read(string task, string? folder = null)
    {
        folder ??= DataRoot.RepositoryRoot is { } root ? Path.Combine(root, "data", "results", $"sweep-{task}") : null;
        var paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.jsonl") : [];
        return new SweepResults([.. paths.Order(StringComparer.Ordinal).Select(RunFile.Read).Where(file => file.Header?.Task == task)]);
    }

    /// <summary>The runs of an architecture with a routing; null where none is finished.</summary>
    public SeedMeans? Of(Architecture architecture, string routing)
    {
        var runs = Finished.Where(f => f.Header.Architecture == architecture && f.Header.Routing == routing).ToList();
        return runs.Count == 0 ? null : new SeedMeans(runs);
    }

    /// <summary>The accuracy of an architecture with a routing; null where no run of the kind is finished.</summary>
    /// <param name="set">The images measured, such as validation and affnist.</param>
    /// <exception cref="KeyNotFoundException">A run was not measured on the set.</exception>
    public MeasuredAccuracy? Accuracy(Architecture architecture, string routing, string set)
    {
        if (Of(architecture, routing) is not { } seeds) return null;
        var accuracy = seeds.Accuracy(set);
        return new MeasuredAccuracy(
            accuracy.Mean, accuracy.Std, seeds.Runs.Count,
            seeds.Runs.Any(f => f.Header.Generated), seeds.Runs.Any(f => f.Header.Settings.Images is not null));
    }
}

/// <summary>The finished runs of one network, a run a seed, and their figures as the paper prints its own: mean and standard deviation.</summary>
/// <param name="Runs">The runs; at least one.</param>
public sealed record SeedMeans(IReadOnlyList<FinishedRun> Runs)
{
    /// <summary>Share of a set's images classified rightly.</summary>
    /// <param name="set">The images measured, such as validation and affnist.</param>
    /// <exception cref="KeyNotFoundException">A run was not measured on the set.</exception>
    public MeanAndStd Accuracy(string set) => Over(Runs.Select(run => (double?)run.Result.Accuracy[set]));

    /// <summary>The figures of Table 2, a row for each capsule layer.</summary>
    /// <inheritdoc cref="Accuracy"/>
    public IReadOnlyList<ActivationRow> Activations(string set)
    {
        var statistics = Of(set);
        return [.. statistics[0].Layers.Select((layer, l) =>
        {
            MeanAndStd Layer(Func<LayerStatistics, double> figure) => Over(statistics.Select(s => (double?)figure(s.Layers[l])));
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
            MeanAndStd Layer(Func<RoutingStatistics, double?> figure) => Over(statistics.Select(s => figure(s.Routing[l])));
            return new DynamicsRow(layer.Layer, Layer(x => x.AliveLower), Layer(x => x.Dyr), Layer(x => x.Dys));
        })];
    }

    /// <summary>cdr of every capsule layer with other thresholds than the runs'.</summary>
    /// <exception cref="KeyNotFoundException">A run was not measured on the set.</exception>
    public IReadOnlyList<MeanAndStd> DeadRates(string set, double deadMean, double deadStd)
    {
        var statistics = Of(set);
        return [.. statistics[0].Layers.Select((_, l) => Over(statistics.Select(s => (double?)s.Layers[l].DeadRate(deadMean, deadStd))))];
    }

    /// <summary>The figures of Table 1 with other thresholds than the runs'; null where a run did not keep its couplings.</summary>
    /// <param name="thresholds">When a capsule counts as dead.</param>
    /// <exception cref="KeyNotFoundException">A run was not measured on the set.</exception>
    public IReadOnlyList<DynamicsRow>? Dynamics(string set, Thresholds thresholds)
    {
        if (Of(set).Exists(s => s.Routing.Any(r => r.StdCouplings is null))) return null;
        var runs = Of(set).ConvertAll(s => s.Routing.Select((routing, l) => Analysis.Dynamics.Of(
            Matrix(routing.StdCouplings!), s.Layers[l].Dead(thresholds), s.Layers[l + 1].Dead(thresholds))).ToList());
        return [.. runs[0].Select((_, l) =>
        {
            MeanAndStd Layer(Func<Dynamics, double> figure) => Over(runs.Select(r => double.IsNaN(figure(r[l])) ? null : (double?)figure(r[l])));
            return new DynamicsRow(l + 1, Layer(x => x.Lower), Layer(x => x.Dyr), Layer(x => x.Dys));
        })];
    }

    private static double[,] Matrix(IReadOnlyList<IReadOnlyList<double>> rows)
    {
        var matrix = new double[rows.Count, rows[0].Count];
        for (var i = 0; i < rows.Count; i++)
            for (var j = 0; j < rows[0].Count; j++) matrix[i, j] = rows[i][j];
        return matrix;
    }

    private List<SetStatistics> Of(string set) => [.. Runs.Select(run => run.Result.Statistics[set])];

    private static MeanAndStd Over(IEnumerable<double?> figures)
    {
        var values = figures.OfType<double>().ToList();
        return values.Count == 0 ? new MeanAndStd(double.NaN) : new MeanAndStd(values.Average(), Statistics.Deviation(values));
    }
}
