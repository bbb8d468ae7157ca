using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>How often values fall into each bin.</summary>
    public static GenericChart Histogram<XType, YType, TextType>(
        Optional<IEnumerable<XType>> X = default, Optional<IEnumerable<YType>> Y = default,
        Optional<StyleParam.Orientation> Orientation = default, Optional<string> Name = default,
        Optional<bool> ShowLegend = default, Optional<double> Opacity = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<StyleParam.HistFunc> HistFunc = default,
        Optional<StyleParam.HistNorm> HistNorm = default, Optional<string> AlignmentGroup = default,
        Optional<string> OffsetGroup = default, Optional<int> NBinsX = default, Optional<int> NBinsY = default,
        Optional<string> BinGroup = default, Optional<Bins> XBins = default, Optional<Bins> YBins = default,
        Optional<Color> MarkerColor = default, Optional<Marker> Marker = default, Optional<Line> Line = default,
        Optional<Error> XError = default, Optional<Error> YError = default, Optional<Cumulative> Cumulative = default,
        Optional<Hoverlabel> HoverLabel = default, Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        Render(UseDefaults, new Trace2D("histogram")
            .Set("name", Name).Set("showlegend", ShowLegend).Set("opacity", Opacity).Set("x", X).Set("y", Y)
            .Set("text", Text, MultiText).Set("orientation", Orientation).Set("histfunc", HistFunc).Set("histnorm", HistNorm)
            .Set("alignmentgroup", AlignmentGroup).Set("offsetgroup", OffsetGroup).Set("nbinsx", NBinsX).Set("nbinsy", NBinsY)
            .Set("bingroup", BinGroup).Set("xbins", XBins).Set("ybins", YBins)
            .Set("marker", MarkerOf(Marker, MarkerColor, default, default, default, default, default)).Set("line", Line)
            .Set("error_x", XError).Set("error_y", YError).Set("cumulative", Cumulative).Set("hoverlabel", HoverLabel));

    /// <summary>Quartiles, whiskers and outliers of values.</summary>
    public static GenericChart BoxPlot<XType, YType, TextType>(
        Optional<IEnumerable<XType>> X = default, Optional<IEnumerable<YType>> Y = default, Optional<string> Name = default,
        Optional<bool> ShowLegend = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<Color> FillColor = default,
        Optional<Color> MarkerColor = default, Optional<Marker> Marker = default, Optional<double> Opacity = default,
        Optional<double> WhiskerWidth = default, Optional<StyleParam.BoxPoints> BoxPoints = default,
        Optional<StyleParam.BoxMean> BoxMean = default, Optional<double> Jitter = default, Optional<double> PointPos = default,
        Optional<StyleParam.Orientation> Orientation = default, Optional<Color> OutlineColor = default,
        Optional<double> OutlineWidth = default, Optional<Line> Outline = default, Optional<string> AlignmentGroup = default,
        Optional<string> OffsetGroup = default, Optional<bool> Notched = default, Optional<double> NotchWidth = default,
        Optional<StyleParam.QuartileMethod> QuartileMethod = default, Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible =>
        Render(UseDefaults, new Trace2D("box")
            .Set("name", Name).Set("showlegend", ShowLegend).Set("opacity", Opacity).Set("x", X).Set("y", Y)
            .Set("text", Text, MultiText).Set("fillcolor", FillColor)
            .Set("marker", MarkerOf(Marker, MarkerColor, default, default, default, default, default))
            .Set("whiskerwidth", WhiskerWidth).Set("boxpoints", BoxPoints).Set("boxmean", BoxMean).Set("jitter", Jitter)
            .Set("pointpos", PointPos).Set("orientation", Orientation).Set("alignmentgroup", AlignmentGroup)
            .Set("line", LineOf(Outline, OutlineColor, default, OutlineWidth, default))
            .Set("offsetgroup", OffsetGroup).Set("notched", Notched).Set("notchwidth", NotchWidth).Set("quartilemethod", QuartileMethod));
}
