using Plotly.NET;

namespace Capsules.Plots;

/// <summary>Points of one kind.</summary>
/// <param name="Color">Number of its color, so that kinds can share one; its place among the kinds where null.</param>
public sealed record PointSet(
    string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<string>? Labels = null, int? Color = null, int? Symbol = null);

public static partial class Plot
{
    /// <summary>Points in the plane, each kind with its color and form.</summary>
    /// <param name="diagonal">Whether a line shows where y = x, behind the points.</param>
    /// <exception cref="ArgumentException">No points, or a set whose lists differ in length.</exception>
    public static GenericChart Points(
        IEnumerable<PointSet> sets, string xTitle, string yTitle, string? title = null, bool logX = false, bool logY = false, bool joined = false,
        int width = Theme.Width, int height = 420, bool diagonal = false)
    {
        PointSet[] all = [.. sets];
        if (all.Length == 0) throw new ArgumentException("There is nothing to draw: at least one set of points is needed.", nameof(sets));
        if (Array.Find(all, set => set.X.Count != set.Y.Count || (set.Labels ?? (IReadOnlyList<object>)[.. set.X]).Count != set.X.Count) is { } odd)
            throw new ArgumentException(
                $"The points '{odd.Name}' have {odd.X.Count} x, {odd.Y.Count} y and {odd.Labels?.Count ?? odd.X.Count} labels.", nameof(sets));
        var layout = Theme.Layout(title, width, height, legend: all.Length > 1).With(new
        {
            xaxis = Theme.Axis(xTitle, log: logX, values: all.SelectMany(set => set.X)),
            yaxis = Theme.Axis(yTitle, log: logY, values: logY ? all.SelectMany(set => set.Y) : null),
        });
        var points = all.Select((set, i) => Points(set, i, joined));
        return Figure.Of(layout, diagonal ? points.Prepend(Diagonal(all)) : points);
    }

    /// <summary>Points that move, with a slider over their states: the last is shown until it is moved. The axes stay.</summary>
    /// <param name="what">What the names count, such as "batch ".</param>
    /// <exception cref="ArgumentException">There is no state.</exception>
    public static GenericChart PointsSlider(
        IReadOnlyList<(string Name, PointSet[] Sets)> states, string what, string xTitle, string yTitle, string? title = null, bool logX = false,
        bool logY = false)
    {
        if (states.Count == 0) throw new ArgumentException("There is nothing to draw: at least one state is needed.", nameof(states));
        PointSet[] all = [.. states.SelectMany(state => state.Sets)];
        static double[] Range(IEnumerable<double> values, bool log)
        {
            var (least, greatest) = Figure.Ends(log ? values.Where(value => value > 0).Select(Math.Log10) : values);
            var room = 0.05 * Math.Max(greatest - least, 1e-3);
            return [least - room, greatest + room];
        }

        var layout = Theme.Layout(title, Theme.Width, Theme.Height + 100, legend: true, bottom: Figure.SliderRoom).With(new
        {
            xaxis = Theme.Axis(xTitle, log: logX).With(new { range = Range(all.SelectMany(set => set.X), logX) }),
            yaxis = Theme.Axis(yTitle, log: logY).With(new { range = Range(all.SelectMany(set => set.Y), logY) }),
        });
        return Figure.Slider(
            layout, [.. states.Select(state => state.Sets.Select((set, i) => Points(set, i, joined: false)).ToArray())], [.. states.Select(state => state.Name)], what);
    }

    private static Trace Points(PointSet set, int index, bool joined)
    {
        var color = Theme.Color(set.Color ?? index);
        return Figure.Trace("scatter", new
        {
            x = set.X,
            y = set.Y,
            name = set.Name,
            mode = (joined ? "lines+markers" : "markers") + (set.Labels is null ? "" : "+text"),
            text = set.Labels,
            textposition = "top center",
            marker = new { color, size = 9, symbol = Theme.Symbol(set.Symbol ?? index) },
            line = new { color, width = 1.5 },
            cliponaxis = false,
        });
    }

    // Over the values that x and y have in common.
    private static Trace Diagonal(PointSet[] sets)
    {
        var (x, y) = (Figure.Ends(sets.SelectMany(set => set.X)), Figure.Ends(sets.SelectMany(set => set.Y)));
        double[] ends = [Math.Max(x.Least, y.Least), Math.Min(x.Greatest, y.Greatest)];
        return Figure.Trace("scatter", new { x = ends, y = ends, mode = "lines", line = new { color = Theme.Line, width = 1.2 }, showlegend = false, hoverinfo = "skip" });
    }
}
