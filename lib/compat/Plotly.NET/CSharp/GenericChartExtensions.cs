using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

/// <summary>Changes to a chart, one after another; each returns the chart.</summary>
public static class GenericChartExtensions
{
    /// <summary>The layout.</summary>
    public static Layout GetLayout(
        this GenericChart gChart) => GenericChart.getLayout(gChart);

    /// <summary>The traces.</summary>
    public static Trace[] GetTraces(
        this GenericChart gChart) => [.. GenericChart.getTraces(gChart)];

    /// <summary>Writes a page with the chart; <c>.html</c> is added where missing.</summary>
    public static void SaveHtml(
        this GenericChart gChart, string path, Optional<bool> OpenInBrowser = default) =>
        Html.Save(gChart, path, OpenInBrowser.Is(true));

    /// <summary>Sets the legend.</summary>
    public static GenericChart WithLegend(
        this GenericChart gChart, Legend legend) =>
        gChart.Part("legend", legend);

    /// <summary>Sets the style of the legend.</summary>
    public static GenericChart WithLegendStyle(
        this GenericChart gChart, Optional<Color> BGColor = default, Optional<Color> BorderColor = default,
        Optional<double> BorderWidth = default, Optional<double> EntryWidth = default,
        Optional<StyleParam.EntryWidthMode> EntryWidthMode = default, Optional<Font> Font = default,
        Optional<StyleParam.TraceGroupClickOptions> GroupClick = default, Optional<Font> GroupTitleFont = default,
        Optional<StyleParam.TraceItemClickOptions> ItemClick = default,
        Optional<StyleParam.TraceItemClickOptions> ItemDoubleClick = default,
        Optional<StyleParam.TraceItemSizing> ItemSizing = default, Optional<int> ItemWidth = default,
        Optional<StyleParam.Orientation> Orientation = default, Optional<Title> Title = default,
        Optional<double> TraceGroupGap = default, Optional<StyleParam.TraceOrder> TraceOrder = default,
        Optional<string> UIRevision = default, Optional<StyleParam.VerticalAlign> VerticalAlign = default,
        Optional<double> X = default, Optional<StyleParam.XAnchorPosition> XAnchor = default, Optional<double> Y = default,
        Optional<StyleParam.YAnchorPosition> YAnchor = default) =>
        gChart.Part("legend", new Legend()
            .Set("bgcolor", BGColor).Set("bordercolor", BorderColor).Set("borderwidth", BorderWidth).Set("entrywidth", EntryWidth)
            .Set("entrywidthmode", EntryWidthMode).Set("font", Font).Set("groupclick", GroupClick)
            .Set("grouptitlefont", GroupTitleFont).Set("itemclick", ItemClick).Set("itemdoubleclick", ItemDoubleClick)
            .Set("itemsizing", ItemSizing).Set("itemwidth", ItemWidth).Set("orientation", Orientation).Set("title", Title)
            .Set("tracegroupgap", TraceGroupGap).Set("traceorder", TraceOrder).Set("uirevision", UIRevision)
            .Set("valign", VerticalAlign).Set("x", X).Set("xanchor", XAnchor).Set("y", Y).Set("yanchor", YAnchor));

    /// <summary>Sets width and height in pixels.</summary>
    public static GenericChart WithSize(
        this GenericChart gChart, Optional<int> Width = default, Optional<int> Height = default)
    {
        gChart.Layout.Set("width", Width).Set("height", Height);
        return gChart;
    }

    /// <summary>Sets name, visibility and legend entry; several traces get the name with their number.</summary>
    public static GenericChart WithTraceInfo(
        this GenericChart gChart, Optional<string> Name = default, Optional<StyleParam.Visible> Visible = default,
        Optional<bool> ShowLegend = default, Optional<int> LegendRank = default, Optional<string> LegendGroup = default,
        Optional<Title> LegendGroupTitle = default) =>
        gChart.TraceInfo(
            Name.ToOption(), Visible.ToOption(), ShowLegend.ToOption(), LegendRank.ToOption(), LegendGroup.ToOption(),
            LegendGroupTitle.ToOption());

