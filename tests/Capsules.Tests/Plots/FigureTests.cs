using System.Text.Json.Nodes;
using Capsules.Analysis;
using Capsules.Language;
using Capsules.Plots;
using Plotly.NET;
using SkiaSharp;

namespace Capsules.Tests;

/// <summary>Charts of the workbook: what they hold, and that wrong input is refused with its reason.</summary>
public class Figures
{
    private static readonly string[] Layers = ["PrimeCaps", "layer 2", "classes"];
    private static readonly ParseTree Tree = new(
        [new double[,] { { 0.9, 0.1 }, { 0.5, 0.5 }, { 0.02, 0.98 } }, new double[,] { { 1.0 }, { 0.3 } }], [[0.5, 0.8, 0.1], [0.9, 0.001], [0.7]], Layers);

    [Fact]
    public void ParseTreeDrawsEachStrongEdgeOnce()
    {
        var edges = Lines(Figure(Plot.ParseTree(Tree))).Sum(trace => trace["x"]!.AsArray().Count(x => x is null));
        Assert.Equal(7, edges);   // 8 couplings, of which .02 is below a tenth of the greatest
    }

    [Fact]
    public void DarkestEdgesAreTheGreatestCouplings()
    {
        var darkest = Lines(Figure(Plot.ParseTree(Tree)))[^1];
        // .9 and .98 in the first routing layer, 1.0 in the second: from layer, to layer, gap.
        Assert.Equal([0, 1, null, 0, 1, null, 1, 2, null], Numbers(darkest["x"]));
    }

    [Fact]
    public void EvenTheWeakestEdgeCanBeSeen() =>
        Assert.All(Lines(Figure(Plot.ParseTree(Tree))), edge => Assert.InRange(Contrast((string)edge["line"]!["color"]!), 3, 21));

    [Fact]
    public void SeriesCanBeSeenAndAreNotToldApartByColorAlone()
    {
        Assert.All(Theme.Palette, color => Assert.InRange(Contrast(color), 3, 21));
        var lines = Lines(Figure(Plot.Lines(Enumerable.Range(1, 6).Select(k => new Series($"{k}", [k, k])), "x", "y")));
        Assert.Equal(6, lines.Select(line => (string)line["line"]!["dash"]!).Distinct().Count());
        Assert.All(Nodes(Figure(SentimentPlots.Tree(SentimentTree.Leaf(2, "fine")))), node => Assert.InRange(Contrast((string)node["marker"]!["color"]!), 3, 21));
    }

    [Fact]
    public void DeadCapsulesAreRedCrossesAndTheLegendSaysWhatNodesMean()
    {
        var data = Data(Figure(Plot.ParseTree(Tree)));
        var dead = data.First(trace => (string?)trace["name"] == "dead");
        Assert.Equal([1.0], Numbers(dead["x"]));
        Assert.Equal("x", (string?)dead["marker"]!["symbol"]);
        Assert.Equal(5, data.Single(trace => (string?)trace["name"] == "capsule")["x"]!.AsArray().Count);
        Assert.Equal(["0.1–0.3", "0.3–0.55", "0.55–0.8", "≥ 0.8", "0.09", "0.45", "0.9", "dead"], data.Where(InLegend).Select(trace => (string?)trace["name"]));
    }

    [Fact]
    public void GreaterNormsAreGreaterNodes()
    {
        var alive = Data(Figure(Plot.ParseTree(Tree))).Single(trace => (string?)trace["name"] == "capsule");
        var sizes = Numbers(alive["marker"]!["size"]);
        Assert.True(sizes[1] > sizes[0] && sizes[0] > sizes[2], string.Join(' ', sizes));
    }

    [Fact]
    public void InputStandsBesideTheTree()
    {
        var image = Figure(Plot.ParseTree(Tree with { Image = new double[20, 10] }))["layout"]!["images"]!.AsArray().Single()!;
        using var picture = Picture((string)image["source"]!);
        Assert.Equal((10, 20), (picture.Width / 4, picture.Height / 4));
        Assert.Equal("contain", (string?)image["sizing"]);
        Assert.InRange((double)image["x"]!, 1, 2);
    }

    [Fact]
    public void SeveralTreesStandInOneFigureOnOneScale()
    {
        var weak = Tree with { Couplings = [.. Tree.Couplings.Select(c => Map(c, x => x / 2))] };
        var figure = Figure(Plot.ParseTrees([Tree, weak], ["0°", "10°"], "Turning"));
        Assert.Equal(["0°", "10°"], figure["layout"]!["annotations"]!.AsArray().Select(text => (string?)text!["text"]));
        var edges = Lines(figure);
        Assert.Equal(["y", "y2"], edges.Select(edge => (string)edge["yaxis"]!).Distinct());
        Assert.Empty(edges.Last(edge => (string?)edge["yaxis"] == "y2")["x"]!.AsArray());   // nothing in the weak tree is as strong as in the first
        Assert.Contains("≥ 0.8", Data(figure).Where(InLegend).Select(trace => (string?)trace["name"]));
    }

