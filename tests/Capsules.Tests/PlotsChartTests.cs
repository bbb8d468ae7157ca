using System.Text.Json.Nodes;
using System.Xml.Linq;
using Capsules.Plots;
using Plotly.NET;

namespace Capsules.Tests;

/// <summary>Charts of the workbook: what they hold, and that wrong input is refused with its reason.</summary>
public class PlotsChartTests
{
    private static readonly double[][,] Couplings = [new double[,] { { 0.9, 0.1 }, { 0.5, 0.5 }, { 0.02, 0.98 } }, new double[,] { { 1.0 }, { 0.3 } }];
    private static readonly double[][] Norms = [[0.5, 0.8, 0.1], [0.9, 0.001], [0.7]];

    [Fact]
    public void ParseTreeDrawsEachStrongEdgeOnce()
    {
        JsonNode figure = Figure(Plot.ParseTree(Couplings, Norms));
        int edges = Lines(figure).Sum(trace => trace["x"]!.AsArray().Count(x => x!.GetValueKind() == System.Text.Json.JsonValueKind.String));
        // 8 couplings, of which .02 is below a tenth of the greatest.
        Assert.Equal(7, edges);
    }

    [Fact]
    public void DarkestEdgesAreTheGreatestCouplings()
    {
        JsonNode darkest = Lines(Figure(Plot.ParseTree(Couplings, Norms)))[^1]!;
        // .9 and .98 in the first routing layer, 1.0 in the second: from layer, to layer, gap.
        Assert.Equal("""[0,1,"NaN",0,1,"NaN",1,2,"NaN"]""", darkest["x"]!.ToJsonString());
    }

    [Fact]
    public void DeadCapsulesAreRedCrosses()
    {
        JsonNode figure = Figure(Plot.ParseTree(Couplings, Norms));
        JsonNode dead = figure["data"]!.AsArray().Single(trace => (string?)trace!["name"] == "dead")!;
        Assert.Equal("[1]", dead["x"]!.ToJsonString());
        Assert.Equal("#cc3311", (string?)dead["marker"]!["color"]);
        JsonNode alive = figure["data"]!.AsArray().Single(trace => (string?)trace!["name"] == "capsule")!;
        Assert.Equal(5, alive["x"]!.AsArray().Count);
    }

    [Fact]
    public void GreaterNormsAreGreaterNodes()
    {
        JsonNode alive = Figure(Plot.ParseTree(Couplings, Norms))["data"]!.AsArray().Single(trace => (string?)trace!["name"] == "capsule")!;
        int[] sizes = [.. alive["marker"]!["size"]!.AsArray().Select(size => (int)size!)];
        Assert.True(sizes[1] > sizes[0] && sizes[0] > sizes[2], string.Join(' ', sizes));
    }

    [Fact]
    public void InputStandsBesideTheTreeWithSquarePixels()
    {
        XElement picture = Picture.Of(Plot.ParseTree(Couplings, Norms, new double[20, 10]));
        XElement image = picture.All("image").Single();
        Assert.Equal(2, image.Number("height") / image.Number("width"), 0.05);
    }

    [Fact]
    public void TreesOfSeveralInputsShareOneScaleAndAreShownInTurn()
    {
        double[][,] weak = [.. Couplings.Select(layer => Half(layer))];
        JsonNode figure = Figure(Plot.ParseTrees(
            [new ParseTreeStep<double>("0°", Couplings, Norms, null), new ParseTreeStep<double>("10°", weak, Norms, null)], "rotation"));
        JsonArray traces = figure["data"]!.AsArray();
        JsonArray steps = figure["layout"]!["sliders"]![0]!["steps"]!.AsArray();
        bool[] second = [.. steps[1]!["args"]![0]!["visible"]!.AsArray().Select(flag => (bool)flag!)];
        Assert.Equal(traces.Count, second.Length);
        Assert.Equal(traces.Count / 2, second.Count(flag => flag));
        Assert.False(second[0]);
        Assert.All(traces.Skip(traces.Count / 2), trace => Assert.False((bool)trace!["visible"]!));
        Assert.Equal((string?)traces[0]!["name"], (string?)traces[traces.Count / 2]!["name"]);
        Assert.Equal("rotation: 0°", Picture.Of(Plot.Slider([("0°", Plot.Lines([1, 2], "x", "y")), ("9°", Plot.Lines([2, 1], "x", "y"))], "rotation")).Texts()
            .Single(text => text.StartsWith("rotation", StringComparison.Ordinal)));
    }