    /// <summary>Sets the style of an x axis, the first unless <paramref name="Id"/> names another.</summary>
    public static GenericChart WithXAxisStyle<MinType, MaxType, CategoryArrayType>(
        this GenericChart gChart, Optional<string> TitleText = default, Optional<Font> TitleFont = default,
        Optional<int> TitleStandoff = default, Optional<Title> Title = default, Optional<Color> Color = default,
        Optional<StyleParam.AxisType> AxisType = default, Optional<Tuple<MinType, MaxType>> MinMax = default,
        Optional<StyleParam.Mirror> Mirror = default, Optional<bool> ShowSpikes = default, Optional<Color> SpikeColor = default,
        Optional<int> SpikeThickness = default, Optional<bool> ShowLine = default, Optional<Color> LineColor = default,
        Optional<bool> ShowGrid = default, Optional<Color> GridColor = default, Optional<bool> ZeroLine = default,
        Optional<Color> ZeroLineColor = default, Optional<StyleParam.LinearAxisId> Anchor = default,
        Optional<StyleParam.Side> Side = default, Optional<StyleParam.LinearAxisId> Overlaying = default,
        Optional<Tuple<double, double>> Domain = default, Optional<double> Position = default,
        Optional<StyleParam.CategoryOrder> CategoryOrder = default,
        Optional<IEnumerable<CategoryArrayType>> CategoryArray = default, Optional<RangeSlider> RangeSlider = default,
        Optional<RangeSelector> RangeSelector = default, Optional<Color> BackgroundColor = default,
        Optional<bool> ShowBackground = default, Optional<StyleParam.SubPlotId> Id = default)
        where MinType : IConvertible
        where MaxType : IConvertible
        where CategoryArrayType : IConvertible
    {
        gChart.AxisStyle(Id.IsSome ? Id.Value : StyleParam.SubPlotId.NewXAxis(1))
            .Title(TitleText.ToOption(), TitleFont.ToOption(), TitleStandoff.ToOption())
            .Set("title", Title).Set("color", Color).Set("type", AxisType).Set("range", MinMax).Set("mirror", Mirror)
            .Set("showspikes", ShowSpikes).Set("spikecolor", SpikeColor).Set("spikethickness", SpikeThickness)
            .Set("showline", ShowLine).Set("linecolor", LineColor).Set("showgrid", ShowGrid).Set("gridcolor", GridColor)
            .Set("zeroline", ZeroLine).Set("zerolinecolor", ZeroLineColor).Set("anchor", Anchor).Set("side", Side)
            .Set("overlaying", Overlaying).Set("domain", Domain).Set("position", Position).Set("categoryorder", CategoryOrder)
            .Set("categoryarray", CategoryArray).Set("rangeslider", RangeSlider).Set("rangeselector", RangeSelector)
            .Set("backgroundcolor", BackgroundColor).Set("showbackground", ShowBackground);
        return gChart;
    }

    /// <summary>Sets the style of a y axis, the first unless <paramref name="Id"/> names another.</summary>
    public static GenericChart WithYAxisStyle<MinType, MaxType, CategoryArrayType>(
        this GenericChart gChart, Optional<string> TitleText = default, Optional<Font> TitleFont = default,
        Optional<int> TitleStandoff = default, Optional<Title> Title = default, Optional<Color> Color = default,
        Optional<StyleParam.AxisType> AxisType = default, Optional<Tuple<MinType, MaxType>> MinMax = default,
        Optional<StyleParam.Mirror> Mirror = default, Optional<bool> ShowSpikes = default, Optional<Color> SpikeColor = default,
        Optional<int> SpikeThickness = default, Optional<bool> ShowLine = default, Optional<Color> LineColor = default,
        Optional<bool> ShowGrid = default, Optional<Color> GridColor = default, Optional<bool> ZeroLine = default,
        Optional<Color> ZeroLineColor = default, Optional<StyleParam.LinearAxisId> Anchor = default,
        Optional<StyleParam.Side> Side = default, Optional<StyleParam.LinearAxisId> Overlaying = default,
        Optional<Tuple<double, double>> Domain = default, Optional<double> Position = default,
        Optional<StyleParam.CategoryOrder> CategoryOrder = default,
        Optional<IEnumerable<CategoryArrayType>> CategoryArray = default, Optional<RangeSlider> RangeSlider = default,
        Optional<RangeSelector> RangeSelector = default, Optional<Color> BackgroundColor = default,
        Optional<bool> ShowBackground = default, Optional<StyleParam.SubPlotId> Id = default)
        where MinType : IConvertible
        where MaxType : IConvertible
        where CategoryArrayType : IConvertible
    {
        gChart.AxisStyle(Id.IsSome ? Id.Value : StyleParam.SubPlotId.NewYAxis(1))
            .Title(TitleText.ToOption(), TitleFont.ToOption(), TitleStandoff.ToOption())
            .Set("title", Title).Set("color", Color).Set("type", AxisType).Set("range", MinMax).Set("mirror", Mirror)
            .Set("showspikes", ShowSpikes).Set("spikecolor", SpikeColor).Set("spikethickness", SpikeThickness)
            .Set("showline", ShowLine).Set("linecolor", LineColor).Set("showgrid", ShowGrid).Set("gridcolor", GridColor)
            .Set("zeroline", ZeroLine).Set("zerolinecolor", ZeroLineColor).Set("anchor", Anchor).Set("side", Side)
            .Set("overlaying", Overlaying).Set("domain", Domain).Set("position", Position).Set("categoryorder", CategoryOrder)
            .Set("categoryarray", CategoryArray).Set("rangeslider", RangeSlider).Set("rangeselector", RangeSelector)
            .Set("backgroundcolor", BackgroundColor).Set("showbackground", ShowBackground);
        return gChart;
    }
}
