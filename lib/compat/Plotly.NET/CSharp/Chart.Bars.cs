using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>Lying bars: one for each value, named by its key.</summary>
    public static GenericChart Bar<ValuesType, KeysType, TextType>(
        IEnumerable<ValuesType> values, Optional<IEnumerable<KeysType>> Keys = default, Optional<string> Name = default,
        Optional<bool> ShowLegend = default, Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default,
        Optional<Pattern> MarkerPattern = default, Optional<Marker> Marker = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<IEnumerable<ValuesType>> MultiWidth = default, Optional<bool> UseDefaults = default,
        Optional<ValuesType> Base = default, Optional<ValuesType> Width = default)
        where ValuesType : IConvertible
        where KeysType : IConvertible
        where TextType : IConvertible =>
        Render(UseDefaults, new Trace2D("bar")
            .Set("name", Name).Set("showlegend", ShowLegend).Set("opacity", Opacity)
            .Set("x", values).Set("y", Keys).Set("text", Text, MultiText).Set("textposition", TextPosition, MultiTextPosition)
            .Set("orientation", StyleParam.Orientation.Horizontal).Set("base", Base).Set("width", Width, MultiWidth)
            .Set("marker", MarkerOf(Marker, MarkerColor, MarkerColorScale, MarkerOutline, default, default, MultiOpacity)
                .Set("pattern", PatternOf(MarkerPattern, MarkerPatternShape, MultiMarkerPatternShape))));

    /// <summary>Upright bars: one for each value, named by its key.</summary>
    public static GenericChart Column<ValuesType, KeysType, TextType>(
        IEnumerable<ValuesType> values, Optional<IEnumerable<KeysType>> Keys = default, Optional<string> Name = default,
        Optional<bool> ShowLegend = default, Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default, Optional<Line> MarkerOutline = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default,
        Optional<Pattern> MarkerPattern = default, Optional<Marker> Marker = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<IEnumerable<ValuesType>> MultiWidth = default, Optional<bool> UseDefaults = default,
        Optional<ValuesType> Base = default, Optional<ValuesType> Width = default)
        where ValuesType : IConvertible
        where KeysType : IConvertible
        where TextType : IConvertible =>
        Render(UseDefaults, new Trace2D("bar")
            .Set("name", Name).Set("showlegend", ShowLegend).Set("opacity", Opacity)
            .Set("y", values).Set("x", Keys).Set("text", Text, MultiText).Set("textposition", TextPosition, MultiTextPosition)
            .Set("orientation", StyleParam.Orientation.Vertical).Set("base", Base).Set("width", Width, MultiWidth)
            .Set("marker", MarkerOf(Marker, MarkerColor, MarkerColorScale, MarkerOutline, default, default, MultiOpacity)
                .Set("pattern", PatternOf(MarkerPattern, MarkerPatternShape, MultiMarkerPatternShape))));
}
