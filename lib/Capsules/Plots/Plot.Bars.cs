using Capsules.Plots.Static;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Plots;

public static partial class Plot
{
    /// <summary>Bars side by side for each category, with error bars where a series has deviations.</summary>
    /// <param name="categories">Names along the x axis; [k].</param>
    /// <param name="series">One bar per category each; k values.</param>
    /// <param name="xTitle">Title of the axis of names.</param>
    /// <param name="yTitle">Title of the axis of values.</param>
    /// <param name="title">Title of the chart.</param>
    /// <param name="horizontal">Whether bars lie: better for long names.</param>
    /// <param name="format">.NET format of a number written at each bar's end; none where null.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <exception cref="ArgumentException">A series has not one value for each category.</exception>
    public static GenericChart Bars(
        IReadOnlyList<string> categories, IEnumerable<Series> series, string xTitle, string yTitle, string? title = null,
        bool horizontal = false, string? format = null, int width = Theme.Width, int height = Theme.Height)
    {
        Series[] all = Checked(series);
        if (Array.Find(all, one => one.Values.Count != categories.Count) is { } wrong)
        {
            throw new ArgumentException(
                $"The series '{wrong.Name}' has {wrong.Values.Count} values for {categories.Count} categories.", nameof(series));
        }

        GenericChart chart = Chart.Combine(all.Select((one, i) => BarsOf(categories, one, i, horizontal, format)));
        string[] names = [.. categories];
        // Names beside lying bars move the plot's edge; a title and its distance stand beside them.
        static double Wide(string name) => Math.Max(Labels.Most(name, Theme.FontSize), Labels.Width(name, Theme.FontSize));
        int inward = horizontal ? (int)names.Select(Wide).Append(0).Max() - 16 : 0;
        return (horizontal
                ? chart.WithYAxis(Theme.Axis(xTitle, grid: false, categories: names).With("autorange", "reversed")).WithXAxis(Theme.Axis(yTitle))
                : chart.WithXAxis(Theme.Axis(xTitle, grid: false, categories: names)).WithYAxis(Theme.Axis(yTitle)))
            .Dress(title, width, height)
            .Legend(all.Select(one => one.Name), title, width, Math.Max(inward, Theme.TickRoom));
    }

    /// <summary>One bar for each category.</summary>
    /// <inheritdoc cref="Bars(IReadOnlyList{string}, IEnumerable{Series}, string, string, string?, bool, string?, int, int)"/>
    public static GenericChart Bars(
        IReadOnlyList<string> categories, IReadOnlyList<double> values, string xTitle, string yTitle, string? title = null,
        bool horizontal = false, string? format = null, int width = Theme.Width, int height = Theme.Height) =>
        Bars(categories, [new Series(yTitle, values)], xTitle, yTitle, title, horizontal, format, width, height);

    /// <summary>How values spread: bars of counts.</summary>
    /// <param name="values">The values.</param>
    /// <param name="xTitle">What they are.</param>
    /// <param name="title">Title of the chart.</param>
    /// <param name="bins">At most so many bins.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public static GenericChart Histogram(
        IEnumerable<double> values, string xTitle, string? title = null, int bins = 40, int width = Theme.Width, int height = Theme.Height) =>
        Columns(Bins([.. values.Where(double.IsFinite)], bins))
            .WithXAxis(Theme.Axis(xTitle, grid: false))
            .WithYAxis(Theme.Axis("count"))
            .Dress(title, width, height)
            .WithLegend(false);

    /// <summary>Quartiles, whiskers and outliers of each series.</summary>
    /// <param name="series">One box each.</param>
    /// <param name="xTitle">What the boxes are.</param>
    /// <param name="yTitle">What the values are.</param>
    /// <param name="title">Title of the chart.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public static GenericChart Boxes(
        IEnumerable<Series> series, string xTitle, string yTitle, string? title = null, int width = Theme.Width, int height = Theme.Height) =>
        Chart.Combine(Checked(series).Select((one, i) => Chart.BoxPlot<string, double, string>(
                Y: Raw.Some(Numbers.Round(one.Values)), Name: one.Name, MarkerColor: Color.fromString(Theme.Colour(i)), UseDefaults: false)))
            .WithXAxis(Theme.Axis(xTitle, grid: false, categories: []))
            .WithYAxis(Theme.Axis(yTitle))
            .Dress(title, width, height)
            .WithLegend(false);

    private static GenericChart BarsOf(IReadOnlyList<string> categories, Series one, int index, bool horizontal, string? format)
    {
        double[] values = Numbers.Round(one.Values);
        GenericChart chart = horizontal
            ? Chart.Bar<double, string, string>(
                values: values, Keys: Raw.Some(categories), Name: one.Name, MarkerColor: Color.fromString(Theme.Colour(index)), UseDefaults: false)
            : Chart.Column<double, string, string>(
                values: values, Keys: Raw.Some(categories), Name: one.Name, MarkerColor: Color.fromString(Theme.Colour(index)), UseDefaults: false);
        if (one.PlusMinus is { } deviations)
        {
            chart = horizontal
                ? chart.EachTrace(trace => trace.With("error_x", ErrorBars(deviations)))
                : chart.EachTrace(trace => trace.With("error_y", ErrorBars(deviations)));
        }

        return format is null
            ? chart
            : chart.EachTrace(trace => trace
                .With("text", values.Select(value => Numbers.Text(value, format)).ToArray())
                // An error bar stands where the number would.
                .With("textposition", one.PlusMinus is null ? "outside" : "inside").With("insidetextanchor", "start").With("cliponaxis", false));
    }

    private static object ErrorBars(IEnumerable<double> deviations) =>
        new { type = "data", array = Numbers.Round(deviations), color = "#444444", thickness = 1.0, width = 2 };

    // Counted here: a page would otherwise carry every single value.
    private static (double Middle, double Width, int Count)[] Bins(double[] values, int bins)
    {
        if (values.Length == 0)
        {
            throw new ArgumentException("There is no finite value to count.", nameof(values));
        }

        double low = values.Min();
        double width = Math.Max((values.Max() - low) / bins, double.Epsilon);
        int[] counts = new int[bins];
        foreach (double value in values)
        {
            counts[Math.Min((int)((value - low) / width), bins - 1)]++;
        }

        return [.. counts.Select((count, i) => (low + (i + 0.5) * width, width, count))];
    }

    private static GenericChart Columns((double Middle, double Width, int Count)[] bins) =>
        Chart.Column<double, double, string>(
            values: [.. bins.Select(bin => (double)bin.Count)],
            Keys: Raw.Some(Numbers.Round(bins.Select(bin => bin.Middle))),
            Name: "count",
            MarkerColor: Color.fromString(Theme.Colour(0)),
            Width: Numbers.Round(bins[0].Width * 0.94),
            UseDefaults: false);
}
