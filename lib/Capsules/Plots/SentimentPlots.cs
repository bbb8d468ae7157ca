using Capsules.Language;
using Capsules.Papers;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Plots;

/// <summary>Charts of sentences: labelled trees, and what a network used of each token.</summary>
public static class SentimentPlots
{
    private static readonly string[] LabelColours = ["#b2182b", "#f4a582", "#d9d9d9", "#92c5de", "#2166ac"];

    // Below the axis, for words that stand aslant.
    private const int WordRoom = 92;

    /// <summary>A labelled tree: words below, phrases above them, coloured by label.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="title">Title of the chart.</param>
    /// <param name="note">Text above a phrase, such as a prediction; none where null or empty.</param>
    /// <param name="width">In pixels.</param>
    public static GenericChart Tree(SentimentTree tree, string? title = null, Func<SentimentTree, string?>? note = null, int width = Theme.Width)
    {
        var places = new Dictionary<SentimentTree, (double X, double Y)>(ReferenceEqualityComparer.Instance);
        int leaves = 0;
        Place(tree);
        string[] words = [.. tree.Leaves()];
        double top = places[tree].Y;
        List<GenericChart> parts = [Edges(places)];
        parts.AddRange(SentimentTree.LabelNames.Select((name, label) => Nodes(places, label, name)));
        if (note is not null)
            parts.Add(Notes(places, note));
        return Chart.Combine(parts)
            .WithXAxis(Theme.Axis("", grid: false)
                .With("tickvals", Enumerable.Range(0, words.Length).ToArray()).With("ticktext", words)
                .With("range", new[] { -0.6, words.Length - 0.4 }).With("showline", false))
            .WithYAxis(Theme.Hidden().With("range", new[] { -0.5, top + 0.9 }))
            .Dress(title, width, (int)Math.Clamp(150 + (34 * top), 260, 640))
            .LegendOnTop(SentimentTree.LabelNames, title, width, left: 20, bottom: 70);

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
        int tokens = credit.Used.GetLength(0), depths = credit.Used.GetLength(1);
        var used = new double[depths, tokens];
        for (int depth = 0; depth < depths; depth++)
        {
            for (int token = 0; token < tokens; token++)
                used[depth, token] = credit.Used[token, depth, label];
        }
        return Plot.Heatmap(
                used, "", "depth", title ?? $"What \"{labelName}\" used", "D_use", columns: Shown(credit.Tokens), height: HeightFor(depths))
            .Margins(left: 62, right: 86, top: 52, bottom: WordRoom);
    }

    /// <summary>What every label's capsule used of each token, over all depths: lines over the sentence.</summary>
    public static GenericChart CreditByToken(SentimentCredit credit, IReadOnlyList<string> labelNames, string? title = null) => Plot.Bars(
            Shown(credit.Tokens), labelNames.Select((name, label) => new Series(name, credit.ByToken(label))), "", "Σ D_use", title)
        .LegendOnTop(labelNames, title, Theme.Width, bottom: WordRoom);

    /// <summary>The embeddings of a sentence: how long each token's embedding is at each depth, relative to the depth's mean.</summary>
    /// <param name="embeddings">[tokens, depths, m].</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="title">Title of the chart.</param>
    public static GenericChart Embeddings(float[,,] embeddings, IReadOnlyList<string> tokens, string? title = null)
    {
        int n = embeddings.GetLength(0), l = embeddings.GetLength(1), m = embeddings.GetLength(2);
        var length = new double[l, n];
        for (int depth = 0; depth < l; depth++)
        {
            double sum = 0;
            for (int token = 0; token < n; token++)
                sum += length[depth, token] = Math.Sqrt(Enumerable.Range(0, m).Sum(k => (double)embeddings[token, depth, k] * embeddings[token, depth, k]));
            for (int token = 0; token < n; token++)
                length[depth, token] *= n / sum;
        }
        return Plot.Heatmap(
                length, "", "depth", title, "length / mean", columns: Shown(tokens), height: HeightFor(l))
            .Margins(left: 62, right: 86, top: title is null ? 20 : 52, bottom: WordRoom);
    }

