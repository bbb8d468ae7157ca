using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Plots;

/// <summary>The workbook's charts, from plain arrays. Each is a Plotly.NET chart: styles can be added, and it shows itself last in a cell.</summary>
public static partial class Plot
{
    /// <summary>Lines over a common x axis, with a band where a series has deviations.</summary>
    /// <param name="series">One line each.</param>
    /// <param name="xTitle">Title of the x axis.</param>
    /// <param name="yTitle">Title of the y axis.</param>
    /// <param name="title">Title of the chart.</param>
    /// <param name="logY">Whether the y axis is logarithmic.</param>
    /// <param name="markers">Whether each value is marked.</param>
    /// <param name="logX">Whether the x axis is logarithmic.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <exception cref="ArgumentException">No series, or one whose lists differ in length.</exception>
    public static GenericChart Lines(
        IEnumerable<Series> series, string xTitle, string yTitle, string? title = null, bool logY = false, bool markers = false,
        bool logX = false, int width = Theme.Width, int height = Theme.Height)
    {
        Series[] all = Checked(series);
        GenericChart[] lines = [.. all.SelectMany((one, i) => Band(one, i).Append(Line(one, i, markers)))];
        return Chart.Combine(lines)
            .WithXAxis(Theme.Axis(xTitle, grid: logX, log: logX).Counting(all.SelectMany(one => one.X), logX))
            .WithYAxis(Theme.Axis(yTitle, log: logY))
            .Dress(title, width, height)
            .Legend(all.Select(one => one.Name), title, width);
    }

    /// <summary>One line at 1, 2, 3, ….</summary>
    /// <inheritdoc cref="Lines(IEnumerable{Series}, string, string, string?, bool, bool, bool, int, int)"/>
    public static GenericChart Lines(
        IReadOnlyList<double> values, string xTitle, string yTitle, string? title = null, bool logY = false, bool markers = false,
        int width = Theme.Width, int height = Theme.Height) =>
        Lines([new Series(yTitle, values)], xTitle, yTitle, title, logY, markers, logX: false, width, height);

    private static GenericChart Line(Series one, int index, bool markers) =>
        Chart.Line<double, double, string>(
            x: one.X,
            y: Numbers.Round(one.Values),
            ShowMarkers: markers,
            Name: one.Name,
            LineColor: Color.fromString(Theme.Colour(index)),
            LineWidth: 2.2,
            MarkerColor: Color.fromString(Theme.Colour(index)),
            UseDefaults: false);

    // Lower edge, then upper edge filled down to it; neither is drawn or answers to the pointer.
    private static IEnumerable<GenericChart> Band(Series one, int index)
    {
        if (one.PlusMinus is null)
        {
            return [];
        }

        return new[] { -1, 1 }.Select(sign =>
        {
            GenericChart edge = Chart.Scatter<double, double, string>(
                x: one.X,
                y: Numbers.Round(one.Values.Zip(one.PlusMinus, (value, deviation) => value + sign * deviation)),
                mode: StyleParam.Mode.Lines,
                Name: one.Name + " ±",
                ShowLegend: false,
                LineColor: Color.fromString(Theme.Colour(index)),
                LineWidth: 0,
                Fill: sign > 0 ? StyleParam.Fill.ToNext_y : StyleParam.Fill.None,
                FillColor: Theme.Faint(Theme.Colour(index), 0.18),
                UseDefaults: false);
            return edge.EachTrace(trace => trace.With("hoverinfo", "skip"));
        });
    }

    // A few whole places, such as epochs, get a tick each and none between.
    private static LinearAxis Counting(this LinearAxis axis, IEnumerable<double> places, bool log)
    {
        double[] all = [.. places];
        return !log && all.Length > 0 && all.All(double.IsInteger) && all.Max() - all.Min() <= 12 ? axis.With("dtick", 1) : axis;
    }

    private static GenericChart Legend(
        this GenericChart chart, IEnumerable<string> names, string? title, int width, int inward = Theme.TickRoom) =>
        names.Count() > 1 ? chart.LegendOnTop([.. names], title, width, inward: inward) : chart.WithLegend(false);

    private static Series[] Checked(IEnumerable<Series> series)
    {
        Series[] all = [.. series];
        if (all.Length == 0)
        {
            throw new ArgumentException("There is nothing to draw: at least one series is needed.", nameof(series));
        }

        foreach (Series one in all)
        {
            one.Check();
        }

        return all;
    }

    private static GenericChart EachTrace(this GenericChart chart, Action<Trace> change)
    {
        foreach (Trace trace in chart.GetTraces())
        {
            change(trace);
        }

        return chart;
    }
}
