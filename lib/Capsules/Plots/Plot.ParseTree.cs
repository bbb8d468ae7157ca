using System.Numerics;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Plots;

public static partial class Plot
{
    private const double PanelEnd = 0.76;

    // Edges from pale to dark, as in the paper's figures; a stronger edge is also a bit wider.
    private static readonly string[] EdgeColours = ["#c6dbef", "#9ecae1", "#5aa2cf", "#2070b4", "#08306b"];

    /// <summary>A parse tree: layers of capsules as columns of nodes, couplings as edges, norms as the nodes' size and tone, dead capsules red.</summary>
    /// <remarks>Figures 2, 3, 5 and 9 of Mitterreiter et al. (2023).</remarks>
    /// <param name="couplings">One matrix for each routing layer; [lower capsules, upper capsules].</param>
    /// <param name="norms">One row for each layer of capsules, one more than there are matrices; [capsules].</param>
    /// <param name="image">The input, drawn beside the tree; [rows, columns]. None where null.</param>
    /// <param name="options">Names, thresholds, size.</param>
    /// <exception cref="ArgumentException">The matrices and norms do not fit together: the message says where.</exception>
    public static GenericChart ParseTree<T>(
        IReadOnlyList<T[,]> couplings, IReadOnlyList<T[]> norms, T[,]? image = null, ParseTreeOptions? options = null)
        where T : INumberBase<T>
    {
        options ??= new ParseTreeOptions();
        double[][][] c = [.. couplings.Select(Numbers.Rows)];
        double[][] n = [.. norms.Select(row => row.Select(double.CreateChecked).ToArray())];
        CheckTree(c, n, options);
        (string Name, GenericChart Chart)[] edges = [.. Edges(c, options)];
        List<GenericChart> parts =
            [.. edges.Select(edge => edge.Chart), Capsules(n, options, dead: false), Capsules(n, options, dead: true)];
        if (options.ClassNames is { } names)
        {
            parts.Add(ClassLabels(n.Length - 1, names));
        }

        if (image is not null)
        {
            (double low, double high) = Range([image], null, null);
            parts.Add(Picture(Static.Png.Encode(Pixels.Grey(image, low, high, ImageTone.Ink), image.GetLength(1), channels: 1)).WithAxisAnchor(2, 2));
        }

        string[] legend = [.. edges.Select(edge => edge.Name), "dead"];
        return DressTree(Chart.Combine(parts), n, image is null ? null : (image.GetLength(0), image.GetLength(1)), legend, options);
    }

    private static GenericChart DressTree(
        GenericChart chart, double[][] norms, (int Rows, int Columns)? image, string[] legend, ParseTreeOptions options)
    {
        int layers = norms.Length;
        string[] names = [.. options.LayerNames ?? Enumerable.Range(1, layers).Select(i => $"{i}")];
        double end = image is null ? 1 : PanelEnd;
        double room = options.ClassNames is null ? 0.15 : 0.45;
        chart = chart
            .WithXAxis(Theme.Axis("capsule layer", grid: false)
                .With("tickvals", Enumerable.Range(0, layers).ToArray()).With("ticktext", names)
                .With("range", new[] { -0.15, layers - 1 + room }).With("domain", new[] { 0, end }).With("showline", false))
            .WithYAxis(Theme.Hidden().With("range", new[] { 1.02, -0.02 }))
            .Tones(0, Math.Max(norms.SelectMany(row => row).DefaultIfEmpty(1).Max(), 1e-9), Theme.Ink, null, axis: 1)
            .Dress(options.Title, options.Width, options.Height)
            .LegendOnTop(legend, options.Title, options.Width, left: 20);
        if (image is not var (rows, columns))
        {
            return chart;
        }

        // The panel's height follows from its width, so that pixels are square.
        double wide = (1 - PanelEnd - 0.02) * (options.Width - 40);
        int top = Theme.RoomAbove(legend, options.Title, options.Width, left: 20);
        double high = Math.Min(1, wide * rows / columns / (options.Height - options.SliderRoom - top - 52));
        return chart
            .WithXAxis(Theme.Hidden().With("domain", new[] { PanelEnd + 0.02, 1 }).With("anchor", "y2"), StyleParam.SubPlotId.NewXAxis(2))
            .WithYAxis(
                Theme.Hidden().With("domain", new[] { 0.5 - high / 2, 0.5 + high / 2 }).With("anchor", "x2").With("range", new[] { rows - 0.5, -0.5 }),
                StyleParam.SubPlotId.NewYAxis(2));
    }