    [Fact]
    public void ConfusionMatrixTellsAccuracyAndColoursByRow()
    {
        JsonNode figure = Figure(Plot.ConfusionMatrix(new[,] { { 90, 10 }, { 0, 300 } }));
        Assert.Equal("accuracy 97.50 %", (string?)figure["layout"]!["title"]!["text"]);
        Assert.Equal("[[0.9,0.1],[0,1]]", figure["data"]![0]!["z"]!.ToJsonString());
        Assert.Equal("""[["90","10"],["","300"]]""", figure["data"]![0]!["text"]!.ToJsonString());
    }

    [Fact]
    public void DivergingHeatmapIsWhiteAtZero()
    {
        JsonNode axis = Figure(Plot.Heatmap(new[,] { { -1.0, 3.0 } }, "x", "y", colours: HeatmapColours.Diverging))["layout"]!["coloraxis"]!;
        Assert.Equal((-3.0, 3.0), ((double)axis["cmin"]!, (double)axis["cmax"]!));
        Assert.Equal("#f7f7f7", (string?)axis["colorscale"]![2]![1]);
    }

    [Fact]
    public void ImagesAreOnePictureWithTheirCaptions()
    {
        GenericChart chart = Plot.Images([new byte[4, 4], new byte[4, 4], new byte[4, 4]], ["a", "b", "c"], columns: 2);
        Assert.Equal(3, Figure(chart)["layout"]!["annotations"]!.AsArray().Count);
        Assert.Single(Picture.Of(chart).All("image"));
        Assert.True(GenericChart.toFigureJson(chart).Length < 3000);
    }

    [Fact]
    public void GreatestValueOfAnInkImageIsBlack()
    {
        GenericChart chart = Plot.Image(new[,] { { 0f, 1f }, { 0.5f, 0f } });
        byte[] png = Capsules.Plots.Static.Png.FromAddress((string?)Figure(chart)["data"]![0]!["source"])!;
        Assert.Equal([255, 0, 128, 255], PngReader.Pixels(png, channels: 1));
    }

    [Fact]
    public void HistogramCountsEveryValue()
    {
        JsonNode figure = Figure(Plot.Histogram(Enumerable.Range(0, 1000).Select(i => i / 1000.0), "v", bins: 10));
        Assert.Equal(1000, figure["data"]![0]!["y"]!.AsArray().Sum(count => (double)count!));
        Assert.Equal(10, figure["data"]![0]!["y"]!.AsArray().Count);
    }

    [Fact]
    public void NormsHaveAPanelForEachLayerAndACrossForEachDeadCapsule()
    {
        JsonNode figure = Figure(Plot.CapsuleNorms(Norms, title: "norms"));
        Assert.Equal(3, figure["data"]!.AsArray().Count(trace => (string?)trace!["type"] == "bar"));
        Assert.Equal("[1]", figure["data"]!.AsArray().Single(trace => (string?)trace!["name"] == "dead" && trace["x"]!.AsArray().Count > 0)!["x"]!.ToJsonString());
        Assert.NotNull(figure["layout"]!["xaxis3"]);
    }