    /// <summary>Figure 2: accuracy on SST-5/R by year, with the paper's row and this run's.</summary>
    /// <param name="here">This run's accuracy, 0 to 1.</param>
    /// <param name="name">This run's name: whose embeddings it routes.</param>
    public static GenericChart Figure2(double here, string name)
    {
        const string Title = "SST-5/R by year (figure 2)";
        SentimentRow[] rows = [.. HeinsenSentiment.Table2];
        string[] names = ["others (Table 2)", "the paper, GPT-2 large", name];
        return Chart.Combine([
                Points(rows[..^1], names[0], Theme.Palette[6]),
                Points(rows[^1..], names[1], Theme.Palette[0]),
                Points([new SentimentRow(name, 2019, here * 100)], name, Theme.Palette[1])])
            .WithXAxis(Theme.Axis("year", grid: false)
                .With("tickvals", Enumerable.Range(2013, 7).ToArray()).With("ticktext", Enumerable.Range(2013, 7).Select(year => $"{year}").ToArray()))
            .WithYAxis(Theme.Axis("test accuracy, %"))
            .Dress(Title, Theme.Width, Theme.Height)
            .LegendOnTop(names, Title, Theme.Width);
    }

    private static int HeightFor(int depths) => Math.Min(700, 190 + (34 * depths));

    private static string[] Shown(IReadOnlyList<string> tokens) => [.. tokens.Select((token, i) => $"{i + 1}·{token.Trim()}")];

    private static GenericChart Points(SentimentRow[] rows, string name, string colour) => Chart.Point<double, double, string>(
        x: [.. rows.Select(row => (double)row.Year)],
        y: [.. rows.Select(row => Numbers.Round(row.Accuracy))],
        Name: name,
        MultiText: Raw.Some<string>([.. rows.Select(row => row.Model)]),
        Marker: new Marker().With("size", 10).With("color", colour),
        UseDefaults: false);

    private static GenericChart Edges(Dictionary<SentimentTree, (double X, double Y)> places)
    {
        List<double> x = [], y = [];
        foreach ((SentimentTree node, (double X, double Y) at) in places)
        {
            foreach (SentimentTree child in node.Children)
            {
                x.AddRange([at.X, places[child].X, double.NaN]);
                y.AddRange([at.Y, places[child].Y, double.NaN]);
            }
        }
        GenericChart chart = Chart.Line<double, double, string>(
            x: x, y: y, Name: "parts", ShowLegend: false, LineColor: Color.fromString("#999999"), LineWidth: 1.2, UseDefaults: false);
        foreach (Trace trace in chart.GetTraces())
            trace.With("hoverinfo", "skip");
        return chart;
    }

    private static GenericChart Nodes(Dictionary<SentimentTree, (double X, double Y)> places, int label, string name)
    {
        KeyValuePair<SentimentTree, (double X, double Y)>[] nodes = [.. places.Where(place => place.Key.Label == label)];
        return Chart.Point<double, double, string>(
            x: [.. nodes.Select(node => node.Value.X)],
            y: [.. nodes.Select(node => node.Value.Y)],
            Name: name,
            MultiText: Raw.Some<string>([.. nodes.Select(node => node.Key.Text())]),
            Marker: new Marker().With("size", 12).With("color", LabelColours[label]).With("line", new { width = 1.0, color = "#555555" }),
            UseDefaults: false);
    }

    private static GenericChart Notes(Dictionary<SentimentTree, (double X, double Y)> places, Func<SentimentTree, string?> note)
    {
        (double X, double Y, string Text)[] notes =
            [.. places.Select(place => (place.Value.X, place.Value.Y, note(place.Key) ?? "")).Where(n => n.Item3.Length > 0)];
        return Chart.Scatter<double, double, string>(
            x: [.. notes.Select(n => n.X)],
            y: [.. notes.Select(n => n.Y + 0.38)],
            mode: StyleParam.Mode.Text,
            MultiText: Raw.Some<string>([.. notes.Select(n => n.Text)]),
            Name: "notes",
            ShowLegend: false,
            UseDefaults: false);
    }
}
