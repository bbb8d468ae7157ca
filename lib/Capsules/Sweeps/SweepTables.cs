using System.Globalization;
using Capsules.Networks;
using Capsules.Plots;
using Capsules.Published;
using Plotly.NET;

namespace Capsules.Sweeps;

/// <summary>Tables 5, 6, 14 and 15 with the figures of result files beside the paper's.</summary>
internal static class SweepTables
{
    /// <summary>Table 5 or 14: the paper's best architectures, then whatever else was run.</summary>
    internal static Table Best(SweepTask task, SweepResults results)
    {
        var (number, rows) = task == SweepTask.AffNist ? (5, Mitterreiter2023.Table5) : (14, Mitterreiter2023.Table14);
        var table = new Table(
            $"Table {number}: {Title(task)}, parameters in units of 10 000", "caps", "dim", "depth", "routing (paper)", "routing",
            "backbone (paper)", "backbone", "RBA (paper)", "RBA (here)", "uniform (paper)", "uniform (here)");
        foreach (var row in rows) Add(Of(row), row);
        foreach (var other in results.Architectures.Except(rows.Select(Of))) Add(other, null);
        return Noted(table, results);

        void Add(Architecture a, ArchitectureRow? paper)
        {
            var count = ParameterCount.Of(task.NetworkOf(a));
            table.Add(
                a.Capsules, a.Dim, a.Depth, paper?.Routing, Tens(count.Routing), paper?.Backbone, Tens(count.Published), Two(paper?.Rba),
                task.Accuracy(results, a, SweepRouting.Rba), Two(paper?.Uniform), task.Accuracy(results, a, SweepRouting.Uniform));
        }
    }

    /// <summary>Table 6 or 15: the best architecture of every depth, the paper's and the best that was run here.</summary>
    internal static Table BestOfDepth(SweepTask task, SweepResults results)
    {
        var (number, rows) = task == SweepTask.AffNist ? (6, Mitterreiter2023.Table6) : (15, Mitterreiter2023.Table15);
        var table = new Table(
            $"Table {number}: {Title(task)}, the best with routing-by-agreement of every depth", "depth", "caps×dim (paper)", "RBA (paper)",
            "the same, here", "caps×dim (best here)", "RBA (best here)", "of");
        var run = results.Architectures.Where(a => task.Accuracy(results, a, SweepRouting.Rba) is not null).ToLookup(a => a.Depth);
        foreach (var depth in rows.Select(r => r.Depth).Union(run.Select(g => g.Key)).Order())
        {
            var paper = rows.FirstOrDefault(r => r.Depth == depth);
            var best = run[depth].MaxBy(a => task.Accuracy(results, a, SweepRouting.Rba)!.Mean);
            table.Add(
                depth, paper is null ? null : $"{paper.Capsules}×{paper.Dim}", Two(paper?.Rba),
                paper is null ? null : task.Accuracy(results, Of(paper), SweepRouting.Rba),
                best is null ? null : $"{best.Capsules}×{best.Dim}",
                best is null ? null : task.Accuracy(results, best, SweepRouting.Rba), run[depth].Count());
        }

        return Noted(table, results);
    }

    private static Architecture Of(ArchitectureRow row) => new(row.Depth, row.Capsules, row.Dim);

    private static string Title(SweepTask task) => task == SweepTask.AffNist ? "accuracy on AffNIST" : "accuracy on CIFAR-10";

    private static Table Noted(Table table, SweepResults results)
    {
        table.Note(
            $"{results.Finished.Count} finished runs, {results.Unfinished} unfinished, {results.Failed} failed; "
            + "an empty cell was not run.");
        foreach (var group in results.Finished.GroupBy(f => f.Header.Settings))
            table.Note($"{group.Count()} with {group.Key}");
        var sources = results.Finished.SelectMany(f => f.Header.Sources).Where(s => s.Key != "train");
        foreach (var source in sources.Select(s => $"{s.Key}: {s.Value}").Distinct())
            table.Note(source);
        return table;
    }

    private static string Tens(long count) => (count / 1e4).ToString("F1", CultureInfo.InvariantCulture);

    private static string? Two(double? accuracy) => accuracy?.ToString("F2", CultureInfo.InvariantCulture);
}

/// <summary>Capsules and couplings of every network that was run, over its seeds, beside Tables 1, 2, 7 to 12 and 16 to 21 where the paper prints them.</summary>
internal static class SweepNetworks
{
    /// <summary>A table for each architecture and routing, over the images that the paper's tables are about.</summary>
    internal static IEnumerable<Table> All(SweepTask task, SweepResults results) =>
        from architecture in results.Architectures
        from routing in Enum.GetValues<SweepRouting>()
        let seeds = results.Of(architecture, SweepMember.NameOf(routing))
        where seeds is not null
        select Of(task, architecture, routing, seeds);