    [Fact]
    public void PanelsOfAGridShareOneColourScaleAndStandSideBySide()
    {
        JsonNode figure = Figure(Plot.HeatmapGrid(
            [new[,] { { 0.1, 0.2 }, { 0.3, double.NaN } }, new[,] { { 0.9, 0.1234 } }], ["first", "last"], "batch", "capsule", at: [10, 20]));
        JsonNode[] panels = [.. figure["data"]!.AsArray()!];
        Assert.All(panels, panel => Assert.Equal("coloraxis", (string?)panel["coloraxis"]));
        Assert.Equal("[10,20]", panels[1]["x"]!.ToJsonString());
        Assert.Equal("[[0.9,0.123]]", panels[1]["z"]!.ToJsonString());
        Assert.Equal([0.1, 0.9], new[] { "cmin", "cmax" }.Select(end => (double)figure["layout"]!["coloraxis"]![end]!));
        Assert.True((double)figure["layout"]!["xaxis"]!["domain"]![1]! < (double)figure["layout"]!["xaxis2"]!["domain"]![0]!);
        Assert.Contains("last", Picture.Of(Plot.HeatmapGrid([new[,] { { 1.0 } }], ["last"], "x", "y")).Texts());
    }

    [Fact]
    public void ADiagonalLiesWherePointsOfEqualValuesWould()
    {
        JsonNode figure = Figure(Plot.Points([new PointSet("p", [0.2, 0.9], [0.1, 0.7])], "x", "y", diagonal: true));
        Assert.Equal("[0.2,0.7]", Lines(figure).Single()["x"]!.ToJsonString());
        Assert.Empty(Lines(Figure(Plot.Points([new PointSet("p", [0.2], [0.1])], "x", "y"))));
    }

    [Fact]
    public void TheDeadMayBeNamedInsteadOfGuessedFromTheNorms()
    {
        bool[][] dead = [.. Norms.Select(row => row.Select((_, i) => i == 0).ToArray())];
        JsonNode figure = Figure(Plot.CapsuleNorms(Norms, dead: dead));
        Assert.Equal(["[0]", "[0]", "[0]"], figure["data"]!.AsArray().Where(trace => (string?)trace!["name"] == "dead").Select(trace => trace!["x"]!.ToJsonString()));
        Assert.Throws<ArgumentException>(() => Plot.CapsuleNorms(Norms, dead: dead[..2]));
    }

    [Fact]
    public void LinesInPanelsShareOneAxisOneColourAndOneLegend()
    {
        Series[] lines = [new("a", [1, 0.5], [0, 10]), new("b", [1, 0.9], [0, 10])];
        JsonNode figure = Figure(Plot.LinePanels([new("turn", lines), new("shift", lines), new("size", lines)], "correlation", "figure 4"));
        JsonArray data = figure["data"]!.AsArray();
        Assert.Equal(["y", "y", "y2", "y2", "y3", "y3"], data.Select(trace => (string?)trace!["yaxis"] ?? "y"));
        Assert.Equal([true, true, false, false, false, false], data.Select(trace => (bool?)trace!["showlegend"] ?? true));
        Assert.Single(data.Where(trace => (string?)trace!["name"] == "b").Select(trace => (string?)trace!["line"]!["color"]).Distinct());
        Assert.Single(new[] { "yaxis", "yaxis2", "yaxis3" }.Select(axis => figure["layout"]![axis]!["range"]!.ToJsonString()).Distinct());
        Assert.Equal("shift", (string?)figure["layout"]!["xaxis2"]!["title"]!["text"]);
        Assert.Throws<ArgumentException>(() => Plot.LinePanels([], "correlation"));
    }

    [Fact]
    public void UniformRoutingIsPale()
    {
        double[,] alike = new double[16, 16];
        for (int i = 0; i < alike.Length; i++)
        {
            alike[i / 16, i % 16] = 1 / 16.0;
        }

        JsonNode[] bins = Lines(Figure(Plot.ParseTree([alike], [new double[16], new double[16]])));
        Assert.Equal(256 * 3, bins[1]["x"]!.AsArray().Count);
        Assert.Equal(0, bins.Where((_, i) => i != 1).Sum(bin => bin["x"]!.AsArray().Count));
        Assert.Equal("coupling 0.06–0.11", (string?)bins[1]["name"]);
    }

    [Fact]
    public void EllipseOfAGaussianReachesTwoStandardDeviations()
    {
        JsonNode figure = Figure(Plot.Gaussians(new double[,] { { 1, 2 } }, new double[,] { { 1 } }, new double[,] { { 1, 2 } }, new double[,] { { 4, 0.25 } }));
        double[] x = [.. figure["data"]![1]!["x"]!.AsArray().Select(value => (double)value!)];
        double[] y = [.. figure["data"]![1]!["y"]!.AsArray().Select(value => (double)value!)];
        Assert.Equal((-3.0, 5.0, 1.0, 3.0), (x.Min(), x.Max(), y.Min(), y.Max()));
    }

