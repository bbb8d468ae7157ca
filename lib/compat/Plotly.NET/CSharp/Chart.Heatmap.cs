using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>A rectangle of numbers drawn as colours, first row at the bottom unless <paramref name="ReverseYAxis"/>.</summary>
    public static GenericChart Heatmap<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData, Optional<string> Name = default, Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default, Optional<IEnumerable<XType>> X = default, Optional<int> XGap = default,
        Optional<IEnumerable<YType>> Y = default, Optional<int> YGap = default, Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default, Optional<ColorBar> ColorBar = default,
        Optional<StyleParam.Colorscale> ColorScale = default, Optional<bool> ShowScale = default,
        Optional<bool> ReverseScale = default, Optional<StyleParam.SmoothAlg> ZSmooth = default,
        Optional<bool> Transpose = default, Optional<bool> UseWebGL = default, Optional<bool> ReverseYAxis = default,
        Optional<bool> UseDefaults = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        GenericChart chart = Render(UseDefaults, new Trace2D(UseWebGL.Is(true) ? "heatmapgl" : "heatmap")
            .Set("name", Name).Set("showlegend", ShowLegend).Set("opacity", Opacity)
            .Set("x", X).Set("xgap", XGap).Set("y", Y).Set("ygap", YGap).Set("z", zData).Set("text", Text, MultiText)
            .Set("colorbar", ColorBar).Set("colorscale", ColorScale).Set("showscale", ShowScale).Set("reversescale", ReverseScale)
            .Set("zsmooth", ZSmooth).Set("transpose", Transpose));
        if (ReverseYAxis.Is(true))
            chart.AxisStyle(StyleParam.SubPlotId.NewYAxis(1)).Set("autorange", (object)"reversed");
        return chart;
    }

    /// <summary>A heatmap with a text in each cell.</summary>
    public static GenericChart AnnotatedHeatmap<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData, IEnumerable<IEnumerable<string>> annotationText, Optional<string> Name = default,
        Optional<bool> ShowLegend = default, Optional<double> Opacity = default, Optional<IEnumerable<XType>> X = default,
        Optional<int> XGap = default, Optional<IEnumerable<YType>> Y = default, Optional<int> YGap = default,
        Optional<TextType> Text = default, Optional<IEnumerable<TextType>> MultiText = default,
        Optional<ColorBar> ColorBar = default, Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default, Optional<bool> ReverseScale = default,
        Optional<StyleParam.SmoothAlg> ZSmooth = default, Optional<bool> Transpose = default, Optional<bool> UseWebGL = default,
        Optional<bool> ReverseYAxis = default, Optional<bool> UseDefaults = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        GenericChart chart = Heatmap<ZType, XType, YType, TextType>(
            zData, Name: Name, ShowLegend: ShowLegend, Opacity: Opacity, X: X, XGap: XGap, Y: Y, YGap: YGap, Text: Text,
            MultiText: MultiText, ColorBar: ColorBar, ColorScale: ColorScale, ShowScale: ShowScale, ReverseScale: ReverseScale,
            ZSmooth: ZSmooth, Transpose: Transpose, UseWebGL: UseWebGL, ReverseYAxis: ReverseYAxis, UseDefaults: UseDefaults);
        return chart.Listed("annotations", CellTexts(annotationText, X, Y), append: true);
    }
}