    private static Table Of(SweepTask task, Architecture a, SweepRouting routing, SeedMeans seeds)
    {
        var paper = routing == SweepRouting.Rba ? Paper(task, a) : null;
        var (activations, dynamics) = (seeds.Activations(task.Reported), seeds.Dynamics(task.Reported));
        var title = $"{a.Depth} routing layers of {a.Capsules} capsules of dimension {a.Dim}, {SweepMember.NameOf(routing)}";
        var table = new Table(
            paper is null ? title : $"{title}: {paper.Value.Name}, and here", "layer", "cnm (paper)", "cnm", "car (paper)", "car", "cdr (paper)", "cdr",
            "alive (paper)", "alive", "dyr (paper)", "dyr", "dys (paper)", "dys");
        for (var l = 0; l < activations.Count; l++)
        {
            var (theirs, ours) = (paper?.Activations[l], activations[l]);
            var (theirRouting, ourRouting) = (paper?.Dynamics.ElementAtOrDefault(l), dynamics.ElementAtOrDefault(l));
            table.Add(
                ours.Layer, theirs?.Cnm, ours.Cnm, theirs?.Car, ours.Car, theirs?.Cdr, ours.Cdr, theirRouting?.Alive, ourRouting?.Alive,
                theirRouting?.Dyr, ourRouting?.Dyr, theirRouting?.Dys, ourRouting?.Dys);
        }

        var runs = seeds.Runs.Select(r => $"seed {r.Header.Seed} {r.Result.Accuracy[SweepImages.Validation]:P2} in epoch {r.Result.BestEpoch} of {r.Result.Epochs}");
        table.Note($"Over {seeds.Runs[0].Header.Sources[task.Reported]}");
        table.Note($"{seeds.Runs.Count} runs, validation images right: {string.Join(", ", runs)}.");
        foreach (var set in seeds.Runs[0].Result.Accuracy.Keys)
            table.Note($"{set}: {seeds.Accuracy(set).Mean:P2} ± {seeds.Accuracy(set).Std:P2}");
        return table;
    }

    private static (string Name, IReadOnlyList<ActivationRow> Activations, IReadOnlyList<DynamicsRow> Dynamics)? Paper(SweepTask task, Architecture a)
    {
        if (task == SweepTask.AffNist && a == OfTables1And2) return ("Tables 1 and 2", Mitterreiter2023.Table2, Mitterreiter2023.Table1);
        var (best, tables) = task == SweepTask.AffNist
            ? (Mitterreiter2023.Table6, Mitterreiter2023.AffNistByDepth)
            : (Mitterreiter2023.Table15, Mitterreiter2023.Cifar10ByDepth);
        if (!best.Any(row => (row.Depth, row.Capsules, row.Dim) == (a.Depth, a.Capsules, a.Dim))) return null;
        var table = tables[a.Depth - 1];
        return ($"Table {table.Number}", table.Activations, [.. table.Dynamics.Select(r => new DynamicsRow(r.Layer, new(r.Lower), new(r.Dyr), new(r.Dys)))]);
    }

    private static Architecture OfTables1And2 => new(Depth: 4, Capsules: 16, Dim: 8);
}

/// <summary>Figures 15 and 23: accuracy over depth, by capsules and dimension, one figure a routing.</summary>
internal static class SweepFigures
{
    private const int Width = 1080; // twelve kinds in one line of the legend

    /// <summary>Draws the figure of a routing; null where no run of it is finished.</summary>
    internal static GenericChart? Draw(SweepTask task, SweepResults results, SweepRouting routing)
    {
        var run = results.Architectures.Select(a => (Architecture: a, Accuracy: task.Accuracy(results, a, routing)))
            .Where(r => r.Accuracy is not null).ToList();
        if (run.Count == 0) return null;
        List<int> capsules = [.. run.Select(r => r.Architecture.Capsules).Distinct().Order()];
        List<int> dims = [.. run.Select(r => r.Architecture.Dim).Distinct().Order()];
        PointSet[] sets = [.. run.GroupBy(r => (r.Architecture.Capsules, r.Architecture.Dim)).OrderBy(g => g.Key).Select(g => new PointSet(
            $"{g.Key.Capsules}×{g.Key.Dim}", [.. g.Select(r => (double)r.Architecture.Depth)], [.. g.Select(r => r.Accuracy!.Mean)],
            Color: capsules.IndexOf(g.Key.Capsules), Symbol: dims.IndexOf(g.Key.Dim)))];
        var origin = run.Exists(r => r.Accuracy!.IsGenerated) ? " GENERATED" : "";
        var (benchmark, number) = task == SweepTask.AffNist ? ("AffNIST", 15) : ("CIFAR-10", 23);
        var name = routing == SweepRouting.Rba ? "routing-by-agreement" : "uniform routing";
        var kinds = sets.Length == 1 ? sets[0].Name : "capsules×dimension";
        return Plot.Points(
            sets, "routing layers", $"accuracy on{origin} {benchmark}", $"Figure {number}: {name}, {kinds}", joined: true, width: Width);
    }

    /// <summary>Writes the figures as pages, with plotly.js beside them; returns the pages.</summary>
    internal static IReadOnlyList<string> Write(SweepTask task, SweepResults results, string folder)
    {
        List<string> written = [];
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "plotly.min.js"), ChartHtml.PlotlyScript());
        foreach (var routing in Enum.GetValues<SweepRouting>())
        {
            if (Draw(task, results, routing) is not { } chart) continue;
            var path = Path.Combine(folder, $"figure-{(task == SweepTask.AffNist ? 15 : 23)}-{SweepMember.NameOf(routing)}");
            var title = Path.GetFileName(path);
            var head = $"<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>";
            File.WriteAllText($"{path}.html", $"{head}<body>{ChartHtml.Of(chart)}</body></html>\n");
            written.Add($"{path}.html");
        }

        return written;
    }
}