    // One trace for each strength, drawn from the weakest to the strongest; a NaN lifts the pen.
    private static IEnumerable<(string Name, GenericChart Chart)> Edges(double[][][] couplings, ParseTreeOptions options)
    {
        double greatest = options.GreatestCoupling ?? Darkest(couplings);
        bool isFirst = true;
        double[] limits = [options.LeastShare, .. new[] { 0.25, 0.45, 0.65, 0.85 }.Where(limit => limit > options.LeastShare)];
        int weaker = EdgeColours.Length - limits.Length;   // colours of the strengths left out
        for (int bin = 0; bin < limits.Length; bin++)
        {
            double from = limits[bin] * greatest;
            double to = bin == limits.Length - 1 ? double.PositiveInfinity : limits[bin + 1] * greatest;
            List<double> x = [];
            List<double> y = [];
            for (int l = 0; l < couplings.Length; l++)
            {
                double[][] layer = couplings[l];
                for (int i = 0; i < layer.Length; i++)
                {
                    for (int j = 0; j < layer[i].Length; j++)
                    {
                        if (layer[i][j] >= from && layer[i][j] < to)
                        {
                            x.AddRange([l, l + 1, double.NaN]);
                            y.AddRange([Height(i, layer.Length), Height(j, layer[i].Length), double.NaN]);
                        }
                    }
                }
            }

            string format = greatest < 0.1 ? "0.000" : "0.00";
            string range = bin == limits.Length - 1 ? $"≥ {Numbers.Text(from, format)}" : $"{Numbers.Text(from, format)}–{Numbers.Text(to, format)}";
            string name = isFirst && x.Count > 0 ? "coupling " + range : range;
            isFirst &= x.Count == 0;
            GenericChart edges = Chart.Line<double, double, string>(
                x: x, y: y, Name: name, LineColor: Color.fromString(EdgeColours[weaker + bin]), LineWidth: 0.9 + 0.3 * (weaker + bin), UseDefaults: false);
            yield return (name, edges.EachTrace(trace => trace.With("hoverinfo", "skip").With("showlegend", true)));
        }
    }

    // The greatest coupling, but at least four times what no preference gives (1/m): else uniform routing, all alike, would be all dark.
    private static double Darkest(IEnumerable<double[][]> couplings) => couplings
        .Where(layer => layer.Length > 0 && layer[0].Length > 0)
        .Select(layer => Math.Max(Math.Min(1, 4.0 / layer[0].Length), layer.Max(row => row.Max())))
        .DefaultIfEmpty(1).Max();

    private static GenericChart Capsules(double[][] norms, ParseTreeOptions options, bool dead)
    {
        double greatest = Math.Max(norms.SelectMany(row => row).DefaultIfEmpty(1).Max(), 1e-9);
        (int Layer, int Index, double Norm)[] there =
            [.. norms.SelectMany((row, l) => row.Select((norm, i) => (l, i, norm))).Where(capsule => capsule.norm < options.DeadBelow == dead)];
        Marker marker = dead
            ? new Marker().With("color", Theme.Dead).With("size", 8).With("symbol", "x")
            : new Marker()
                .With("opacity", 1.0)
                .With("color", there.Select(capsule => Numbers.Round(capsule.Norm)).ToArray())
                .With("size", there.Select(capsule => 6 + (int)Math.Round(12 * capsule.Norm / greatest)).ToArray())
                .With("line", new { width = 1.0, color = "#333333" })
                .With("coloraxis", "coloraxis");
        return Chart.Point<double, double, string>(
                x: [.. there.Select(capsule => (double)capsule.Layer)],
                y: [.. there.Select(capsule => Height(capsule.Index, norms[capsule.Layer].Length))],
                Name: dead ? "dead" : "capsule",
                MultiText: Raw.Some<string>([.. there.Select(capsule => $"capsule {capsule.Index}: norm {Numbers.Text(capsule.Norm, "0.000")}")]),
                Marker: marker,
                UseDefaults: false)
            .EachTrace(trace => trace.With("hoverinfo", "text").With("showlegend", dead && there.Length > 0));
    }

    private static GenericChart ClassLabels(int layer, IReadOnlyList<string> names) =>
        Chart.Scatter<double, double, string>(
                x: [.. names.Select(_ => layer + 0.11)],
                y: [.. names.Select((_, i) => Height(i, names.Count))],
                mode: StyleParam.Mode.Text,
                MultiText: Raw.Some(names),
                TextPosition: StyleParam.TextPosition.MiddleRight,
                Name: "classes",
                ShowLegend: false,
                UseDefaults: false)
            .EachTrace(trace => trace.With("hoverinfo", "skip"));

    private static double Height(int index, int count) => Math.Round((index + 0.5) / count, 4);

    private static void CheckTree(double[][][] couplings, double[][] norms, ParseTreeOptions options)
    {
        if (couplings.Length == 0 || norms.Length != couplings.Length + 1)
        {
            throw new ArgumentException(
                $"A parse tree of {couplings.Length} routing layers has {couplings.Length + 1} layers of capsules; norms of {norms.Length} are given.");
        }

        for (int l = 0; l < couplings.Length; l++)
        {
            (int lower, int upper) = (couplings[l].Length, couplings[l].Length == 0 ? 0 : couplings[l][0].Length);
            if (lower != norms[l].Length || upper != norms[l + 1].Length)
            {
                throw new ArgumentException(
                    $"The couplings of routing layer {l} are {lower} × {upper}; by the norms they should be {norms[l].Length} × {norms[l + 1].Length}.");
            }
        }

        Named(options.LayerNames, norms.Length, nameof(options.LayerNames));
        Named(options.ClassNames, norms[^1].Length, nameof(options.ClassNames));
    }
}
