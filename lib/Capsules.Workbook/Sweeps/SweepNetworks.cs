using Capsules.Papers;
using Capsules.Plots;
using Capsules.Sweeps;

namespace Capsules.Workbook.Sweeps;

/// <summary>Capsules and couplings of every network that was run, over its seeds, beside Tables 1, 2, 7 to 12 and 16 to 21 where the paper prints them.</summary>
internal static class SweepNetworks
{
    /// <summary>A table for each architecture and routing, over the validation images.</summary>
    internal static IEnumerable<Table> All(SweepTask task, SweepResults results) =>
        from architecture in results.Architectures
        from routing in Enum.GetValues<SweepRouting>()
        let seeds = results.Of(architecture, SweepMember.NameOf(routing))
        where seeds is not null
        select Of(task, architecture, routing, seeds);

    private static Table Of(SweepTask task, Architecture a, SweepRouting routing, SeedMeans seeds)
    {
        var paper = routing == SweepRouting.Rba ? Paper(task, a) : null;
        var (activations, dynamics) = (seeds.Activations(SweepImages.Validation), seeds.Dynamics(SweepImages.Validation));
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
