using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Plots;

/// <summary>Points of one kind.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="X">Places on the x axis.</param>
/// <param name="Y">Places on the y axis; as many.</param>
/// <param name="Labels">A text at each point; none where null.</param>
/// <param name="Colour">Number of its colour, so that kinds can share one; its place among the kinds where null.</param>
/// <param name="Symbol">Number of its form, likewise.</param>
public sealed record PointSet(
    string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<string>? Labels = null, int? Colour = null, int? Symbol = null);

public static partial class Plot
{
    private static readonly string[] Symbols = ["circle", "square", "diamond", "triangle-up", "cross", "x", "triangle-down"];

    /// <summary>Points in the plane, each kind with its colour and form.</summary>
    /// <param name="sets">The kinds.</param>
    /// <param name="xTitle">Title of the x axis.</param>
    /// <param name="yTitle">Title of the y axis.</param>
    /// <param name="title">Title of the chart.</param>
    /// <param name="logX">Whether the x axis is logarithmic.</param>
    /// <param name="logY">Whether the y axis is logarithmic.</param>
    /// <param name="joined">Whether points of a kind are joined by a line, in their order.</param>
    /// <param name="size">Size of a point in pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="diagonal">Whether a line shows where y = x, behind the points.</param>
    /// <exception cref="ArgumentException">No points, or a set whose lists differ in length.</exception>
    public static GenericChart Points(
        IEnumerable<PointSet> sets, string xTitle, string yTitle, string? title = null, bool logX = false, bool logY = false, bool joined = false,
        int size = 8, int width = Theme.Width, int height = 420, bool diagonal = false)
    {
        PointSet[] all = [.. sets];
        if (all.Length == 0)
        {
            throw new ArgumentException("There is nothing to draw: at least one set of points is needed.", nameof(sets));
        }

        if (Array.Find(all, set => set.X.Count != set.Y.Count || (set.Labels is { } labels && labels.Count != set.X.Count)) is { } odd)
        {
            throw new ArgumentException(
                $"The points '{odd.Name}' have {odd.X.Count} x, {odd.Y.Count} y and {odd.Labels?.Count ?? odd.X.Count} labels.", nameof(sets));
        }

        IEnumerable<GenericChart> parts = all.Select((set, i) => PointsOf(set, i, joined, size));
        return Chart.Combine(diagonal ? parts.Prepend(Diagonal(all)) : parts)
            .WithXAxis(Theme.Axis(xTitle, log: logX))
            .WithYAxis(Theme.Axis(yTitle, log: logY))
            .Dress(title, width, height)
            .Legend(all.Select(set => set.Name), title, width);
    }

