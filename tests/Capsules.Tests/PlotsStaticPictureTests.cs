using System.Xml.Linq;
using Capsules.Plots;
using Capsules.Plots.Static;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Tests;

/// <summary>The picture says what the live chart says: positions, heights, colours, names.</summary>
public class PlotsStaticPictureTests
{
    [Fact]
    public void BarsAreAsHighAsTheirValues()
    {
        XElement picture = Picture.Of(Plot.Bars(["a", "b", "c"], [1.0, 2.0, 0.5], "k", "v"));
        double[] heights = [.. picture.All("rect").Where(bar => bar.Fill() == Theme.Palette[0]).Select(bar => bar.Number("height"))];
        Assert.Equal(3, heights.Length);
        Assert.Equal(2, heights[1] / heights[0], 0.01);
        Assert.Equal(0.5, heights[2] / heights[0], 0.01);
    }

    [Fact]
    public void BarsOfTwoSeriesStandSideBySide()
    {
        XElement picture = Picture.Of(Plot.Bars(["a", "b"], [new Series("p", [1, 2]), new Series("q", [3, 1])], "k", "v"));
        XElement[] first = [.. picture.All("rect").Where(bar => bar.Fill() == Theme.Palette[0] && bar.Number("width") > 20)];
        XElement[] second = [.. picture.All("rect").Where(bar => bar.Fill() == Theme.Palette[1] && bar.Number("width") > 20)];
        Assert.Equal(2, first.Length);
        Assert.Equal(first[0].Number("x") + first[0].Number("width"), second[0].Number("x"), 0.2);
    }

    [Fact]
    public void StackedBarsStandOnOneAnother()
    {
        GenericChart chart = Chart.Combine(new[] { 1.0, 2.0 }.Select(value => Chart.Column<double, string, string>(
                values: [value], Keys: new(["k"], true), UseDefaults: false)))
            .WithLayout(Layout.init<string>(BarMode: StyleParam.BarMode.Stack));
        XElement[] bars = [.. Picture.Of(chart).All("rect").Where(bar => bar.Attribute("clip-path") is null && bar.Fill().StartsWith('#')).Skip(1)];
        Assert.Equal(bars[0].Number("y"), bars[1].Number("y") + bars[1].Number("height"), 0.2);
    }

    [Fact]
    public void LinesGoThroughTheirPoints()
    {
        XElement picture = Picture.Of(Plot.Lines([new Series("s", [0, 1, 0.5])], "x", "y"));
        string path = picture.All("path").Single(line => line.Attribute("stroke")?.Value == Theme.Palette[0]).Attribute("d")!.Value;
        double[][] points = [.. path[1..].Split('L').Select(point => point.Split(' ').Select(double.Parse).ToArray())];
        Assert.Equal(3, points.Length);
        Assert.Equal(points[1][0] - points[0][0], points[2][0] - points[1][0], 0.2);
        Assert.Equal((points[0][1] + points[1][1]) / 2, points[2][1], 0.2);
        Assert.True(points[1][1] < points[0][1], "a greater value stands higher");
    }

    [Fact]
    public void MissingValueBreaksTheLine()
    {
        XElement picture = Picture.Of(Plot.Lines([new Series("s", [0, 1, double.NaN, 1, 0])], "x", "y"));
        string path = picture.All("path").Single(line => line.Attribute("stroke")?.Value == Theme.Palette[0]).Attribute("d")!.Value;
        Assert.Equal(2, path.Count(letter => letter == 'M'));
    }

    [Fact]
    public void DecadesAreEquallyFarApartOnALogarithmicAxis()
    {
        XElement picture = Picture.Of(Plot.Lines([1, 0.1, 0.01, 0.001], "x", "y", logY: true));
        Dictionary<string, double> at = picture.All("text").Where(text => text.Attribute("text-anchor")?.Value == "end").ToDictionary(text => text.Value, text => text.Number("y"));
        Assert.Equal(at["0.1"] - at["1"], at["0.01"] - at["0.1"], 0.2);
    }

