using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Plots;

/// <summary>One of several line charts side by side.</summary>
/// <param name="XTitle">Title of its x axis.</param>
/// <param name="Series">Its lines; a line has the same name and place in every panel.</param>
public sealed record LinePanel(string XTitle, IReadOnlyList<Series> Series);

public static partial class Plot
{
    /// <summary>Line charts side by side over one y axis, a line of the same place in the same colour everywhere.</summary>
    /// <remarks>Figures 4 and 6 to 8 of Mitterreiter et al. (2023).</remarks>
    /// <param name="panels">The charts, left to right.</param>
    /// <param name="yTitle">Title of the y axis.</param>
    /// <param name="title">Title of the figure.</param>
    /// <param name="least">Lower end of the y axis; fitted to the values where either end is null.</param>
    /// <param name="greatest">Upper end of the y axis.</param>
    /// <param name="logX">Whether the x axes are logarithmic.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="markers">Whether each value is marked.</param>
    /// <exception cref="ArgumentException">There is no panel, or one has no lines, or a line's lists differ in length.</exception>
    public static GenericChart LinePanels(
        IReadOnlyList<LinePanel> panels, string yTitle, string? title = null, double? least = null, double? greatest = null,
        bool logX = false, int width = Theme.Width, int height = 300, bool markers = true)
    {
        if (panels.Count == 0)
        {
            throw new ArgumentException("There is nothing to draw: at least one panel is needed.", nameof(panels));
        }

        Series[][] all = [.. panels.Select(panel => Checked(panel.Series))];
        double[] values = [.. all.SelectMany(lines => lines).SelectMany(line => line.Values).Where(double.IsFinite)];
        (double low, double high) = values.Length == 0 ? (0, 1) : (values.Min(), values.Max());
        double room = Math.Max((high - low) * 0.06, 1e-6);
        double[] range = least is { } a && greatest is { } b ? [a, b] : [Numbers.Round(low - room), Numbers.Round(high + room)];
        GenericChart chart = Chart.Combine(all.SelectMany((lines, p) => lines.Select((line, i) => PanelLine(line, i, p, markers))));
        for (int p = 0; p < panels.Count; p++)
        {
            chart = PlacePanel(chart, p, panels.Count, panels[p].XTitle, p == 0 ? yTitle : "", range, logX);
        }

        return chart.Dress(title, width, height).Legend(all[0].Select(line => line.Name), title, width);
    }

    // The legend names the first panel's lines; clicking a name hides the line in all panels.
    private static GenericChart PanelLine(Series line, int index, int panel, bool markers) =>
        Line(line, index, markers)
            .EachTrace(trace => trace.With("legendgroup", line.Name).With("showlegend", panel == 0))
            .WithAxisAnchor(panel + 1, panel + 1);

    private static GenericChart PlacePanel(GenericChart chart, int panel, int panels, string xTitle, string yTitle, double[] range, bool logX)
    {
        // The last number of one logarithmic axis would run into the first of the next.
        double gap = logX ? 0.07 : 0.03, step = (1 + gap) / panels;
        string number = panel == 0 ? "" : $"{panel + 1}";
        LinearAxis x = Theme.Axis(xTitle, grid: logX, log: logX)
            .With("domain", new[] { Math.Round(panel * step, 4), Math.Round((panel + 1) * step - gap, 4) }).With("anchor", "y" + number);
        LinearAxis y = Theme.Axis(yTitle).With("range", range).With("anchor", "x" + number);
        if (logX)
        {
            x.With("dtick", 1);
        }
        else
        {
            x.With("nticks", 4);
        }

        if (panel > 0)
        {
            y.With("showticklabels", false).With("ticks", "");
        }

        return chart.WithXAxis(x, StyleParam.SubPlotId.NewXAxis(panel + 1)).WithYAxis(y, StyleParam.SubPlotId.NewYAxis(panel + 1));
    }
}
