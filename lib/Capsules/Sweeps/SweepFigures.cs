using Capsules.Plots;
using Plotly.NET;

namespace Capsules.Sweeps;

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
