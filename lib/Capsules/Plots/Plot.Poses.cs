using Capsules.Metrics;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Plots;

public static partial class Plot
{
    private static readonly (string Name, Func<PoseChange, double[]> Of)[] PoseStatistics =
        [("distance", c => c.Distance), ("norm", c => c.Norm), ("cosine", c => c.Cosine)];

    /// <summary>Distance, norm and cosine of every pose vector of every toy along a viewpoint axis, the mean in dark blue (Heinsen 2019, figures 6 and 7).</summary>
    /// <param name="changes">What <see cref="ReverseGraphics.Changes"/> gave.</param>
    /// <param name="at">Viewpoints, as many as each change has steps.</param>
    /// <param name="xTitle">What they are.</param>
    /// <param name="title">Title of the chart.</param>
    /// <exception cref="ArgumentException">No changes, or another number of viewpoints.</exception>
    public static GenericChart PoseChanges(IReadOnlyList<PoseChange> changes, IReadOnlyList<double> at, string xTitle, string? title = null)
    {
        if (changes.Count == 0 || changes[0].Norm.Length != at.Count)
        {
            throw new ArgumentException(
                $"{changes.Count} changes of {(changes.Count > 0 ? changes[0].Norm.Length : 0)} steps do not fit {at.Count} viewpoints.", nameof(changes));
        }

        int vectors = changes.Max(c => c.Vector) + 1;
        IEnumerable<GenericChart> panels = PoseStatistics.SelectMany((statistic, row) => Enumerable.Range(0, vectors).Select(vector =>
            Chart.Combine([
                PoseLines(at, changes.Where(c => c.Vector == vector).Select(statistic.Of)),
                PoseLine(at, ReverseGraphics.Mean(changes, vector, statistic.Of), Color.fromString("#08306b"), 2.6)])
            .WithXAxis(Theme.Axis(row == PoseStatistics.Length - 1 ? xTitle : "", grid: false))
            .WithYAxis(Theme.Axis(vector == 0 ? statistic.Name : "").With("range", PoseRange(changes, statistic.Of)))));
        return Chart.Grid(panels, PoseStatistics.Length, vectors, XGap: 0.12, YGap: 0.14)
            .Dress(title, 780, 620)
            .WithLegend(false);
    }

    /// <summary>A toy's pose vectors in a plane: one closed figure a viewpoint, fainter the earlier; circles mark the first vector at both ends (figure 4).</summary>
    /// <param name="layout">What <see cref="ReverseGraphics.Plane"/> gave.</param>
    /// <param name="vectors">Pose vectors a viewpoint.</param>
    /// <param name="title">Title of the chart.</param>
    /// <exception cref="ArgumentException">Points that are not whole viewpoints.</exception>
    public static GenericChart PosePlane(MdsLayout layout, int vectors = 4, string? title = null)
    {
        int points = layout.Points.GetLength(0);
        if (vectors < 1 || points % vectors != 0 || points == 0)
        {
            throw new ArgumentException($"{points} points are not whole viewpoints of {vectors} vectors.", nameof(layout));
        }

        int views = points / vectors;
        IEnumerable<GenericChart> figures = Enumerable.Range(0, views).Select(view =>
        {
            int[] corners = [.. Enumerable.Range(0, vectors + 1).Select(k => view * vectors + k % vectors)];
            double opacity = 0.15 + 0.85 * (view + 1) / views;
            return PoseLine([.. corners.Select(i => layout.Points[i, 0])], [.. corners.Select(i => layout.Points[i, 1])], Theme.Faint(Theme.Colour(0), opacity), 2);
        });
        int[] ends = [0, (views - 1) * vectors];
        GenericChart circles = PointsOf(new PointSet("first vector", [.. ends.Select(i => layout.Points[i, 0])], [.. ends.Select(i => layout.Points[i, 1])], ["first", "last"]), 1, joined: false, size: 11);
        return Chart.Combine(figures.Append(circles))
            .WithXAxis(Theme.Axis("first axis"))
            .WithYAxis(Theme.Axis("second axis").With("scaleanchor", "x"))
            .Dress(title, 520, 480)
            .WithLegend(false);
    }

    // All toys' lines are one trace with gaps: hundreds of traces of their own would make a notebook of megabytes.
    private static GenericChart PoseLines(IReadOnlyList<double> at, IEnumerable<double[]> lines)
    {
        double[][] all = [.. lines];
        return PoseLine([.. all.SelectMany(_ => at.Append(double.NaN))], [.. all.SelectMany(line => line.Append(double.NaN))], Theme.Faint(Theme.Colour(4), 0.35), 1);
    }

    private static GenericChart PoseLine(IReadOnlyList<double> x, IReadOnlyList<double> y, Color colour, double width) =>
        Chart.Line<double, double, string>(x: Numbers.Round(x), y: Numbers.Round(y), LineColor: colour, LineWidth: width, UseDefaults: false)
            .EachTrace(trace => trace.With("hoverinfo", "skip"));

    private static double[] PoseRange(IReadOnlyList<PoseChange> changes, Func<PoseChange, double[]> statistic)
    {
        (double least, double greatest) = Numbers.Ends(changes.Select(statistic));
        double room = 0.05 * (greatest - least);
        return [least - room, greatest + room];
    }
}
