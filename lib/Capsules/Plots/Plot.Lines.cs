using Plotly.NET;

namespace Capsules.Plots;

/// <summary>A named row of numbers for a chart.</summary>
/// <param name="Values">The numbers; a NaN is a gap.</param>
/// <param name="At">Where each stands on the x axis; 1, 2, 3, … where null.</param>
/// <param name="PlusMinus">Half the width of a band or error bar around each, such as a standard deviation.</param>
public sealed record Series(
    string Name, IReadOnlyList<double> Values, IReadOnlyList<double>? At = null, IReadOnlyList<double>? PlusMinus = null)
{
    internal IReadOnlyList<double> X => At ?? [.. Enumerable.Range(1, Values.Count).Select(i => (double)i)];
}

/// <summary>One of several line charts side by side.</summary>
/// <param name="Series">Its lines; a line has the same name and place in every panel.</param>
public sealed record LinePanel(string XTitle, IReadOnlyList<Series> Series);

/// <summary>The workbook's charts. Each is a Plotly.NET chart: it can be styled further, and it shows itself last in a cell.</summary>
public static partial class Plot
{
    /// <summary>Lines over a common x axis, with a band where a series has deviations.</summary>
    /// <exception cref="ArgumentException">No series, or one whose lists differ in length.</exception>
    public static GenericChart Lines(
        IEnumerable<Series> series, string xTitle, string yTitle, string? title = null, bool logY = false, bool markers = false,
        int height = Theme.Height)
    {
        var all = Checked(series);
        var layout = Theme.Layout(title, Theme.Width, height, legend: all.Length > 1).With(new
        {
            xaxis = Theme.Axis(xTitle, grid: false, values: all.SelectMany(one => one.X)),
            yaxis = Theme.Axis(yTitle, log: logY, values: logY ? all.SelectMany(one => one.Values) : null),
        });
        return Figure.Of(layout, all.SelectMany((one, i) => Band(one, i).Append(Line(one, i, all.Length, markers))));
    }

    /// <summary>Line charts side by side over one y axis; a line looks the same in all.</summary>
    /// <remarks>Figures 4 and 6 to 8 of Mitterreiter et al. (2023).</remarks>
    /// <exception cref="ArgumentException">There is no panel, or one has no lines, or a line's lists differ in length.</exception>
    public static GenericChart LinePanels(
        IReadOnlyList<LinePanel> panels, string yTitle, string? title = null, double? least = null, double? greatest = null,
        bool logX = false, int width = 800, int height = 300, bool markers = true)
    {
        if (panels.Count == 0) throw new ArgumentException("There is nothing to draw: at least one panel is needed.", nameof(panels));
        Series[][] all = [.. panels.Select(panel => Checked(panel.Series))];
        var (low, high) = Figure.Ends(all.SelectMany(lines => lines).SelectMany(line => line.Values));
        var room = Math.Max((high - low) * 0.06, 1e-6);
        double[] range = least is { } a && greatest is { } b ? [a, b] : [low - room, high + room];
        var layout = Theme.Layout(title, width, height, legend: all[0].Length > 1);
        // The last number of one logarithmic axis would run into the first of the next.
        var grid = new Panels(layout, panels.Count, panels.Count, gapX: logX ? 0.07 : 0.03);
        for (var p = 0; p < panels.Count; p++)
        {
            grid.Place(
                p, Theme.Axis(panels[p].XTitle, grid: logX, log: logX).With(new { nticks = logX ? (int?)null : 4 }),
                Theme.Axis(yTitle).With(new { range }));
        }

        // The legend names the first panel's lines; clicking a name hides the line in all panels.
        return Figure.Of(layout, all.SelectMany((lines, p) => lines.Select((line, i) =>
            Panels.In(p, Line(line, i, lines.Length, markers)).With(new { legendgroup = line.Name, showlegend = p == 0 }))));
    }

    /// <summary>Bars side by side for each category, with error bars where a series has deviations.</summary>
    /// <exception cref="ArgumentException">A series has not one value for each category.</exception>
    public static GenericChart Bars(
        IReadOnlyList<string> categories, IEnumerable<Series> series, string xTitle, string yTitle, string? title = null,
        int width = Theme.Width, int height = Theme.Height)
    {
        var all = Checked(series);
        if (Array.Find(all, one => one.Values.Count != categories.Count) is { } wrong)
            throw new ArgumentException($"The series '{wrong.Name}' has {wrong.Values.Count} values for {categories.Count} categories.", nameof(series));
        var layout = Theme.Layout(title, width, height, legend: all.Length > 1).With(new
        {
            xaxis = Theme.Axis(xTitle, grid: false, categories: categories),
            yaxis = Theme.Axis(yTitle),
        });
        return Figure.Of(layout, all.Select((one, i) => Figure.Trace("bar", new
        {
            x = categories,
            y = one.Values,
            name = one.Name,
            marker = new { color = Theme.Color(i) },
            error_y = one.PlusMinus is { } deviations ? ErrorBars(deviations) : null,
        })));
    }

    private static object ErrorBars(IEnumerable<double> deviations) => new { type = "data", array = deviations, color = "#444444", thickness = 1, width = 2 };

    private static Trace Line(Series one, int index, int count, bool markers) => Figure.Trace("scatter", new
    {
        x = one.X,
        y = one.Values,
        name = one.Name,
        mode = markers ? "lines+markers" : "lines",
        line = new { color = Theme.Color(index), width = 2.2, dash = Theme.Dash(index, count) },
        marker = new { color = Theme.Color(index), size = 7, symbol = Theme.Symbol(index) },
    });

    // Lower edge, then upper edge filled down to it; neither is drawn or answers to the pointer.
    private static IEnumerable<Trace> Band(Series one, int index) => one.PlusMinus is not { } deviations ? [] : new[] { -1, 1 }.Select(sign =>
        Figure.Trace("scatter", new
        {
            x = one.X,
            y = one.Values.Zip(deviations, (value, deviation) => value + sign * deviation),
            mode = "lines",
            line = new { width = 0 },
            fill = sign > 0 ? "tonexty" : "none",
            fillcolor = Theme.Faint(Theme.Color(index), 0.18),
            showlegend = false,
            hoverinfo = "skip",
        }));

    private static Series[] Checked(IEnumerable<Series> series)
    {
        Series[] all = [.. series];
        if (all.Length == 0) throw new ArgumentException("There is nothing to draw: at least one series is needed.", nameof(series));
        foreach (var (name, values, at, plusMinus) in all)
        {
            if ((at ?? values).Count != values.Count || (plusMinus ?? values).Count != values.Count)
                throw new ArgumentException(
                    $"The series '{name}' has {values.Count} values at {at?.Count ?? values.Count} places with {plusMinus?.Count ?? values.Count} deviations; "
                    + "it needs one of each for every value.", nameof(series));
        }

        return all;
    }
}
