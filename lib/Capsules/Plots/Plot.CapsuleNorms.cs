using Capsules.Analysis;
using Plotly.NET;

namespace Capsules.Plots;

public static partial class Plot
{
    /// <summary>Mean norms of capsules as bars with their deviations, one panel per layer; dead capsules have a red cross.</summary>
    /// <remarks>Figure 3 (c) to (e) of Mitterreiter et al. (2023).</remarks>
    public static GenericChart CapsuleNorms(NetworkReport report, string? title = null, int width = Theme.Width, int height = 260)
    {
        var layers = report.Activations;
        var names = Analysis.ParseTree.Mean(report).LayerNames;
        var top = 1.05 * layers.Max(layer => layer.MeanNorms.Zip(layer.StdNorms, (mean, std) => mean + std).Max());
        var layout = Theme.Layout(title, width, height).With(new { bargap = 0.15 });
        var grid = new Panels(layout, layers.Count, layers.Count, gapX: 0.02);
        List<Trace> traces = [];
        for (var l = 0; l < layers.Count; l++)
        {
            int[] capsules = [.. Enumerable.Range(1, layers[l].Capsules)];
            var isDead = layers[l].Dead(report.Thresholds);
            int[] dead = [.. capsules.Where(i => isDead[i - 1])];
            grid.Place(l, Theme.Axis(names[l], grid: false).With(new { nticks = 4 }), Theme.Axis("norm").With(new { range = new[] { 0, top } }));
            traces.Add(Panels.In(l, Figure.Trace("bar", new
            {
                x = capsules, y = layers[l].MeanNorms, name = "norm", marker = new { color = Theme.Color(0) }, error_y = ErrorBars(layers[l].StdNorms),
            })));
            // A dead capsule's bar could not be seen: a red cross says where it is.
            traces.Add(Panels.In(l, Figure.Trace("scatter", new
            {
                x = dead, y = dead.Select(_ => top * 0.03), name = "dead", mode = "markers", marker = DeadMarker(1),
            })));
        }

        return Figure.Of(layout, traces);
    }

    /// <summary>Norms of capsules over several parse trees, such as those of an image that turns: a panel per layer, a column per tree.</summary>
    /// <exception cref="ArgumentException">No trees, or not one name each.</exception>
    public static GenericChart CapsuleNorms(IReadOnlyList<ParseTree> trees, IReadOnlyList<string> names, string xTitle, string? title = null)
    {
        if (trees.Count == 0) throw new ArgumentException("There is nothing to draw: at least one tree is needed.", nameof(trees));
        Figure.CheckNames(names, trees.Count, nameof(trees));
        double[,] Layer(int l)
        {
            var norms = new double[trees[0].Norms[l].Length, trees.Count];
            for (var i = 0; i < norms.GetLength(0); i++)
                for (var t = 0; t < trees.Count; t++) norms[i, t] = trees[t].Norms[l][i];
            return norms;
        }

        return HeatmapGrid(
            [.. Enumerable.Range(0, trees[0].Norms.Count).Select(Layer)], trees[0].LayerNames, xTitle, "capsule", title, "norm", columns: names,
            least: 0, greatest: 1, width: 800);
    }
}