    [Fact]
    public void UniformRoutingIsPale()
    {
        ParseTree alike = new([Map(new double[16, 16], _ => 1 / 16.0)], [new double[16], new double[16]], ["a", "b"]);
        var edges = Lines(Figure(Plot.ParseTree(alike)));
        Assert.Equal(256 * 3, edges[0]["x"]!.AsArray().Count);
        Assert.Equal(0, edges[1..].Sum(edge => edge["x"]!.AsArray().Count));
    }

    [Fact]
    public void ConfusionMatrixTellsAccuracyAndColorsByRow()
    {
        var figure = Figure(Plot.ConfusionMatrix(new[,] { { 90, 10 }, { 0, 300 } }));
        Assert.Equal("accuracy 97.50 %", (string?)figure["layout"]!["title"]!["text"]);
        var z = Data(figure)[0]["z"]!.AsArray();
        Assert.Equal([0.9, 0.1, 0, 1], z.SelectMany(row => Numbers(row)));
        Assert.Equal(["90", "10", "", "300"], Data(figure)[0]["text"]!.AsArray().SelectMany(row => row!.AsArray().Select(text => (string?)text)));
    }

    [Fact]
    public void ImagesStandInRowsWithTheirCaptions()
    {
        var layout = Figure(Plot.Images([new byte[4, 4], new byte[4, 4], new byte[4, 4]], ["a", "b", "c"], columns: 2))["layout"]!;
        Assert.Equal(["a", "b", "c"], layout["annotations"]!.AsArray().Select(text => (string?)text!["text"]));
        var corners = layout["images"]!.AsArray().Select(image => ((double)image!["x"]!, (double)image["y"]!)).ToArray();
        Assert.Equal([(0.0, 1.0), (0.5, 1.0), (0.0, 0.5)], corners);
    }

    [Fact]
    public void GreatestValueOfAnInkImageIsBlack()
    {
        var source = (string)Figure(Plot.Images([new[,] { { 0f, 1f }, { 0.5f, 0f } }], cell: 2))["layout"]!["images"]![0]!["source"]!;
        using var picture = Picture(source);
        Assert.Equal([255, 0, 128, 255], new[] { (0, 0), (1, 0), (0, 1), (1, 1) }.Select(at => picture.GetPixel(at.Item1, at.Item2).Red));
    }

    [Fact]
    public void LongTitlesAreBrokenAndGetRoom()
    {
        const string Title = "One toy of each kind, turning by 120° (left pictures), GENERATED";
        var narrow = Figure(Plot.Images([new byte[4, 4]], title: Title, cell: 200))["layout"]!;
        var wide = Figure(Plot.Lines([new("a", [1, 2])], "x", "y", Title))["layout"]!;
        Assert.Contains("<br>", (string)narrow["title"]!["text"]!);
        Assert.DoesNotContain("<br>", (string)wide["title"]!["text"]!);
        Assert.True((double)narrow["margin"]!["t"]! > (double)wide["margin"]!["t"]!);
    }

    [Fact]
    public void NormsHaveAPanelForEachLayerAndACrossForEachDeadCapsule()
    {
        LayerStatistics Layer(params double[] norms) => new(1, norms.Length, 0, 0, 0, 0, 0, 0, norms, [.. norms.Select(_ => 0.1)]);
        var report = new NetworkReport([Layer(0.5, 0.8), Layer(0.9, 0.001), Layer(0.7)], [], [], [], [], 1) { Thresholds = new Thresholds(DeadStd: 0.1) };
        var figure = Figure(Plot.CapsuleNorms(report, "norms"));
        Assert.Equal(["PrimeCaps", "layer 2", "classes"], new[] { "xaxis", "xaxis2", "xaxis3" }.Select(axis => (string?)figure["layout"]![axis]!["title"]!["text"]));
        Assert.Equal(3, Data(figure).Count(trace => (string?)trace["type"] == "bar"));
        Assert.Equal([2.0], Data(figure).Where(trace => (string?)trace["name"] == "dead").SelectMany(trace => Numbers(trace["x"])));
    }

    [Fact]
    public void NormsOfSeveralTreesAreColumnsOfAPanelPerLayer()
    {
        var other = Tree with { Norms = [[0.4, 0.7, 0.2], [0.1, 0.2], [0.3]] };
        var figure = Figure(Plot.CapsuleNorms([Tree, other], ["0", "10"], "degrees"));
        Assert.Equal([0.5, 0.4, 0.8, 0.7, 0.1, 0.2], Data(figure)[0]["z"]!.AsArray().SelectMany(row => Numbers(row)));
        Assert.Equal(Layers, figure["layout"]!["annotations"]!.AsArray().Take(3).Select(text => (string?)text!["text"]));
    }

