using System.Text.Json.Nodes;
using Microsoft.FSharp.Core;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Plotly.NET.Tests;

/// <summary>Axes, titles, shapes, subplots and sliders reach the layout.</summary>
public class LayoutTests
{
    [Fact]
    public void TitleSizeAndLegendAreSet() =>
        JsonAssert.Layout(
            """{"title":{"text":"T","font":{"size":20}},"width":700,"height":300,"showlegend":false}""",
            Plain().WithTitle("T", Font.init(Size: 20)).WithSize(700, 300).WithLegend(false));

    [Fact]
    public void AxisStylesOfBothNamespacesMeetOnOneAxis() =>
        JsonAssert.Layout(
            """{"xaxis":{"title":{"text":"epoch"},"range":[0,10],"showgrid":false},"yaxis2":{"title":{"text":"loss"},"type":"log"}}""",
            Plain()
                .WithXAxisStyle<int, int, string>(TitleText: "epoch", MinMax: Tuple.Create(0, 10))
                .WithXAxis(LinearAxis.init<int, int, int, int, int, string, string, string>(ShowGrid: false))
                .WithYAxisStyle(Title.init("loss"), Id: StyleParam.SubPlotId.NewYAxis(2))
                .WithYAxisStyle<int, int, string>(AxisType: StyleParam.AxisType.Log, Id: StyleParam.SubPlotId.NewYAxis(2)));

    [Fact]
    public void ShapesAndAnnotationsAddUpOrReplace()
    {
        Shape line = Shape.init<int, int, int, int>(ShapeType: StyleParam.ShapeType.Line, X0: 0, X1: 1, Y0: 2, Y1: 2);
        GenericChart chart = Plain().WithShape(line, true).WithShapes([line, line], true);
        Assert.Equal(3, JsonAssert.Figure(chart)["layout"]!["shapes"]!.AsArray().Count);
        Assert.Single(JsonAssert.Figure(chart.WithShape(line, false))["layout"]!["shapes"]!.AsArray());
        JsonAssert.Layout(
            """{"annotations":[{"x":1,"y":2,"text":"here","showarrow":false}]}""",
            Plain().WithAnnotation(
                Annotation.init<int, int, int, int, int, int, int, string, int, string>(X: 1, Y: 2, Text: "here", ShowArrow: false), true));
    }

    [Fact]
    public void CombinedChartsShareALayoutAndStayAsTheyWere()
    {
        GenericChart first = Plain().WithTitle("first").WithXAxisStyle(Title.init("x"));
        GenericChart second = Plain().WithTitle("second");
        GenericChart both = Chart.Combine([first, second]);
        Assert.Equal(2, GenericChart.countTrace(both));
        JsonAssert.Layout("""{"title":{"text":"second"},"xaxis":{"title":{"text":"x"}}}""", both);
        JsonAssert.Layout("""{"title":{"text":"first"},"xaxis":{"title":{"text":"x"}}}""", first);
        Assert.Throws<ArgumentException>(() => Chart.Combine([]));
    }

    [Fact]
    public void GridGivesEachChartItsAxesAndItsTitle()
    {
        GenericChart[] charts = [.. Enumerable.Range(0, 4).Select(i => Plain().WithXAxisStyle(Title.init($"x of {i}")))];
        JsonNode figure = JsonAssert.Figure(Chart.Grid(charts, 2, 2, SubPlotTitles: new(["a", "b", "c", "d"], true)));
        Assert.Equal("x4", (string?)figure["data"]![3]!["xaxis"]);
        Assert.Equal("x of 3", (string?)figure["layout"]!["xaxis4"]!["title"]!["text"]);
        Assert.Equal("x of 0", (string?)figure["layout"]!["xaxis"]!["title"]!["text"]);
        Assert.Equal("independent", (string?)figure["layout"]!["grid"]!["pattern"]);
        JsonNode title = figure["layout"]!["annotations"]![3]!;
        // Two columns with gap .2: cells [0, .444] and [.556, 1]; two rows with gap .3: the lower one ends at 1 - 1/1.7.
        Assert.Equal(7.0 / 9, (double)title["x"]!, 9);
        Assert.Equal(1 - 1 / 1.7, (double)title["y"]!, 9);
    }

    [Fact]
    public void StackIsAGridOfOneColumn()
    {
        JsonNode figure = JsonAssert.Figure(Chart.SingleStack([Plain(), Plain(), Plain()], Pattern: StyleParam.LayoutGridPattern.Coupled));
        Assert.Equal("""{"rows":3,"columns":1,"pattern":"coupled"}""", figure["layout"]!["grid"]!.ToJsonString());
        Assert.Equal(["x", "x", "x"], figure["data"]!.AsArray().Select(trace => (string?)trace!["xaxis"]));
        Assert.Equal(["y", "y2", "y3"], figure["data"]!.AsArray().Select(trace => (string?)trace!["yaxis"]));
    }

    [Fact]
    public void SliderStepSetsOnePropertyForEachArgument()
    {
        SliderStep step = SliderStep.init(
            FSharpOption<IEnumerable<Tuple<string, object>>>.Some([Tuple.Create("visible", (object)new[] { true, false })]),
            null, "10°", null, null, null, null, null);
        Slider slider = Slider.init(
            0, null, null, null, null, null, null, null, null, null, null, null,
            FSharpOption<IEnumerable<SliderStep>>.Some([step]), null, null, null, null, null, null, null, null, null, null);
        JsonAssert.Layout(
            """{"sliders":[{"active":0,"steps":[{"args":[{"visible":[true,false]}],"label":"10°"}]}]}""",
            Plain().WithSlider(slider));
    }

    [Fact]
    public void TracesCanShareAColourAxis()
    {
        GenericChart chart = GenericChart.mapTrace(Trace.setColorAxisAnchor<Trace>(2), Plain());
        GenericChartExtensions.WithColorAxis(
            chart, ColorAxis.init(CMin: 0, CMax: 1, ColorScale: StyleParam.Colorscale.Greys), StyleParam.SubPlotId.NewColorAxis(2));
        Assert.Equal("coloraxis2", (string?)JsonAssert.Figure(chart)["data"]![0]!["coloraxis"]);
        JsonAssert.Layout("""{"coloraxis2":{"cmin":0,"cmax":1,"colorscale":"Greys"}}""", chart);
    }

    [Fact]
    public void NamesOfSeveralTracesAreNumbered()
    {
        GenericChart chart = Chart.Combine([Plain(), Plain()]).WithTraceInfo(Name: new Optional<string>("run", true), ShowLegend: new Optional<bool>(true, true));
        Assert.Equal(["run_0", "run_1"], JsonAssert.Figure(chart)["data"]!.AsArray().Select(trace => (string?)trace!["name"]));
    }

    [Fact]
    public void PageIsSavedUnderAnHtmlName()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Plain().SaveHtml(path, new Optional<bool>(false, true));
        Assert.Contains("Plotly.newPlot", File.ReadAllText(path + ".html"), StringComparison.Ordinal);
        File.Delete(path + ".html");
    }

    private static GenericChart Plain() => Chart.Point<int, int, string>(x: [0], y: [0], UseDefaults: false);
}
