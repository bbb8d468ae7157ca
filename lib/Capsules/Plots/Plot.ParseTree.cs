using System.Globalization;
using Capsules.Analysis;
using Plotly.NET;

namespace Capsules.Plots;

/// <summary>How a parse tree is drawn.</summary>
/// <param name="GreatestCoupling">The coupling of the darkest edge. Where null the greatest in the figure, but at least 4/m, four times what no
/// preference gives: else uniform routing, all alike, would be all dark. Set it for figures to be compared.</param>
/// <param name="LeastShare">Edges weaker than this share of the greatest coupling are left out: they would gray the figure.</param>
/// <param name="CapsuleNames">Names of the capsules of each layer, written above or below them; none where null.</param>
public sealed record ParseTreeOptions(
    double DeadBelow = 0.01, double? GreatestCoupling = null, double LeastShare = 0.1, IReadOnlyList<IReadOnlyList<string>>? CapsuleNames = null,
    int Width = Theme.Width, int Height = 430);

public static partial class Plot
{
    // Edges from one to another share of the greatest coupling: a stronger one is darker and wider; even the weakest has a contrast of 3:1.
    private static readonly Strength[] Strengths =
        [new(0, 0.3, "#6a94cc", 0.8), new(0.3, 0.55, "#4f7fc0", 1.2), new(0.55, 0.8, "#2f62a8", 2), new(0.8, double.PositiveInfinity, "#08306b", 2.8)];

    private sealed record Strength(double From, double To, string Color, double Width)
    {
        public string Range => double.IsInfinity(To) ? $"≥ {Number(From)}" : $"{Number(From)}–{Number(To)}";

        public object Line => new { color = Color, width = Width };
    }

    /// <summary>A parse tree: layers of capsules as columns of nodes, couplings as edges, norms as the nodes' size and tone, dead capsules red.</summary>
    /// <remarks>Figures 2, 3, 5 and 9 of Mitterreiter et al. (2023).</remarks>
    /// <exception cref="ArgumentException">Couplings, norms and names do not fit together: the message says where.</exception>
    public static GenericChart ParseTree(ParseTree tree, string? title = null, ParseTreeOptions? options = null) =>
        Trees([tree], null, 1, title, options ?? new ParseTreeOptions());

    /// <summary>Several parse trees in one figure, drawn alike, such as those of an image that turns.</summary>
    /// <exception cref="ArgumentException">No trees, not one name each, or couplings and norms that do not fit together.</exception>
    public static GenericChart ParseTrees(
        IReadOnlyList<ParseTree> trees, IReadOnlyList<string> names, string? title = null, ParseTreeOptions? options = null, int columns = 3)
    {
        if (trees.Count == 0) throw new ArgumentException("There is nothing to draw: at least one tree is needed.", nameof(trees));
        Figure.CheckNames(names, trees.Count, nameof(trees));
        return Trees(trees, names, Math.Min(columns, trees.Count), title, options ?? new ParseTreeOptions { Width = 900, Height = 250, LeastShare = 0.25 });
    }

    private static GenericChart Trees(
        IReadOnlyList<ParseTree> trees, IReadOnlyList<string>? names, int columns, string? title, ParseTreeOptions options)
    {
        foreach (var tree in trees) Check(tree);
        var greatest = (
            Coupling: options.GreatestCoupling ?? trees.SelectMany(tree => tree.Couplings).Max(c => Math.Max(Math.Min(1, 4.0 / c.GetLength(1)), c.Cast<double>().Max())),
            Norm: Math.Max(trees.SelectMany(tree => tree.Norms).SelectMany(norms => norms).Max(), 1e-9));
        Strength[] drawn = [.. Strengths
            .Select(s => s with { From = Math.Max(s.From, options.LeastShare) * greatest.Coupling, To = s.To * greatest.Coupling }).Where(s => s.From < s.To)];
        var scale = columns == 1 ? 1 : 0.6;   // of nodes and edges
        var rows = (trees.Count + columns - 1) / columns;
        // Every tree has its image at the right: in the gap to its neighbor, the last of a row in the margin.
        var hasImage = trees.Any(tree => tree.Image is not null);
        var room = !hasImage ? 24 : columns == 1 ? 160 : options.Width / columns / 4;
        var plot = options.Width - 28.0 - room;
        var layout = Theme.Layout(title, options.Width, (options.Height * rows) + (rows > 1 ? 90 : 0), legend: true, key: "Edges: coupling. Nodes: norm of the capsule.", left: 28, right: room);
        var grid = new Panels(layout, trees.Count, columns, gapX: room / plot, above: names is null ? 0 : 22.0 / options.Height / rows);
        List<Trace> traces = [];
        List<object> images = [];
        for (var p = 0; p < trees.Count; p++)
        {
            Place(grid, p, trees[p], wide: plot / columns / trees[p].Norms.Count > 80);
            if (names is not null) grid.Title(p, names[p]);
            if (trees[p].Image is { } image)
            {
                var (low, high) = Figure.Ends(image.Cast<double>());
                images.Add(grid.Beside(p, Address(image, low, high, ImageTone.Ink, zoom: 4), (room - 16) / plot));
            }

            traces.AddRange(Edges(trees[p], drawn).Select(trace => Panels.In(p, trace)));
            traces.AddRange(Capsules(trees[p], greatest.Norm, options, scale).Select(trace => Panels.In(p, trace)));
        }

        layout.With(new { images });
        return Figure.Of(layout, [.. traces, .. Key(trees, drawn, greatest.Norm, options.DeadBelow, scale)]);
    }

