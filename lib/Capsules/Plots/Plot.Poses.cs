using Capsules.Analysis;
using Plotly.NET;

namespace Capsules.Plots;

public static partial class Plot
{
    private const string Strong = "#08306b";
    private static readonly (string Name, Func<PoseChange, double[]> Of)[] PoseStatistics =
        [("distance", c => c.Distance), ("norm", c => c.Norm), ("cosine", c => c.Cosine)];

    /// <summary>Distance, norm and cosine of every pose vector of every toy along a viewpoint axis, the mean in dark blue (Heinsen 2019, figures 6 and 7).</summary>
    /// <exception cref="ArgumentException">No changes, or another number of viewpoints.</exception>
    public static GenericChart PoseChanges(IReadOnlyList<PoseChange> changes, IReadOnlyList<double> at, string xTitle, string? title = null)
    {
        if (changes.Count == 0 || changes[0].Norm.Length != at.Count)
            throw new ArgumentException(
                $"{changes.Count} changes of {(changes.Count > 0 ? changes[0].Norm.Length : 0)} steps do not fit {at.Count} viewpoints.", nameof(changes));
        var vectors = changes.Max(c => c.Vector) + 1;
        var layout = Theme.Layout(title, 780, 620);
        var grid = new Panels(layout, PoseStatistics.Length * vectors, vectors, gapX: 0.03, above: 0.035);
        List<Trace> traces = [];
        for (var panel = 0; panel < PoseStatistics.Length * vectors; panel++)
        {
            var (vector, (name, of)) = (panel % vectors, PoseStatistics[panel / vectors]);
            var (least, greatest) = Figure.Ends(changes.SelectMany(of));
            var room = 0.05 * (greatest - least);
            var y = Theme.Axis(name).With(new { range = new[] { least - room, greatest + room } });
            var last = grid.IsLast(panel);
            var x = Theme.Axis(last ? xTitle : "", grid: false).With(new { nticks = 5, showticklabels = last });
            grid.Place(panel, x, y);
            if (panel < vectors) grid.Title(panel, $"vector {vector + 1}");
            traces.Add(Panels.In(panel, ToyLines(at, changes.Where(c => c.Vector == vector).Select(of))));
            traces.Add(Panels.In(panel, Outline(at, ReverseGraphics.Mean(changes, vector, of), Strong, 2.8)));
        }

        return Figure.Of(layout, traces);
    }

    /// <summary>A toy's pose vectors in a plane: one closed outline per viewpoint, the later the darker; markers show the first vector at both ends (figure 4).</summary>
    /// <exception cref="ArgumentException">The points are not whole viewpoints.</exception>
    public static GenericChart PosePlane(MdsLayout layout, int vectors = 4, string? title = null)
    {
        var points = layout.Points.Rows();
        if (vectors < 1 || points.Length % vectors != 0 || points.Length == 0)
            throw new ArgumentException($"{points.Length} points are not whole viewpoints of {vectors} vectors.", nameof(layout));
        double[][][] views = [.. points.Chunk(vectors)];
        var outlines = views.Select((view, t) =>
        {
            double[][] closed = [.. view, view[0]];
            return Outline([.. closed.Select(p => p[0])], [.. closed.Select(p => p[1])], Strengths[t * Strengths.Length / views.Length].Color, 2);
        });
        PointSet End(string name, double[] p) => new($"first vector, {name} view", [p[0]], [p[1]]);
        var ends = new[] { End("first", views[0][0]), End("last", views[^1][0]) }.Select((set, i) => Points(set, i + 1, joined: false));
        return Figure.Of(
            Theme.Layout(title, 560, 520, legend: true).With(new { xaxis = Theme.Axis("first axis"), yaxis = Theme.Axis("second axis").With(new { scaleanchor = "x" }) }),
            outlines.Concat(ends));
    }

    // All toys' lines are one trace with gaps: hundreds of traces would make a notebook of megabytes.
    private static Trace ToyLines(IReadOnlyList<double> at, IEnumerable<double[]> lines)
    {
        double[][] all = [.. lines];
        return Outline([.. all.SelectMany(_ => at.Append(double.NaN))], [.. all.SelectMany(line => line.Append(double.NaN))], Strengths[0].Color, 0.6);
    }

    private static Trace Outline(IReadOnlyList<double> x, IReadOnlyList<double> y, string color, double width) =>
        Figure.Trace("scatter", new { x, y, mode = "lines", line = new { color, width }, hoverinfo = "skip", showlegend = false });
}
