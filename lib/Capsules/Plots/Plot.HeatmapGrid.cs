using Plotly.NET;

namespace Capsules.Plots;

public static partial class Plot
{
    /// <summary>Matrices side by side under one color scale, first row on top, such as capsules (rows) over time (columns), a panel per layer.</summary>
    /// <remarks>Figures 10 to 14 and 18 to 22 of Mitterreiter et al. (2023).</remarks>
    /// <param name="panels">One matrix each, [rows, columns]; they may differ in size. A NaN is a gap.</param>
    /// <param name="yTitle">What the rows are; they are numbered from 1.</param>
    /// <param name="at">Where the columns stand on the x axis, evenly; 1, 2, 3, … where null.</param>
    /// <param name="least">The number of the first color; the least value where null.</param>
    /// <param name="greatest">The number of the last color; the greatest value where null.</param>
    /// <exception cref="ArgumentException">There is no panel, one is empty, or there is not one name for each, or not one place or name for each column.</exception>
    public static GenericChart HeatmapGrid(
        IReadOnlyList<double[,]> panels, IReadOnlyList<string> names, string xTitle, string yTitle, string? title = null, string valueTitle = "value",
        IReadOnlyList<double>? at = null, IReadOnlyList<string>? columns = null, double? least = null, double? greatest = null, int width = Theme.Width, int height = 300)
    {
        if (panels.Count == 0) throw new ArgumentException("There is no panel to draw.", nameof(panels));
        Figure.CheckNames(names, panels.Count, nameof(panels));
        for (var p = 0; p < panels.Count; p++)
        {
            var (n, m) = (panels[p].GetLength(0), panels[p].GetLength(1));
            if (n * m == 0) throw new ArgumentException($"The panel '{names[p]}' is empty: {n} × {m}.", nameof(panels));
            if ((at?.Count ?? columns?.Count ?? m) is var places && places != m)
                throw new ArgumentException($"There are {places} places for the {m} columns of the panel '{names[p]}'.", nameof(at));
        }

        var (low, high) = Figure.Ends(panels.SelectMany(panel => panel.Cast<double>()));
        var layout = Theme.Layout(title, width, height, right: Theme.ColorBarRight).WithColors(least ?? low, greatest ?? high, valueTitle);
        var grid = new Panels(layout, panels.Count, panels.Count, gapX: 0.012, above: 20.0 / (height - 90));
        var narrow = panels.Count > 8;   // too narrow for numbers below the panels; the title says what runs there
        for (var p = 0; p < panels.Count; p++)
        {
            var few = panels[p].GetLength(1) <= 12;
            grid.Place(
                p,
                Theme.Axis("", grid: false, categories: columns)
                    .With(new { tickangle = 0, tickfont = new { size = 11 }, showticklabels = !narrow, ticks = narrow ? "" : "outside" })
                    .With(new { dtick = at is null && few ? (int?)1 : null, nticks = at is null && few ? null : (int?)3 }),
                Theme.Axis(yTitle, grid: false).With(new { range = new[] { panels.Max(panel => panel.GetLength(0)) + 0.5, 0.5 } }));
            grid.Title(p, names[p], narrow ? 10 : 12);
        }

        grid.XTitle(xTitle, narrow ? 8 : 28);

        return Figure.Of(layout, panels.Select((panel, p) => Panels.In(p, Figure.Trace("heatmap", new
        {
            z = panel.Rows(),
            x = (object?)columns ?? at ?? Enumerable.Range(1, panel.GetLength(1)).Select(k => (double)k),
            y = Enumerable.Range(1, panel.GetLength(0)),
            coloraxis = "coloraxis",
        }))));
    }
}