    /// <summary>Points under a mixture of axis-parallel Gaussians: each point in the colour of the Gaussian it belongs to most, an ellipse at two standard deviations.</summary>
    /// <param name="points">[n, 2].</param>
    /// <param name="probabilities">How much each point belongs to each Gaussian; [n, k].</param>
    /// <param name="mu">Means; [k, 2].</param>
    /// <param name="sig2">Variances; [k, 2].</param>
    /// <param name="title">Title of the chart.</param>
    /// <param name="xTitle">Title of the x axis.</param>
    /// <param name="yTitle">Title of the y axis.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public static GenericChart Gaussians(
        double[,] points, double[,] probabilities, double[,] mu, double[,] sig2, string? title = null,
        string xTitle = "x", string yTitle = "y", int width = 480, int height = 440)
    {
        (int n, int k) = (probabilities.GetLength(0), probabilities.GetLength(1));
        if (points.GetLength(0) != n || points.GetLength(1) != 2 || mu.GetLength(0) != k || mu.GetLength(1) != 2 || sig2.GetLength(0) != k || sig2.GetLength(1) != 2)
        {
            throw new ArgumentException(
                $"For probabilities [{n}, {k}] the points must be [{n}, 2], mu and sig2 [{k}, 2]; they are [{points.GetLength(0)}, {points.GetLength(1)}], "
                + $"[{mu.GetLength(0)}, {mu.GetLength(1)}] and [{sig2.GetLength(0)}, {sig2.GetLength(1)}].");
        }

        IEnumerable<GenericChart> ellipses = Enumerable.Range(0, k).Select(j => Ellipse(j, (mu[j, 0], mu[j, 1]), (sig2[j, 0], sig2[j, 1])));
        int[] owner = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, k).MaxBy(j => probabilities[i, j]))];
        GenericChart dots = Chart.Point<double, double, string>(
            x: Numbers.Round(Enumerable.Range(0, n).Select(i => points[i, 0])),
            y: Numbers.Round(Enumerable.Range(0, n).Select(i => points[i, 1])),
            Name: "points",
            Marker: new Marker()
                // The surer, the stronger the colour.
                .With("color", Color.fromColors([.. owner.Select((j, i) => Theme.Faint(Theme.Colour(j), 0.15 + 0.85 * Math.Clamp(probabilities[i, j], 0, 1)))]))
                .With("size", 7),
            UseDefaults: false);
        return Chart.Combine(ellipses.Prepend(dots))
            .WithXAxis(Theme.Axis(xTitle))
            .WithYAxis(Theme.Axis(yTitle))
            .Dress(title, width, height)
            .WithLegend(false);
    }

    private static GenericChart PointsOf(PointSet set, int index, bool joined, int size) =>
        Chart.Scatter<double, double, string>(
            x: Numbers.Round(set.X),
            y: Numbers.Round(set.Y),
            mode: (joined, set.Labels is not null) switch
            {
                (true, true) => StyleParam.Mode.Lines_Markers_Text,
                (true, false) => StyleParam.Mode.Lines_Markers,
                (false, true) => StyleParam.Mode.Markers_Text,
                _ => StyleParam.Mode.Markers,
            },
            Name: set.Name,
            MultiText: set.Labels is null ? default : Raw.Some(set.Labels),
            TextPosition: StyleParam.TextPosition.TopCenter,
            Marker: new Marker()
                .With("color", Theme.Colour(set.Colour ?? index)).With("size", size).With("symbol", Symbols[(set.Symbol ?? index) % Symbols.Length]),
            LineColor: Color.fromString(Theme.Colour(set.Colour ?? index)),
            LineWidth: 1.5,
            UseDefaults: false)
            .EachTrace(trace => trace.With("cliponaxis", false));

    // Over the values that x and y have in common.
    private static GenericChart Diagonal(PointSet[] sets)
    {
        (double[] x, double[] y) = ([.. sets.SelectMany(set => set.X)], [.. sets.SelectMany(set => set.Y)]);
        double[] ends = x.Length == 0 ? [] : [Math.Max(x.Min(), y.Min()), Math.Min(x.Max(), y.Max())];
        return Chart.Line<double, double, string>(
                x: ends, y: ends, Name: "equal", ShowLegend: false, LineColor: Color.fromString("#999999"), LineWidth: 1.2, UseDefaults: false)
            .EachTrace(trace => trace.With("hoverinfo", "skip"));
    }

    private static GenericChart Ellipse(int index, (double X, double Y) mean, (double X, double Y) variance)
    {
        double[] turns = [.. Enumerable.Range(0, 49).Select(i => i * Math.PI / 24)];
        return Chart.Line<double, double, string>(
            x: Numbers.Round(turns.Select(turn => mean.X + 2 * Math.Sqrt(variance.X) * Math.Cos(turn))),
            y: Numbers.Round(turns.Select(turn => mean.Y + 2 * Math.Sqrt(variance.Y) * Math.Sin(turn))),
            Name: $"Gaussian {index}",
            LineColor: Color.fromString(Theme.Colour(index)),
            LineWidth: 2.0,
            UseDefaults: false);
    }
}