    private static void Place(Panels grid, int panel, ParseTree tree, bool wide)
    {
        var layers = tree.Norms.Count;
        var axis = Theme.Axis(grid.IsLast(panel) ? "capsule layer" : "", grid: false).With(new
        {
            showline = false,
            showticklabels = grid.IsLast(panel),
            tickvals = Enumerable.Range(0, layers),
            ticktext = wide ? tree.LayerNames : [.. Enumerable.Range(1, layers).Select(l => $"{l}")],
            range = new[] { -0.12, layers - 0.88 },
        });
        grid.Place(panel, axis, Theme.Hidden(1.02, -0.02));
    }

    // One trace for each strength, drawn from the weakest to the strongest; a null lifts the pen.
    private static IEnumerable<Trace> Edges(ParseTree tree, IEnumerable<Strength> drawn)
    {
        foreach (var strength in drawn)
        {
            List<double?> x = [], y = [];
            for (var l = 0; l < tree.Couplings.Count; l++)
            {
                var c = tree.Couplings[l];
                for (var i = 0; i < c.GetLength(0); i++)
                {
                    for (var j = 0; j < c.GetLength(1); j++)
                    {
                        if (c[i, j] < strength.From || c[i, j] >= strength.To) continue;
                        x.AddRange([l, l + 1, null]);
                        y.AddRange([Height(i, c.GetLength(0)), Height(j, c.GetLength(1)), null]);
                    }
                }
            }

            yield return Figure.Trace("scatter", new { x, y, mode = "lines", line = strength.Line, name = strength.Range, showlegend = false, hoverinfo = "skip" });
        }
    }

    private static IEnumerable<Trace> Capsules(ParseTree tree, double greatest, ParseTreeOptions options, double scale)
    {
        var all = tree.Norms.SelectMany((norms, layer) => norms.Select((norm, i) => (Layer: layer, Index: i, Norm: norm, Y: Height(i, norms.Length))));
        foreach (var group in all.ToLookup(capsule => capsule.Norm < options.DeadBelow).OrderBy(group => group.Key))
        {
            yield return Figure.Trace("scatter", new
            {
                x = group.Select(capsule => capsule.Layer),
                y = group.Select(capsule => capsule.Y),
                mode = options.CapsuleNames is null ? "markers" : "markers+text",
                name = group.Key ? "dead" : "capsule",
                marker = group.Key ? DeadMarker(scale) : NormMarker([.. group.Select(capsule => capsule.Norm)], greatest, scale),
                hovertext = group.Select(capsule => $"capsule {capsule.Index + 1}: norm {capsule.Norm.ToString("0.000", CultureInfo.InvariantCulture)}"),
                hoverinfo = "text",
                text = options.CapsuleNames is { } names ? group.Select(capsule => names[capsule.Layer][capsule.Index]) : null,
                textposition = group.Select(capsule => capsule.Y < 0.5 ? "top center" : "bottom center"),
                cliponaxis = false,
                showlegend = false,
            });
        }
    }

    // Legend entries without points: what edges and nodes stand for.
    private static IEnumerable<Trace> Key(IEnumerable<ParseTree> trees, IEnumerable<Strength> drawn, double greatest, double deadBelow, double scale)
    {
        static Trace Entry(string name, object? line, object? marker) => Figure.Trace("scatter", new
        {
            x = new double?[] { null }, y = new double?[] { null }, mode = line is null ? "markers" : "lines", name, line, marker,
        });
        foreach (var strength in drawn) yield return Entry(strength.Range, strength.Line, null);
        foreach (var share in new[] { 0.1, 0.5, 1 })
            yield return Entry(Number(share * greatest), null, NormMarker([share * greatest], greatest, scale));
        if (trees.Any(tree => tree.Norms.Any(norms => norms.Any(norm => norm < deadBelow)))) yield return Entry("dead", null, DeadMarker(scale));
    }

    private static object NormMarker(double[] norms, double greatest, double scale) => new
    {
        size = norms.Select(norm => scale * (6 + 10 * norm / greatest)),
        color = norms.Select(norm => (int)(255 * (1 - norm / greatest))).Select(gray => $"rgb({gray},{gray},{gray})"),
        line = new { color = Theme.Text, width = 1 },
        opacity = 1,
    };

    private static object DeadMarker(double scale) => new { symbol = "x", size = scale * 8, color = Theme.Dead };

    private static double Height(int index, int count) => (index + 0.5) / count;

    private static string Number(double value) => value.ToString("G2", CultureInfo.InvariantCulture);

    private static void Check(ParseTree tree)
    {
        var (couplings, norms) = (tree.Couplings, tree.Norms);
        if (couplings.Count == 0 || norms.Count != couplings.Count + 1)
            throw new ArgumentException(
                $"A parse tree of {couplings.Count} routing layers has {couplings.Count + 1} layers of capsules; norms of {norms.Count} are given.");
        for (var l = 0; l < couplings.Count; l++)
        {
            var (lower, upper) = (couplings[l].GetLength(0), couplings[l].GetLength(1));
            if (lower != norms[l].Length || upper != norms[l + 1].Length || lower * upper == 0)
                throw new ArgumentException(
                    $"The couplings of routing layer {l + 1} are {lower} × {upper}; by the norms they should be {norms[l].Length} × {norms[l + 1].Length}.");
        }

        Figure.CheckNames(tree.LayerNames, norms.Count, "layers");
    }
}
