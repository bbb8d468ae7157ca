using Capsules.Language;
using Capsules.Published;
using Plotly.NET;

namespace Capsules.Plots;

/// <summary>Charts of sentences: labeled trees, and what a network used of each token.</summary>
public static class SentimentPlots
{
    // From very negative to very positive: dark red over gray to dark blue, each with a contrast of 3:1 or more.
    private static readonly string[] labelColors = ["#a3162a", "#d6604d", "#8c8c8c", "#4393c3", "#1b4f93"];

    /// <summary>A labeled tree: words below, phrases above them, colored by label.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="title">Title of the chart.</param>
    /// <param name="note">Text above a phrase, such as a prediction; none where null or empty.</param>
    /// <param name="width">In pixels.</param>
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
        var nodes = SentimentTree.LabelNames.Select((name, label) => Nodes(places.Where(place => place.Key.Label == label), name, labelColors[label], note));
        return Figure.Of(layout, nodes.Prepend(edges));

        // Heights from below, so that every word stands on the axis.
        (double X, double Y) Place(SentimentTree node)
        {
            (double X, double Y)[] below = [.. node.Children.Select(Place)];
            return places[node] = below.Length == 0 ? (leaves++, 0) : (below.Average(p => p.X), below.Max(p => p.Y) + 1);
        }
    }

    /// <summary>How much of each (token, depth) a label's capsule used, summed over composite parts.</summary>
    public static GenericChart Credit(SentimentCredit credit, int label, string labelName, string? title = null)
    {
        var (tokens, depths) = (credit.Used.GetLength(0), credit.Used.GetLength(1));
        var used = new double[depths, tokens];
        for (var depth = 0; depth < depths; depth++)
            for (var token = 0; token < tokens; token++) used[depth, token] = credit.Used[token, depth, label];
        return OverTokens(used, credit.Tokens, title ?? $"What \"{labelName}\" used", "D_use");
    }

    /// <summary>What every label's capsule used of each token, over all depths.</summary>
    public static GenericChart CreditByToken(SentimentCredit credit, IReadOnlyList<string> labelNames, string? title = null) => Plot.Bars(
        Apart(credit.Tokens), labelNames.Select((name, label) => new Series(name, credit.ByToken(label))), "", "Σ D_use", title,
        labelNames.Count == labelColors.Length ? labelColors : [labelColors[0], labelColors[^1]]);

    /// <summary>The embeddings of a sentence: how long each token's embedding is at each depth, relative to the depth's mean.</summary>
    /// <param name="embeddings">[tokens, depths, m].</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="title">Title of the chart.</param>
    public static GenericChart Embeddings(float[,,] embeddings, IReadOnlyList<string> tokens, string? title = null)
    {
        var (n, depths, m) = (embeddings.GetLength(0), embeddings.GetLength(1), embeddings.GetLength(2));
        var length = new double[depths, n];
        for (var depth = 0; depth < depths; depth++)
        {
            double[] lengths = [.. Enumerable.Range(0, n).Select(token => Math.Sqrt(Enumerable.Range(0, m).Sum(k => Math.Pow(embeddings[token, depth, k], 2))))];
            for (var token = 0; token < n; token++) length[depth, token] = lengths[token] / lengths.Average();
        }

        return OverTokens(length, tokens, title, "length / mean");
    }

    /// <summary>Figure 2: accuracy on SST-5/R by year, with the paper's row and this run's.</summary>
    /// <param name="here">This run's accuracy, 0 to 1.</param>
    /// <param name="name">This run's name: whose embeddings it routes.</param>
    public static GenericChart Figure2(double here, string name)
    {
        PointSet Set(string kind, IEnumerable<SentimentRow> rows) =>
            new(kind, [.. rows.Select(row => (double)row.Year)], [.. rows.Select(row => row.Accuracy)]);
        return Plot.Points(
            [Set("others (Table 2)", HeinsenSentiment.Table2.SkipLast(1)), Set("the paper, GPT-2 large", HeinsenSentiment.Table2.TakeLast(1)), new(name, [2019], [100 * here])],
            "year", "test accuracy, %", "SST-5/R by year (figure 2)", height: Theme.Height);
    }

    private static GenericChart OverTokens(double[,] values, IReadOnlyList<string> tokens, string? title, string valueTitle) =>
        Plot.Heatmap(values, "", "depth", title, valueTitle, columns: Apart(tokens), height: Math.Min(720, 210 + (34 * values.GetLength(0))));

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