    [Fact]
    public void TiedAxesGiveAUnitOneLength()
    {
        const string Figure = """{"data":[{"type":"scatter","mode":"markers","x":[0,1,1],"y":[0,0,1]}],"layout":{"width":700,"height":300,"yaxis":{"scaleanchor":"x"}}}""";
        XElement[] points = [.. XElement.Parse(StaticPicture.Svg(Figure)).All("circle")];
        Assert.Equal(points[1].Number("cx") - points[0].Number("cx"), points[1].Number("cy") - points[2].Number("cy"), 0.3);
    }

    [Fact]
    public void FewEpochsHaveATickEach()
    {
        string[] texts = Picture.Of(Plot.Lines([0.5, 0.7, 0.9], "epoch", "accuracy")).Texts();
        Assert.Equal(["1", "2", "3"], texts.Where(text => text.Length == 1));
        Assert.DoesNotContain("1.5", texts);
    }

    [Fact]
    public void TitlesTicksAndNamesAreWritten()
    {
        string[] texts = Picture.Of(Plot.Lines([new Series("training", [1, 2]), new Series("test < 1", [2, 3])], "epoch", "loss", "A & B")).Texts();
        Assert.Subset(texts.ToHashSet(), new HashSet<string> { "training", "test < 1", "epoch", "loss", "A & B", "2.0" });
    }

    [Fact]
    public void HeatmapCellsHaveTheColoursOfTheirValues()
    {
        XElement picture = Picture.Of(Plot.Heatmap(new double[,] { { 0, 1 }, { 1, 0 }, { 0.5, 0 } }, "x", "y"));
        string address = picture.All("image").Single().Attribute("href")!.Value;
        byte[] png = Png.FromAddress(address)!;
        Assert.Equal((2, 3), Png.Size(png));
        byte[] pixels = PngReader.Pixels(png, channels: 4);
        Assert.Equal([0xf7, 0xfb, 0xff, 255], pixels[..4]);
        Assert.Equal([0x08, 0x30, 0x6b, 255], pixels[4..8]);
    }

    [Fact]
    public void NothingIsDrawnOutsideThePicture()
    {
        XElement picture = Picture.Of(Plot.Bars(["a rather long name", "another long name"], [0.2, 0.7], "model", "accuracy", "T", horizontal: true, format: "0.00"));
        foreach (XElement text in picture.All("text"))
        {
            double width = text.Value.Length * text.Number("font-size") * 0.55;
            double x = text.Number("x") - (text.Attribute("text-anchor")?.Value) switch { "end" => width, "middle" => width / 2, _ => 0 };
            bool turned = text.Attribute("transform") is not null;
            Assert.True(turned || (x >= 0 && x + width <= Theme.Width), $"'{text.Value}' goes from {x} to {x + width}");
        }
    }

    [Fact]
    public void ThousandsOfPointsAreThinned()
    {
        string svg = StaticPicture.Svg(GenericChart.toFigureJson(Plot.Lines([.. Enumerable.Range(0, 100_000).Select(i => Math.Sin(i / 5000.0))], "x", "y")));
        Assert.True(svg.Length < 20_000, $"{svg.Length} characters");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"layout":{}}""")]
    [InlineData("null")]
    public void WhatIsNoFigureIsRefused(string json) =>
        Assert.Contains("figure", Assert.Throws<ArgumentException>(() => StaticPicture.Svg(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":[{"type":"scatter"}]}""")]
    [InlineData("""{"data":[{"type":"bar","y":["NaN"]}],"layout":null}""")]
    [InlineData("""{"data":[{"type":"heatmap","z":[[],[]]}],"layout":{}}""")]
    [InlineData("""{"data":[{"type":"image","source":"data:image/png;base64,####"}],"layout":{"xaxis":{"range":["a",{}]}}}""")]
    [InlineData("""{"data":[{"type":"scatter","x":[1],"y":[null],"marker":{"color":[null]}}],"layout":{"shapes":[{}],"annotations":[{}],"sliders":[{}]}}""")]
    public void OddFiguresStillGiveAPicture(string json) => Assert.Equal("svg", XElement.Parse(StaticPicture.Svg(json)).Name.LocalName);

    [Fact]
    public void TraceThatCannotBeDrawnIsNamed() =>
        Assert.Contains("surface", StaticPicture.Svg("""{"data":[{"type":"surface","z":[[1]]}],"layout":{}}"""), StringComparison.Ordinal);
}
