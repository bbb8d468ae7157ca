using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

/// <summary>Charts. Write <c>using Chart = Plotly.NET.CSharp.Chart;</c>: the package has a second class of that name.</summary>
public static partial class Chart
{
    private static GenericChart Render(Optional<bool> useDefaults, Trace trace) =>
        useDefaults.Is(false)
            ? GenericChart.Of([trace], new Layout(), new Config())
            : GenericChart.Of([trace], Defaults.Layout(), Defaults.Config());

    private static StyleParam.Mode ModeOf(bool lines, bool markers, bool text) => (lines, markers, text) switch
    {
        (true, true, true) => StyleParam.Mode.Lines_Markers_Text,
        (true, true, false) => StyleParam.Mode.Lines_Markers,
        (true, false, true) => StyleParam.Mode.Lines_Text,
        (true, false, false) => StyleParam.Mode.Lines,
        (false, true, true) => StyleParam.Mode.Markers_Text,
        _ => StyleParam.Mode.Markers,
    };

    // The given object itself is filled, as in the package.
    private static Marker MarkerOf(
        Optional<Marker> marker, Optional<Color> color, Optional<StyleParam.Colorscale> scale, Optional<Line> outline,
        Optional<StyleParam.MarkerSymbol> symbol, Optional<IEnumerable<StyleParam.MarkerSymbol>> symbols,
        Optional<IEnumerable<double>> opacities) =>
        (marker.IsSome ? marker.Value : new Marker())
            .Set("color", color).Set("colorscale", scale).Set("line", outline).Set("symbol", symbol, symbols).Set("opacity", opacities);

    private static Line LineOf(
        Optional<Line> line, Optional<Color> color, Optional<StyleParam.Colorscale> scale, Optional<double> width,
        Optional<StyleParam.DrawingStyle> dash) =>
        (line.IsSome ? line.Value : new Line())
            .Set("color", color).Set("colorscale", scale).Set("width", width).Set("dash", dash);

    private static Pattern PatternOf(
        Optional<Pattern> pattern, Optional<StyleParam.PatternShape> shape, Optional<IEnumerable<StyleParam.PatternShape>> shapes) =>
        (pattern.IsSome ? pattern.Value : new Pattern()).Set("shape", shape, shapes);

    private static IEnumerable<LayoutObjects.Annotation> CellTexts<XType, YType>(
        IEnumerable<IEnumerable<string>> texts, Optional<IEnumerable<XType>> x, Optional<IEnumerable<YType>> y)
        where XType : IConvertible
        where YType : IConvertible
    {
        XType[] columns = x.IsSome ? [.. x.Value] : [];
        YType[] rows = y.IsSome ? [.. y.Value] : [];
        return texts.SelectMany((row, i) => row.Select((text, j) => new LayoutObjects.Annotation()
            .Set("x", columns.Length > 0 ? columns[j] : (object)j)
            .Set("y", rows.Length > 0 ? rows[i] : (object)i)
            .Set("showarrow", (object)false)
            .Set("text", (object)text)));
    }
}
