using Capsules.Analysis;
using Capsules.Plots;
using Capsules.Routing;
using Plotly.NET;

namespace Capsules.Tests;

public sealed class EmToyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EveryInputFindsTheOutputItsGroupAgreesAbout(int seed)
    {
        var toy = new EmToy(seed, new EmOptions { Iterations = 6 });
        Assert.Equal(6, toy.Iterations);
        double[,] first = toy.R(0), last = toy.R(5);
        var found = 0;
        for (var i = 0; i < 24; i++)
        {
            Assert.Equal(1 / 3.0, first[i, i / 8], 1e-6);
            if (last[i, i / 8] > 0.5) found++;
        }
        Assert.True(found >= 20, $"{found} of 24 inputs found their output");
        Assert.True(toy.Sig2(5)[0, 0] < toy.Sig2(0)[0, 0]);
    }

    [Fact]
    public void TheComparisonFindsTheFormsEqual()
    {
        var comparison = EmComparison.Run(new EmShape(4, 4, 4, NOut: 8), n: 200, batch: 1, rounds: 1);
        Assert.InRange(comparison.Difference, 0, 1e-4);
        Assert.Throws<ArgumentException>(() => EmComparison.Run(new EmShape(4, 4, 4, NInp: 5, NOut: 8), n: 5));
    }

    [Fact]
    public void PoseChartsHaveALineForEveryToyAndOneForTheMean()
    {
        PoseChange[] changes = [.. from toy in Enumerable.Range(0, 3) from vector in Enumerable.Range(0, 4)
            select new PoseChange(0, toy, vector, [0, 1, 0], [1, 1, 1], [1, 0, 1])];
        var chart = Plot.PoseChanges(changes, [0, 20, 40], "azimuth");
        Assert.Equal(3 * 4 * 2, GenericChart.countTrace(chart));
        var data = System.Text.Json.Nodes.JsonNode.Parse(GenericChart.toJson(chart))!["data"]!.AsArray();
        // The toys' lines lie in one trace, three places each and a gap after each toy.
        Assert.All(Enumerable.Range(0, 12), panel =>
        {
            Assert.Equal(3 * (3 + 1), data[2 * panel]!["y"]!.AsArray().Count);
            Assert.Equal([3, 7, 11], data[2 * panel]!["y"]!.AsArray().Select((y, k) => y?.ToString() is null or "NaN" ? k : -1).Where(k => k >= 0));
            Assert.Equal(3, data[(2 * panel) + 1]!["y"]!.AsArray().Count);
        });
        Assert.Throws<ArgumentException>(() => Plot.PoseChanges(changes, [0, 20], "azimuth"));

        var layout = Mds.Plane([[0, 0], [1, 0], [1, 1], [0, 1], [2, 0], [3, 0], [3, 1], [2, 1]]);
        Assert.Equal(2 + 2, GenericChart.countTrace(Plot.PosePlane(layout)));
        Assert.Throws<ArgumentException>(() => Plot.PosePlane(layout, vectors: 3));
    }
}