    [Fact]
    public void PanelsOfAGridShareOneColorScaleAndStandSideBySide()
    {
        var figure = Figure(Plot.HeatmapGrid(
            [new[,] { { 0.1, 0.2 }, { 0.3, double.NaN } }, new[,] { { 0.9, 0.1234 } }], ["first", "last"], "batch", "capsule", at: [10, 20]));
        Assert.All(Data(figure), panel => Assert.Equal("coloraxis", (string?)panel["coloraxis"]));
        Assert.Equal([10.0, 20.0], Numbers(Data(figure)[1]["x"]));
        Assert.Equal([0.1, 0.9], new[] { "cmin", "cmax" }.Select(end => (double)figure["layout"]!["coloraxis"]![end]!));
        Assert.True((double)figure["layout"]!["xaxis"]!["domain"]![1]! < (double)figure["layout"]!["xaxis2"]!["domain"]![0]!);
        Assert.Contains("last", figure["layout"]!["annotations"]!.AsArray().Select(text => (string?)text!["text"]));
    }

    [Fact]
    public void ADiagonalLiesWherePointsOfEqualValuesWould()
    {
        var figure = Figure(Plot.Points([new PointSet("p", [0.2, 0.9], [0.1, 0.7])], "x", "y", diagonal: true));
        Assert.Equal([0.2, 0.7], Numbers(Lines(figure).Single()["x"]));
        Assert.Empty(Lines(Figure(Plot.Points([new PointSet("p", [0.2], [0.1])], "x", "y"))));
    }

    [Fact]
    public void LinesInPanelsShareOneAxisOneLookAndOneLegend()
    {
        Series[] lines = [new("a", [1, 0.5], [0, 10]), new("b", [1, 0.9], [0, 10])];
        var figure = Figure(Plot.LinePanels([new("turn", lines), new("shift", lines), new("size", lines)], "correlation", "figure 4"));
        Assert.Equal(["y", "y", "y2", "y2", "y3", "y3"], Data(figure).Select(trace => (string?)trace["yaxis"]));
        Assert.Equal([true, true, false, false, false, false], Data(figure).Select(trace => (bool)trace["showlegend"]!));
        Assert.Single(Data(figure).Where(trace => (string?)trace["name"] == "b").Select(trace => (string?)trace["line"]!["color"]).Distinct());
        Assert.Single(new[] { "yaxis", "yaxis2", "yaxis3" }.Select(axis => figure["layout"]![axis]!["range"]!.ToJsonString()).Distinct());
        Assert.Equal("shift", (string?)figure["layout"]!["xaxis2"]!["title"]!["text"]);
    }

    [Fact]
    public void EllipseOfAGaussianReachesTwoStandardDeviations()
    {
        var figure = Figure(Plot.Gaussians([new("t", new double[,] { { 1, 2 } }, new double[,] { { 1 } }, new double[,] { { 1, 2 } }, new double[,] { { 4, 0.25 } })]));
        var (x, y) = (Numbers(Data(figure)[1]["x"]), Numbers(Data(figure)[1]["y"]));
        Assert.Equal((-3.0, 5.0, 1.0, 3.0), (x.Min(), x.Max(), y.Min(), y.Max()));
    }

    [Fact]
    public void PointsOfEachKindHaveTheirOwnForm()
    {
        var figure = Figure(Plot.Points([new PointSet("a", [1, 10], [1, 2]), new PointSet("b", [100], [3], ["here"])], "n", "t", logX: true));
        Assert.Equal("log", (string?)figure["layout"]!["xaxis"]!["type"]);
        Assert.NotEqual((string?)Data(figure)[0]["marker"]!["symbol"], (string?)Data(figure)[1]["marker"]!["symbol"]);
        Assert.Equal("markers+text", (string?)Data(figure)[1]["mode"]);
    }

