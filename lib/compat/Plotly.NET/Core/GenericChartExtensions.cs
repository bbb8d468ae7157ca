using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET;

/// <summary>Changes to a chart, one after another; each returns the chart.</summary>
public static partial class GenericChartExtensions
{
    /// <summary>Ties the traces to an x axis and a y axis by number.</summary>
    public static GenericChart WithAxisAnchor(
        this GenericChart @this, FSharpOption<int>? X = null, FSharpOption<int>? Y = null)
    {
        foreach (Trace trace in @this.Traces)
        {
            if (X is not null)
                trace.Put("xaxis", StyleParam.LinearAxisId.NewX(X.Value));
            if (Y is not null)
                trace.Put("yaxis", StyleParam.LinearAxisId.NewY(Y.Value));
        }
        return @this;
    }

    /// <summary>Sets a colour scale that traces share.</summary>
    public static GenericChart WithColorAxis(
        GenericChart @this, ColorAxis colorAxis, FSharpOption<StyleParam.SubPlotId>? Id = null) =>
        @this.Part((Id is null ? StyleParam.SubPlotId.NewColorAxis(1) : Id.Value).ToString(), colorAxis);

    /// <summary>Sets the colour bar of the traces.</summary>
    public static GenericChart WithColorBar(
        this GenericChart @this, ColorBar colorbar) => @this.EachTrace("colorbar", colorbar);

    /// <summary>Merges a layout into the chart's.</summary>
    public static GenericChart WithLayout(
        this GenericChart @this, Layout layout) => GenericChart.addLayout(layout, @this);

    /// <summary>Sets how subplots are laid out.</summary>
    public static GenericChart WithLayoutGrid(
        this GenericChart @this, LayoutGrid layoutGrid) => @this.Part("grid", layoutGrid);

    /// <summary>Shows or hides the legend.</summary>
    public static GenericChart WithLegend(
        this GenericChart @this, bool showlegend)
    {
        @this.Layout.Put("showlegend", showlegend);
        return @this;
    }

    /// <summary>Merges a line style into the traces'.</summary>
    public static GenericChart WithLine(
        this GenericChart @this, Line line) => @this.EachTrace("line", line);

    /// <summary>Sets the space around the plot, in pixels.</summary>
    public static GenericChart WithMarginSize<a, b, c, d, e, f>(
        this GenericChart @this, FSharpOption<a>? Left = null, FSharpOption<b>? Right = null, FSharpOption<c>? Top = null,
        FSharpOption<d>? Bottom = null, FSharpOption<e>? Pad = null, FSharpOption<f>? Autoexpand = null) =>
        @this.Replace("margin", new Margin()
            .Set("l", Left).Set("r", Right).Set("t", Top).Set("b", Bottom).Set("pad", Pad).Set("autoexpand", Autoexpand));

    /// <summary>Merges a marker style into the traces'.</summary>
    public static GenericChart WithMarker(
        this GenericChart @this, Marker marker) => @this.EachTrace("marker", marker);

    /// <summary>Sets width and height in pixels.</summary>
    public static GenericChart WithSize(
        this GenericChart @this, int width, int height)
    {
        @this.Layout.Set("width", (object)width).Set("height", (object)height);
        return @this;
    }

    /// <summary>Sets the title of the chart.</summary>
    public static GenericChart WithTitle(
        this GenericChart @this, string title, FSharpOption<Font>? TitleFont = null) =>
        @this.Replace("title", new Title().Set("text", (object)title).Set("font", TitleFont));

    /// <summary>Sets name, visibility and legend entry; several traces get the name with their number.</summary>
    public static GenericChart WithTraceInfo(
        this GenericChart @this, FSharpOption<string>? Name = null, FSharpOption<StyleParam.Visible>? Visible = null,
        FSharpOption<bool>? ShowLegend = null, FSharpOption<int>? LegendRank = null, FSharpOption<string>? LegendGroup = null,
        FSharpOption<Title>? LegendGroupTitle = null) =>
        @this.TraceInfo(Name, Visible, ShowLegend, LegendRank, LegendGroup, LegendGroupTitle);

    /// <summary>Writes a page with the chart; <c>.html</c> is added where missing.</summary>
    public static void SaveHtml(
        this GenericChart @this, string path, FSharpOption<bool>? OpenInBrowser = null) =>
        Html.Save(@this, path, OpenInBrowser?.Value == true);
}
