using System.Numerics;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Plots;

public static partial class Plot
{
    /// <summary>Matrices side by side under one colour scale, first row on top, such as capsules (rows) over time (columns), a panel a layer.</summary>
    /// <remarks>Figures 10 to 14 and 18 to 22 of Mitterreiter et al. (2023).</remarks>
    /// <param name="panels">One matrix each, [rows, columns]; they may differ in size. A NaN is a gap.</param>
    /// <param name="names">Name of each panel, written above it.</param>
    /// <param name="xTitle">What the columns are.</param>
    /// <param name="yTitle">What the rows are; they are numbered from 1.</param>
    /// <param name="title">Title of the figure.</param>
    /// <param name="valueTitle">What the colours are.</param>
    /// <param name="at">Where the columns stand on the x axis, evenly; 1, 2, 3, … where null.</param>
    /// <param name="least">The number of the first colour; the least value where null.</param>
    /// <param name="greatest">The number of the last colour; the greatest value where null.</param>
    /// <param name="digits">Decimal places kept of a value; more make the notebook larger.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <exception cref="ArgumentException">There is no panel, one is empty, or there is not one name for each, or one place for each column.</exception>
    public static GenericChart HeatmapGrid<T>(
        IReadOnlyList<T[,]> panels, IReadOnlyList<string> names, string xTitle, string yTitle, string? title = null, string valueTitle = "value",
        IReadOnlyList<double>? at = null, double? least = null, double? greatest = null, int digits = 3, int width = Theme.Width, int height = 300)
        where T : INumberBase<T>
    {
        CheckPanels(panels, names, at);
        double[][][] z = [.. panels.Select(panel => Numbers.Rows(panel).Select(row => row.Select(v => Math.Round(v, digits)).ToArray()).ToArray())];
        (double low, double high) = Numbers.Ends(z.SelectMany(rows => rows));
        GenericChart chart = Chart.Combine(z.Select((rows, p) => PanelOf(rows, at).WithAxisAnchor(p + 1, p + 1)));
        for (int p = 0; p < z.Length; p++)
        {
            chart = PlacePanel(chart, p, z.Length, first: p == 0 ? yTitle : null, middle: p == z.Length / 2 ? xTitle : "");
        }

        return chart
            .Coloured(least ?? low, greatest ?? high, Theme.Blues, valueTitle)
            .Dress(title, width, height)
            .WithAnnotations(names.Select((name, p) => PanelName(name, p, z.Length)))
            .Margins(left: 62, right: 92, top: title is null ? 30 : 66, bottom: 52);
    }

    private const double PanelGap = 0.012;

    private static (double From, double To) PanelDomain(int panel, int panels)
    {
        double step = (1 + PanelGap) / panels;
        return (Math.Round(panel * step, 4), Math.Round((panel + 1) * step - PanelGap, 4));
    }

    private static GenericChart PanelOf(double[][] rows, IReadOnlyList<double>? at) =>
        Chart.Heatmap<double, double, int, string>(
            zData: rows,
            X: Raw.Some(at ?? [.. Enumerable.Range(1, rows[0].Length).Select(k => (double)k)]),
            Y: Raw.Some(Enumerable.Range(1, rows.Length)),
            UseDefaults: false);

    private static GenericChart PlacePanel(GenericChart chart, int panel, int panels, string? first, string middle)
    {
        (double from, double to) = PanelDomain(panel, panels);
        string number = panel == 0 ? "" : $"{panel + 1}";
        LinearAxis x = Theme.Axis(middle, grid: false).With("domain", new[] { from, to }).With("anchor", "y" + number).With("nticks", 3);
        LinearAxis y = Theme.Axis(first ?? "", grid: false).With("autorange", "reversed").With("anchor", "x" + number);
        if (first is null)
        {
            y.With("showticklabels", false).With("ticks", "");
        }

        if (panels > 8)
        {
            // The panels are too narrow for numbers below them; the axis's title says what runs there.
            x.With("showticklabels", false).With("ticks", "");
        }

        return chart.WithXAxis(x, StyleParam.SubPlotId.NewXAxis(panel + 1)).WithYAxis(y, StyleParam.SubPlotId.NewYAxis(panel + 1));
    }

    private static Annotation PanelName(string name, int panel, int panels)
    {
        (double from, double to) = PanelDomain(panel, panels);
        return new Annotation()
            .With("x", Math.Round((from + to) / 2, 4)).With("y", 1.0).With("text", name).With("showarrow", false)
            .With("font", new { size = panels > 8 ? 10 : 12 })
            .With("xref", "paper").With("yref", "paper").With("xanchor", "center").With("yanchor", "bottom");
    }

    private static void CheckPanels<T>(IReadOnlyList<T[,]> panels, IReadOnlyList<string> names, IReadOnlyList<double>? at)
    {
        if (panels.Count == 0)
        {
            throw new ArgumentException("There is no panel to draw.", nameof(panels));
        }

        Named(names, panels.Count, nameof(panels));
        for (int p = 0; p < panels.Count; p++)
        {
            (int rows, int columns) = (panels[p].GetLength(0), panels[p].GetLength(1));
            if (rows * columns == 0)
            {
                throw new ArgumentException($"The panel '{names[p]}' is empty: {rows} × {columns}.", nameof(panels));
            }

            if (at is not null && at.Count != columns)
            {
                throw new ArgumentException($"There are {at.Count} places for the {columns} columns of the panel '{names[p]}'.", nameof(at));
            }
        }
    }
}