    [Fact]
    public void PointsOfEachKindHaveTheirOwnForm()
    {
        JsonNode figure = Figure(Plot.Points([new PointSet("a", [1, 10], [1, 2]), new PointSet("b", [100], [3], ["here"])], "n", "t", logX: true));
        Assert.Equal("log", (string?)figure["layout"]!["xaxis"]!["type"]);
        Assert.NotEqual((int)figure["data"]![0]!["marker"]!["symbol"]!, (int)figure["data"]![1]!["marker"]!["symbol"]!);
        Assert.Equal("markers+text", (string?)figure["data"]![1]!["mode"]);
    }

    [Fact]
    public void WrongShapesAreRefusedWithWhatWouldBeRight()
    {
        Assert.Contains("3 × 2", Message(() => Plot.ParseTree([new double[2, 2], new double[2, 1]], Norms)), StringComparison.Ordinal);
        Assert.Contains("3 layers", Message(() => Plot.ParseTree(Couplings, [[1.0], [1.0]])), StringComparison.Ordinal);
        Assert.Contains("2 names", Message(() => Plot.ParseTree(Couplings, Norms, options: new() { LayerNames = ["a", "b"] })), StringComparison.Ordinal);
        Assert.Contains("2 × 3", Message(() => Plot.ConfusionMatrix(new int[2, 3])), StringComparison.Ordinal);
        Assert.Contains("Image 1 is 2 × 3", Message(() => Plot.Images([new float[2, 2], new float[2, 3]])), StringComparison.Ordinal);
        Assert.Contains("'p' has 1 values for 2 categories", Message(() => Plot.Bars(["a", "b"], [new Series("p", [1])], "k", "v")), StringComparison.Ordinal);
        Assert.Contains("2 values at 1 places", Message(() => Plot.Lines([new Series("p", [1, 2], [1])], "x", "y")), StringComparison.Ordinal);
        Assert.Contains("[4, 2, 2]", Message(() => Plot.ColourImages([new double[4, 2, 2]])), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Plot.Lines(Array.Empty<Series>(), "x", "y"));
        Assert.Contains("mu and sig2 [1, 2]", Message(() => Plot.Gaussians(new double[1, 2], new double[1, 1], new double[2, 2], new double[1, 2])), StringComparison.Ordinal);
        Assert.Contains("1 x, 2 y", Message(() => Plot.Points([new PointSet("p", [1], [1, 2])], "x", "y")), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Plot.Heatmap(new double[0, 3], "x", "y"));
        Assert.Throws<ArgumentException>(() => Plot.Slider([], "x"));
        Assert.Contains("3 places for the 2 columns", Message(() => Plot.HeatmapGrid([new double[1, 2]], ["p"], "x", "y", at: [1, 2, 3])), StringComparison.Ordinal);
        Assert.Contains("2 names", Message(() => Plot.HeatmapGrid([new double[1, 2]], ["p", "q"], "x", "y")), StringComparison.Ordinal);
        Assert.Contains("empty: 0 × 2", Message(() => Plot.HeatmapGrid([new double[0, 2]], ["p"], "x", "y")), StringComparison.Ordinal);
    }

    private static string Message(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;

    private static double[,] Half(double[,] layer)
    {
        double[,] half = (double[,])layer.Clone();
        for (int i = 0; i < half.GetLength(0); i++)
        {
            for (int j = 0; j < half.GetLength(1); j++)
            {
                half[i, j] /= 2;
            }
        }

        return half;
    }

    private static JsonNode Figure(GenericChart chart) => JsonNode.Parse(GenericChart.toFigureJson(chart))!;

    private static JsonNode[] Lines(JsonNode figure) => [.. figure["data"]!.AsArray().Where(trace => (string?)trace!["mode"] == "lines")!];
}