    [Fact]
    public void PullsAreDrawnOnAScaleThatIsWhiteAtZero()
    {
        string[] tokens = ["the", " best", " the"];
        double[,] trained = new double[3, 2], control = new double[3, 2];
        (trained[1, 1], trained[0, 1]) = (4, -1);
        var figure = Figure(SentimentPlots.Pulls(tokens, [0, 6], [("trained", trained), ("control", control)]));
        var heatmap = Data(figure)[0];
        Assert.Equal(["trained, depth 6", "trained, depth 0", " ", "control, depth 6", "control, depth 0"], heatmap["y"]!.AsArray().Select(name => (string)name!));
        var names = heatmap["x"]!.AsArray().Select(name => (string)name!).ToArray();
        Assert.Equal(3, names.Distinct().Count());   // a token that occurs twice has two columns
        Assert.Equal(["the", "best", "the"], names.Select(name => name.TrimEnd('\u200b')));
        Assert.Equal([-0.25, 1, 0], heatmap["z"]![0]!.AsArray().Select(value => (double)value!));
        Assert.Equal([0, 0, 0], heatmap["z"]![3]!.AsArray().Select(value => (double)value!));
        Assert.Equal((-1, 1), ((double)figure["layout"]!["coloraxis"]!["cmin"]!, (double)figure["layout"]!["coloraxis"]!["cmax"]!));
        Refuses("2 × 1", () => SentimentPlots.Pulls(tokens, [0, 6], [("wrong", new double[2, 1])]));
    }

    [Fact]
    public void WrongShapesAreRefusedWithWhatWouldBeRight()
    {
        Refuses("3 × 2", () => Plot.ParseTree(Tree with { Couplings = [new double[2, 2], new double[2, 1]] }));
        Refuses("3 layers", () => Plot.ParseTree(Tree with { Norms = [[1.0], [1.0]] }));
        Refuses("2 names for 3 layers", () => Plot.ParseTree(Tree with { LayerNames = ["a", "b"] }));
        Refuses("1 names for 2 trees", () => Plot.ParseTrees([Tree, Tree], ["a"]));
        Refuses("2×2", () => Tree.Change(Tree with { Couplings = [new double[2, 2]] }));
        Refuses("2 × 3", () => Plot.ConfusionMatrix(new int[2, 3]));
        Refuses("Image 1 is 2 × 3", () => Plot.Images([new float[2, 2], new float[2, 3]]));
        Refuses("'p' has 1 values for 2 categories", () => Plot.Bars(["a", "b"], [new Series("p", [1])], "k", "v"));
        Refuses("2 values at 1 places", () => Plot.Lines([new Series("p", [1, 2], [1])], "x", "y"));
        Refuses("at least one series", () => Plot.Lines([], "x", "y"));
        Refuses("at least one panel", () => Plot.LinePanels([], "correlation"));
        Refuses("mu and sig2 [1, 2]", () => Plot.Gaussians([new("t", new double[1, 2], new double[1, 1], new double[2, 2], new double[1, 2])]));
        Refuses("1 x, 2 y", () => Plot.Points([new PointSet("p", [1], [1, 2])], "x", "y"));
        Refuses("empty: 0 × 3", () => Plot.Heatmap(TorchSharp.torch.zeros(0, 3), "x", "y"));
        Refuses("3 places for the 2 columns", () => Plot.HeatmapGrid([new double[1, 2]], ["p"], "x", "y", at: [1, 2, 3]));
        Refuses("2 names", () => Plot.HeatmapGrid([new double[1, 2]], ["p", "q"], "x", "y"));
        Refuses("empty: 0 × 2", () => Plot.HeatmapGrid([new double[0, 2]], ["p"], "x", "y"));
    }

    private static void Refuses(string why, Func<object> act) =>
        Assert.Contains(why, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);

    private static double[,] Map(double[,] matrix, Func<double, double> of)
    {
        var result = new double[matrix.GetLength(0), matrix.GetLength(1)];
        for (var i = 0; i < matrix.GetLength(0); i++)
            for (var j = 0; j < matrix.GetLength(1); j++) result[i, j] = of(matrix[i, j]);
        return result;
    }

    // WCAG's contrast ratio of a color to white.
    private static double Contrast(string hex)
    {
        double Linear(int at)
        {
            var c = Convert.ToInt32(hex[at..(at + 2)], 16) / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }

        return 1.05 / ((0.2126 * Linear(1)) + (0.7152 * Linear(3)) + (0.0722 * Linear(5)) + 0.05);
    }

    private static SKBitmap Picture(string address) => SKBitmap.Decode(Convert.FromBase64String(address["data:image/png;base64,".Length..]));

    private static JsonNode Figure(GenericChart chart) => JsonNode.Parse(GenericChart.toFigureJson(chart))!;

    private static JsonNode[] Data(JsonNode figure) => [.. figure["data"]!.AsArray()!];

    // Without legend entries, which have one missing point.
    private static JsonNode[] Lines(JsonNode figure) => [.. Data(figure).Where(trace => (string?)trace["mode"] == "lines" && trace["x"]!.AsArray().Count != 1)];

    private static bool InLegend(JsonNode trace) => (bool?)trace["showlegend"] != false;

    private static JsonNode[] Nodes(JsonNode figure) => [.. Data(figure).Where(trace => (string?)trace["mode"] == "markers+text")];

    private static double?[] Numbers(JsonNode? list) => [.. list!.AsArray().Select(x => (double?)x)];
}
