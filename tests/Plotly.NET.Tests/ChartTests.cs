using Plotly.NET.CSharp;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Plotly.NET.Tests;

/// <summary>Each chart gives the trace that plotly.js is to draw.</summary>
public class ChartTests
{
    [Fact]
    public void LineIsAScatterTraceInModeLines() =>
        JsonAssert.Trace(
            """{"type":"scatter","name":"loss","mode":"lines","x":[0,1],"y":[2.5,1],"marker":{},"line":{"color":"rgba(1, 2, 3, 1.0)","width":2,"dash":"dot"}}""",
            Chart.Line<int, double, string>(
                x: [0, 1], y: [2.5, 1], Name: "loss", LineColor: Color.fromRGB(1, 2, 3), LineWidth: 2, LineDash: StyleParam.DrawingStyle.Dot));

    [Fact]
    public void MarkersAndTextAreAddedToTheModeOfALine()
    {
        GenericChart chart = Chart.Line<int, int, string>(
            x: [0], y: [1], ShowMarkers: true, Text: "here", TextPosition: StyleParam.TextPosition.TopCenter);
        Assert.Equal("lines+markers+text", (string?)JsonAssert.Figure(chart)["data"]![0]!["mode"]);
    }

    [Fact]
    public void PointsCanHaveASizeAColourAndATextEach() =>
        JsonAssert.Trace(
            """
            {"type":"scatter","mode":"markers","x":[0,1],"y":[0,1],"text":["a","b"],
             "marker":{"color":["red","blue"],"size":[4,9],"symbol":1},"line":{}}
            """,
            Chart.Point<int, int, string>(
                x: [0, 1], y: [0, 1],
                MultiText: new(["a", "b"], true),
                MarkerSymbol: StyleParam.MarkerSymbol.Square,
                Marker: Marker.init(
                    Color: Color.fromColors([Color.fromString("red"), Color.fromString("blue")]),
                    MultiSize: Microsoft.FSharp.Core.FSharpOption<IEnumerable<int>>.Some([4, 9]))));

    [Fact]
    public void AreaIsFilledDownToZero()
    {
        GenericChart chart = Chart.Area<int, int, string>(x: [0, 1], y: [1, 2]);
        Assert.Equal("tozeroy", (string?)JsonAssert.Figure(chart)["data"]![0]!["fill"]);
    }

    [Fact]
    public void ColumnStandsAndBarLies()
    {
        JsonAssert.Trace(
            """{"type":"bar","x":["a","b"],"y":[1,2],"orientation":"v","marker":{"pattern":{}}}""",
            Chart.Column<int, string, string>(values: [1, 2], Keys: new(["a", "b"], true)));
        JsonAssert.Trace(
            """{"type":"bar","y":["a","b"],"x":[1,2],"orientation":"h","marker":{"pattern":{}}}""",
            Chart.Bar<int, string, string>(values: [1, 2], Keys: new(["a", "b"], true)));
    }

    [Fact]
    public void HeatmapHasItsRowsInOrderAndCanBeTurnedRound()
    {
        GenericChart chart = Chart.Heatmap<double, int, int, string>(
            zData: [[1, 2], [3, 4]], ColorScale: StyleParam.Colorscale.Viridis, ShowScale: false, ReverseYAxis: true, UseDefaults: false);
        JsonAssert.Trace("""{"type":"heatmap","z":[[1,2],[3,4]],"colorscale":"Viridis","showscale":false}""", chart);
        JsonAssert.Layout("""{"yaxis":{"autorange":"reversed"}}""", chart);
    }

    [Fact]
    public void AnnotatedHeatmapWritesEachTextAtItsCell() =>
        JsonAssert.Layout(
            """
            {"annotations":[
              {"x":"a","y":0,"showarrow":false,"text":"p"},{"x":"b","y":0,"showarrow":false,"text":"q"},
              {"x":"a","y":1,"showarrow":false,"text":"r"},{"x":"b","y":1,"showarrow":false,"text":"s"}]}
            """,
            Chart.AnnotatedHeatmap<int, string, int, string>(
                zData: [[1, 2], [3, 4]], annotationText: [["p", "q"], ["r", "s"]], X: new(["a", "b"], true), UseDefaults: false));

    [Fact]
    public void HistogramAndBoxPlotCarryTheirValues()
    {
        JsonAssert.Trace("""{"type":"histogram","x":[1,1,2],"nbinsx":4,"marker":{}}""",
            Chart.Histogram<int, int, string>(X: new([1, 1, 2], true), NBinsX: 4));
        JsonAssert.Trace("""{"type":"box","y":[1,2,3],"name":"k","marker":{},"line":{}}""",
            Chart.BoxPlot<int, int, string>(Y: new([1, 2, 3], true), Name: "k"));
    }

    [Fact]
    public void CustomColourScaleIsAListOfPlaceAndColour()
    {
        GenericChart chart = Chart.Heatmap<int, int, int, string>(
            zData: [[1]], ColorScale: StyleParam.Colorscale.NewCustom([Tuple.Create(0.0, Color.fromString("white")), Tuple.Create(1.0, Color.fromHex("#000080"))]));
        Assert.Equal("""[[0,"white"],[1,"rgba(0, 0, 128, 1.0)"]]""", JsonAssert.Figure(chart)["data"]![0]!["colorscale"]!.ToJsonString());
    }

    [Fact]
    public void MissingNumbersAreWordsAsInThePackage()
    {
        GenericChart chart = Chart.Line<double, float, string>(x: [0, 1], y: [float.NaN, 0.1f]);
        Assert.Equal("""["NaN",0.1]""", JsonAssert.Figure(chart)["data"]![0]!["y"]!.ToJsonString());
    }

    [Fact]
    public void DefaultsAreSixHundredPixelsAndPlotlysTheme()
    {
        System.Text.Json.Nodes.JsonNode layout = JsonAssert.Figure(Chart.Line<int, int, string>(x: [0], y: [0]))["layout"]!;
        Assert.Equal(600, (int)layout["width"]!);
        Assert.Equal(600, (int)layout["height"]!);
        Assert.Equal("#E5ECF6", (string?)layout["template"]!["layout"]!["plot_bgcolor"]);
        JsonAssert.Layout("{}", Chart.Line<int, int, string>(x: [0], y: [0], UseDefaults: false));
    }

    [Fact]
    public void TextCannotEndTheScriptItStandsIn()
    {
        GenericChart chart = Chart.Line<int, int, string>(x: [0], y: [0], Name: "</script><b>");
        Assert.DoesNotContain("</script><b>", GenericChart.toChartHTML(chart), StringComparison.Ordinal);
        Assert.Equal("</script><b>", (string?)JsonAssert.Figure(chart)["data"]![0]!["name"]);
    }

    [Theory]
    [InlineData("#12345")]
    [InlineData("blue")]
    public void ColourThatIsNotHexadecimalIsRefused(string text) =>
        Assert.Contains(text, Assert.Throws<FormatException>(() => Color.fromHex(text)).Message, StringComparison.Ordinal);
}
