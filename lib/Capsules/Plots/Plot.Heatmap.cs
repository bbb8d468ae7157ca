using System.Globalization;
using Plotly.NET;
using TorchSharp;

namespace Capsules.Plots;

public static partial class Plot
{
    /// <summary>A matrix as colors, first row on top.</summary>
    /// <param name="values">[rows, columns].</param>
    /// <param name="height">In pixels; about square cells where null.</param>
    /// <exception cref="ArgumentException">The matrix is empty, or there is not one name for each row and column.</exception>
    public static GenericChart Heatmap(
        torch.Tensor values, string xTitle, string yTitle, string? title = null, string valueTitle = "value",
        IReadOnlyList<string>? columns = null, IReadOnlyList<string>? rows = null,
        double? least = null, double? greatest = null, string? format = null, int width = Theme.Width, int? height = null)
    {
        if (values.numel() == 0) throw new ArgumentException($"The matrix is empty: {string.Join(" × ", values.shape)}.", nameof(values));
        var z = values.Matrix().Rows();
        Figure.CheckNames(columns, z[0].Length, nameof(columns));
        Figure.CheckNames(rows, z.Length, nameof(rows));
        var (low, high) = Figure.Ends(z.SelectMany(row => row));
        var text = format is null ? null : z.Select(row => row.Select(value => value.ToString(format, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        return Cells(z, columns, rows, text, xTitle, yTitle, title, least ?? low, greatest ?? high, valueTitle, width, height);
    }

    /// <summary>How often each class was taken for each other; rows are colored by their share, cells hold the counts.</summary>
    /// <param name="counts">[true class, predicted class].</param>
    /// <exception cref="ArgumentException">The matrix is not square or is empty.</exception>
    public static GenericChart ConfusionMatrix(int[,] counts, IReadOnlyList<string>? classes = null, string? title = null, int width = 560)
    {
        var n = counts.GetLength(0);
        if (n == 0 || n != counts.GetLength(1))
            throw new ArgumentException($"A confusion matrix is square; this one is {n} × {counts.GetLength(1)}.", nameof(counts));
        Figure.CheckNames(classes, n, nameof(classes));
        classes ??= [.. Enumerable.Range(0, n).Select(i => $"{i}")];
        int[][] rows = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => counts[i, j]).ToArray())];
        double[][] shares = [.. rows.Select(row => row.Select(count => count / Math.Max(1.0, row.Sum())).ToArray())];
        string[][] texts = [.. rows.Select(row => row.Select(count => count == 0 ? "" : $"{count}").ToArray())];
        title ??= FormattableString.Invariant($"accuracy {100.0 * rows.Select((row, i) => row[i]).Sum() / Math.Max(1, rows.Sum(row => row.Sum())):0.00} %");
        return Cells(shares, classes, classes, texts, "predicted", "true", title, 0, 1, "share of the row", width, null);
    }

    private static GenericChart Cells(
        double[][] z, IReadOnlyList<string>? columns, IReadOnlyList<string>? rows, string[][]? text, string xTitle, string yTitle, string? title,
        double least, double greatest, string valueTitle, int width, int? height)
    {
        // Cells about square; 162 pixels of the width are margins.
        height ??= Math.Clamp((width - 162) * z.Length / z[0].Length, 90, 620) + Theme.Bottom + 44;
        var layout = Theme.Layout(title, width, height.Value, right: Theme.ColorBarRight)
            .WithColors(least, greatest, valueTitle)
            .With(new
            {
                xaxis = Theme.Axis(xTitle, grid: false, categories: columns, values: Enumerable.Range(0, z[0].Length).Select(j => (double)j)),
                yaxis = Theme.Axis(yTitle, grid: false, categories: rows, values: Enumerable.Range(0, z.Length).Select(i => (double)i)).With(new { autorange = "reversed" }),
            });
        return Figure.Of(layout, [Figure.Trace("heatmap", new { z, x = columns, y = rows, text, texttemplate = text is null ? null : "%{text}", coloraxis = "coloraxis" })]);
    }

    /// <summary>Matrices side by side under one color scale, first row on top, such as capsules (rows) over time (columns), a panel per layer.</summary>
    /// <remarks>Figures 10 to 14 and 18 to 22 of Mitterreiter et al. (2023).</remarks>
    /// <param name="panels">One matrix each, [rows, columns]; they may differ in size. A NaN is a gap.</param>
    /// <param name="yTitle">What the rows are; they are numbered from 1.</param>
    /// <param name="at">Where the columns stand on the x axis, evenly; 1, 2, 3, … where null.</param>
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
