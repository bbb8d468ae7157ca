using System.Xml.Linq;
using Capsules.Plots;
using Capsules.Plots.Static;
using Plotly.NET;

namespace Capsules.Tests;

/// <summary>Title, legend and plot stand below one another, however many rows the legend has.</summary>
public sealed class PlotsLegendTests
{
    private const string Title = "Figure 8: a title";

    [Theory]
    [InlineData(700)]
    [InlineData(850)]
    [InlineData(1000)]
    public void LegendsStandBetweenTitleAndPlot(int width)
    {
        foreach (int count in Enumerable.Range(2, 9))
        {
            CheckAll(count, width);
        }
    }

    [Fact]
    public void RowsAreAsEvenAsCanBeAndStayWhenThePlotGetsNarrower()
    {
        string[] names = [.. Enumerable.Range(1, 7).Select(k => $"layer {k}")];
        LegendGrid wide = LegendGrid.Fit(names, 13, least: 600, most: 618), narrow = new(names, 13, 600, wide.EntryWidth);
        Assert.Equal((2, 2), (wide.Rows, narrow.Rows));
        Assert.Equal(new LegendGrid(names, 13, 618, wide.EntryWidth).Rows, narrow.Rows);
        Assert.Equal(wide.Place(0).X, wide.Place(4).X);
        Assert.True(wide.Place(4).Y > wide.Place(3).Y);
    }

    [Fact]
    public void ALegendThatFitsStandsInOneRow()
    {
        LegendGrid grid = LegendGrid.Fit(["training", "validation"], 13, least: 600, most: 618);
        Assert.Equal((1, 0.0), (grid.Rows, grid.EntryWidth));
    }

    private static void CheckAll(int count, int width)
    {
        Series[] series = [.. Enumerable.Range(1, count).Select(k => new Series($"capsule layer {k}", [1, 0.5 / k]))];
        PointSet[] points = [.. series.Select(one => new PointSet(one.Name, [1, 2], one.Values))];
        string[] names = [.. series.Select(one => one.Name)];
        Check(Plot.Lines(series, "degree", "correlation", Title, width: width), names, width);
        Check(Plot.Points(points, "depth", "accuracy", Title, width: width), names, width);
        Check(Plot.LinePanels([new("rotation, °", series), new("shear, °", series)], "correlation", Title, width: width), names, width);
        string[] kinds = ["a", "another, longer still, of a category"];
        Check(Plot.Bars(kinds, series, "kind", "value", Title, horizontal: true, width: width), names, width);
    }

    private static void Check(GenericChart chart, string[] names, int width)
    {
        XElement picture = Picture.Of(chart);
        XElement[] texts = [.. picture.All("text")];
        XElement[] entries = [.. names.Select(name => texts.First(text => text.Value == name))];
        double title = texts.Single(text => text.Value == Title).Number("y");
        double plot = picture.All("clipPath").Select(clip => clip.Elements().Single().Number("y")).Min();
        Assert.All(entries, entry => Assert.InRange(entry.Number("y"), title + 18, plot - 10));
        Assert.All(entries, entry => Assert.True(entry.Number("x") + Labels.Most(entry.Value, 13) <= width, entry.Value));
        var neighbours = entries.Zip(entries.Skip(1)).Where(pair => pair.First.Number("y") == pair.Second.Number("y"));
        foreach ((XElement left, XElement right) in neighbours)
        {
            Assert.True(left.Number("x") + Labels.Most(left.Value, 13) + LegendGrid.Key <= right.Number("x"), right.Value);
        }
    }
}
