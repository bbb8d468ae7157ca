using Capsules.Language;
using Capsules.Published;
using Plotly.NET;
using TorchSharp;

namespace Capsules.Plots;

/// <summary>Charts of sentences: labeled trees, and what a network used of each token.</summary>
public static class SentimentPlots
{
    // From very negative to very positive: dark red over gray to dark blue, each with a contrast of 3:1 or more.
    private static readonly string[] LabelColors = ["#a3162a", "#d6604d", "#8c8c8c", "#4393c3", "#1b4f93"];

    // The same ends over white, for amounts.
    private static readonly string[] LabelScale = ["#a3162a", "#d6604d", "#f7f7f7", "#4393c3", "#1b4f93"];

    /// <summary>A labeled tree: words below, phrases above them, colored by label.</summary>
    /// <param name="note">Text above a phrase, such as a prediction; none where null or empty.</param>
    public static GenericChart Tree(SentimentTree tree, string? title = null, Func<SentimentTree, string?>? note = null, int width = Theme.Width)
    {
        var places = new Dictionary<SentimentTree, (double X, double Y)>(ReferenceEqualityComparer.Instance);
        var leaves = 0;
        Place(tree);
        string[] words = [.. tree.Leaves()];
        var top = places[tree].Y;
        var layout = Theme.Layout(title, width, (int)Math.Clamp(190 + (34 * top), 280, 640), legend: true, left: 28, bottom: 40).With(new
        {
            xaxis = Theme.Axis("", grid: false).With(new { showline = false, tickvals = Enumerable.Range(0, words.Length), ticktext = words, range = new[] { -0.6, words.Length - 0.4 } }),
            yaxis = Theme.Hidden(-0.5, top + 0.9),
        });
        List<double?> x = [], y = [];
        foreach (var (node, at) in places)
        {
            foreach (var child in node.Children)
            {
                x.AddRange([at.X, places[child].X, null]);
                y.AddRange([at.Y, places[child].Y, null]);
            }
        }

        var edges = Figure.Trace("scatter", new { x, y, mode = "lines", line = new { color = Theme.Line, width = 1.2 }, showlegend = false, hoverinfo = "skip" });
        var nodes = SentimentTree.LabelNames.Select((name, label) => Nodes(places.Where(place => place.Key.Label == label), name, LabelColors[label], note));
        return Figure.Of(layout, nodes.Prepend(edges));

        // Heights from below, so that every word stands on the axis.
        (double X, double Y) Place(SentimentTree node)
        {
            (double X, double Y)[] below = [.. node.Children.Select(Place)];
            return places[node] = below.Length == 0 ? (leaves++, 0) : (below.Average(p => p.X), below.Max(p => p.Y) + 1);
        }
    }

    /// <summary>What speaks for the positive (blue) and the negative (red), token by token and depth by depth; one panel below the other over the
    /// same tokens, each relative to its largest amount, so that a trained head can be compared with a control.</summary>
    /// <exception cref="ArgumentException">A panel has not one amount for each token and depth.</exception>
    public static GenericChart Pulls(
        IReadOnlyList<string> tokens, IReadOnlyList<int> depths, IReadOnlyList<(string Name, double[,] Values)> panels, string? title = null)
    {
        foreach (var (name, values) in panels)
            if ((values.GetLength(0), values.GetLength(1)) != (tokens.Count, depths.Count))
                throw new ArgumentException($"'{name}' has {values.GetLength(0)} × {values.GetLength(1)} amounts for {tokens.Count} tokens and {depths.Count} depths.", nameof(panels));
        List<string> rows = [];
        List<double?[]> z = [];
        foreach (var (panel, (name, values)) in panels.Index())
        {
            if (panel > 0)
            {
                rows.Add(new string(' ', panel));   // an empty row between panels
                z.Add(new double?[tokens.Count]);
            }
            var most = values.Cast<double>().Max(Math.Abs);
            for (var depth = depths.Count - 1; depth >= 0; depth--)
            {
                rows.Add($"{name}, depth {depths[depth]}");
                z.Add([.. Enumerable.Range(0, tokens.Count).Select(token => (double?)(most > 0 ? values[token, depth] / most : 0))]);
            }
        }

        var columns = Apart(tokens);
        var layout = Theme.Layout(title, Theme.Width, 150 + (24 * rows.Count), right: Theme.ColorBarRight).With(new
        {
            xaxis = Theme.Axis("", grid: false, categories: columns).With(new { tickangle = -45 }),
            yaxis = Theme.Axis("", grid: false, categories: rows).With(new { autorange = "reversed", ticks = "", showline = false }),
        });
        object[][] scale = [.. LabelScale.Select((color, i) => new object[] { i / (LabelScale.Length - 1.0), color })];
        var bar = new { title = new { text = "relative to the largest", side = "right" }, thickness = 14, outlinewidth = 0 };
        return Figure.Of(
            layout.With(new { coloraxis = new { cmin = -1, cmax = 1, colorscale = scale, colorbar = bar } }),
            [Figure.Trace("heatmap", new { z, x = columns, y = rows, coloraxis = "coloraxis", xgap = 1, ygap = 1 })]);
    }

    /// <summary>The embeddings of a sentence: how long each token's embedding is at each depth, relative to the depth's mean.</summary>
    public static GenericChart Embeddings(TextModel model, string sentence, string? title = null)
    {
        using var scope = torch.NewDisposeScope();
        var length = model.Embed([sentence]).Embeddings.squeeze(0).norm(2).t();   // [l, n]
        return Plot.Heatmap(
            length / length.mean([1], keepdim: true), "", "depth", title, "length / mean", columns: Apart(model.TokenTexts(sentence)),
            rows: [.. model.Depths.Select(depth => $"{depth}")], height: 210 + (34 * model.Layers));
    }

    /// <summary>Figure 2: accuracy on SST-5/R by year, with the paper's row and this run's.</summary>
    public static GenericChart Figure2(double here, string name)
    {
        PointSet Set(string kind, IEnumerable<SentimentRow> rows) =>
            new(kind, [.. rows.Select(row => (double)row.Year)], [.. rows.Select(row => row.Accuracy)]);
        return Plot.Points(
            [Set("others (Table 2)", Heinsen2019.Table2.SkipLast(1)), Set("the paper, GPT-2 large", Heinsen2019.Table2.TakeLast(1)), new(name, [2019], [100 * here])],
            "year", "test accuracy, %", "SST-5/R by year (figure 2)", height: Theme.Height);
    }

    // A token that occurs twice needs two places on the axis: characters of no width tell them apart.
    private static string[] Apart(IReadOnlyList<string> tokens) =>
        [.. tokens.Select((token, i) => token.Trim() + new string('\u200b', tokens.Take(i).Count(earlier => earlier.Trim() == token.Trim())))];

    private static Trace Nodes(
        IEnumerable<KeyValuePair<SentimentTree, (double X, double Y)>> nodes, string name, string color, Func<SentimentTree, string?>? note) =>
        Figure.Trace("scatter", new
        {
            x = nodes.Select(node => node.Value.X),
            y = nodes.Select(node => node.Value.Y),
            mode = "markers+text",
            name,
            text = nodes.Select(node => note?.Invoke(node.Key) ?? ""),
            textposition = "top center",
            hovertext = nodes.Select(node => node.Key.Text()),
            hoverinfo = "text",
            marker = new { size = 12, color, line = new { color = Theme.Text, width = 1 } },
        });
}
