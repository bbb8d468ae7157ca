using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>One figure of all the charts: traces after one another, layouts merged, later ones first.</summary>
    public static GenericChart Combine(IEnumerable<GenericChart> gCharts) => GenericChart.combine(gCharts);

    /// <summary>An empty place in a grid.</summary>
    public static GenericChart Invisible() =>
        Render(false, new Trace2D("scatter").Set("mode", StyleParam.Mode.Markers)
            .Set("x", (object)Array.Empty<int>()).Set("y", (object)Array.Empty<int>()).Set("showlegend", (object)false))
            .HideAxes();

    /// <summary>Charts in rows and columns, each with its own axes unless the pattern couples them.</summary>
    public static GenericChart Grid(
        IEnumerable<GenericChart> gCharts, int nRows, int nCols, Optional<IEnumerable<string>> SubPlotTitles = default,
        Optional<Font> SubPlotTitleFont = default, Optional<double> SubPlotTitleOffset = default,
        Optional<Tuple<StyleParam.LinearAxisId, StyleParam.LinearAxisId>[][]> SubPlots = default,
        Optional<StyleParam.LinearAxisId[]> XAxes = default, Optional<StyleParam.LinearAxisId[]> YAxes = default,
        Optional<StyleParam.LayoutGridRowOrder> RowOrder = default, Optional<StyleParam.LayoutGridPattern> Pattern = default,
        Optional<double> XGap = default, Optional<double> YGap = default, Optional<Domain> Domain = default,
        Optional<StyleParam.LayoutGridXSide> XSide = default, Optional<StyleParam.LayoutGridYSide> YSide = default)
    {
        bool coupled = Pattern.IsSome && Pattern.Value == StyleParam.LayoutGridPattern.Coupled;
        GenericChart[] cells = [.. gCharts.Take(nRows * nCols).Select((chart, i) =>
            coupled ? chart.InCell(i, i % nCols + 1, i / nCols + 1) : chart.InCell(i, i + 1, i + 1))];
        LayoutGrid grid = new LayoutGrid()
            .Set("rows", (object)nRows).Set("columns", (object)nCols).Set("subplots", SubPlots).Set("xaxes", XAxes).Set("yaxes", YAxes)
            .Set("roworder", RowOrder).Set("pattern", coupled ? StyleParam.LayoutGridPattern.Coupled : StyleParam.LayoutGridPattern.Independent)
            .Set("xgap", XGap).Set("ygap", YGap).Set("domain", Domain).Set("xside", XSide).Set("yside", YSide);
        GenericChart figure = GenericChart.combine(cells).Part("grid", grid);
        return SubPlotTitles.IsSome
            ? figure.Listed("annotations", Titles(
                SubPlotTitles.Value, nRows, nCols, XGap.IsSome ? XGap.Value : coupled ? 0.1 : 0.2,
                YGap.IsSome ? YGap.Value : coupled ? 0.1 : 0.3, SubPlotTitleFont, SubPlotTitleOffset), append: true)
            : figure;
    }

    /// <summary>Charts below one another, in a grid of one column.</summary>
    public static GenericChart SingleStack(
        IEnumerable<GenericChart> gCharts, Optional<IEnumerable<string>> SubPlotTitles = default,
        Optional<Font> SubPlotTitleFont = default, Optional<double> SubPlotTitleOffset = default,
        Optional<Tuple<StyleParam.LinearAxisId, StyleParam.LinearAxisId>[][]> SubPlots = default,
        Optional<StyleParam.LinearAxisId[]> XAxes = default, Optional<StyleParam.LinearAxisId[]> YAxes = default,
        Optional<StyleParam.LayoutGridRowOrder> RowOrder = default, Optional<StyleParam.LayoutGridPattern> Pattern = default,
        Optional<double> XGap = default, Optional<double> YGap = default, Optional<Domain> Domain = default,
        Optional<StyleParam.LayoutGridXSide> XSide = default, Optional<StyleParam.LayoutGridYSide> YSide = default)
    {
        GenericChart[] charts = [.. gCharts];
        return Grid(
            charts, charts.Length, 1, SubPlotTitles, SubPlotTitleFont, SubPlotTitleOffset, SubPlots, XAxes, YAxes, RowOrder, Pattern,
            XGap, YGap, Domain, XSide, YSide);
    }

    // One pair of axes for each cell, whether or not its traces are tied to it.
    private static GenericChart InCell(this GenericChart chart, int index, int xAxis, int yAxis)
    {
        LinearAxis x = chart.AxisStyle(StyleParam.SubPlotId.NewXAxis(1));
        LinearAxis y = chart.AxisStyle(StyleParam.SubPlotId.NewYAxis(1));
        if (index > 0)
        {
            chart.Layout.Remove("xaxis");
            chart.Layout.Remove("yaxis");
        }

        chart.Layout.Put(StyleParam.SubPlotId.NewXAxis(index + 1).ToString(), x);
        chart.Layout.Put(StyleParam.SubPlotId.NewYAxis(index + 1).ToString(), y);
        return chart.WithAxisAnchor(xAxis, yAxis);
    }

    private static GenericChart HideAxes(this GenericChart chart)
    {
        chart.AxisStyle(StyleParam.SubPlotId.NewXAxis(1)).Set("visible", (object)false);
        chart.AxisStyle(StyleParam.SubPlotId.NewYAxis(1)).Set("visible", (object)false);
        return chart;
    }

    // plotly.js divides [0, 1] into n cells whose gaps are the given part of the distance between two cells' left edges.
    private static IEnumerable<Annotation> Titles(
        IEnumerable<string> titles, int rows, int columns, double xGap, double yGap, Optional<Font> font, Optional<double> offset) =>
        titles.Take(rows * columns).Select((text, i) => new Annotation()
            .Set("x", (object)((i % columns + (1 - xGap) / 2) / (columns - xGap)))
            .Set("y", (object)(1 - i / columns / (rows - yGap) + (offset.IsSome ? offset.Value : 0)))
            .Set("font", font).Set("showarrow", (object)false).Set("text", (object)text)
            .Set("xanchor", StyleParam.XAnchorPosition.Center).Set("xref", (object)"paper")
            .Set("yanchor", StyleParam.YAnchorPosition.Bottom).Set("yref", (object)"paper"));

}
