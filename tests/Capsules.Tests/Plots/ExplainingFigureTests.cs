using System.Text.Json.Nodes;
using Capsules.Data;
using Capsules.Plots;
using Capsules.Routing;
using Plotly.NET;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>Figures that explain: votes as arrows, networks as boxes, parts made by hand.</summary>
public class ExplainingFigures
{
    private static readonly Tensor Votes = tensor(new[, ,] { { { 1.0, 0.0 }, { 0.0, 0.5 } }, { { 0.9, 0.1 }, { -0.5, 0.0 } } });

    private static IReadOnlyList<Tensor> Trace(int iterations) =>
        new Rba(new RbaOptions(iterations)).Route(Votes.unsqueeze(0), zeros([2, 2], dtype: float64), trace: true).Trace;

    [Fact]
    public void AVoteIsAnArrowAsWideAsItsCoupling()
    {
        var arrows = Data(Plot.Agreement(Votes, Trace(3), [1, 3])).Where(t => ((string?)t["name"])?.StartsWith("vote of", StringComparison.Ordinal) == true).ToList();
        Assert.Equal(2 * 2 * 2, arrows.Count);   // votes of two lower capsules for two upper ones, in two iterations
        Assert.Equal(1.0, (double)arrows[0]["x"]![1]!);
        Assert.True(Width(arrows[2]) > Width(arrows[0]), "a vote that agrees does not count more in the end");
        static double Width(JsonNode arrow) => (double)arrow["line"]!["width"]!;
    }

    [Fact]
    public void ASliderShowsOneStateAtATimeAndTheLastAtFirst()
    {
        var gaussians = Enumerable.Range(0, 4).Select(t => new GaussianMixture(
            $"{t}", new double[,] { { t, 2 } }, new double[,] { { 1 } }, new double[,] { { 1, 2 } }, new double[,] { { 4, 0.25 } })).ToList();
        var points = Enumerable.Range(1, 4).Select(t => ($"{t}", new[] { new PointSet("a", [t], [10.0 * t]), new PointSet("b", [1], [1]) })).ToList();
        foreach (var chart in new[] { Plot.AgreementSlider(Votes, Trace(4)), Plot.GaussiansSlider(gaussians), Plot.PointsSlider(points, "batch ", "x", "y", logX: true) })
        {
            var figure = Json(chart);
            var traces = figure["data"]!.AsArray();
            var steps = figure["layout"]!["sliders"]![0]!["steps"]!.AsArray();
            var visible = steps.Select(step => step!["args"]![0]!["visible"]!.AsArray().Select(v => (bool)v!).ToArray()).ToList();
            Assert.Equal(4, steps.Count);
            Assert.All(visible, step => Assert.Equal(traces.Count / 4, step.Count(v => v)));
            Assert.Equal(visible[^1], traces.Select(trace => (bool)trace!["visible"]!));
        }
    }

    [Fact]
    public void AxesBehindASliderHoldEveryState()
    {
        var axis = Json(Plot.PointsSlider([("1", [new PointSet("a", [0.01], [1])]), ("2", [new PointSet("a", [100], [3])])], "batch ", "x", "y", logX: true))
            ["layout"]!["xaxis"]!["range"]!.AsArray();
        Assert.True((double)axis[0]! < -2 && (double)axis[1]! > 2, $"from 10^{axis[0]} to 10^{axis[1]}");
    }

    [Fact]
    public void VotesOutsideThePlaneAndIterationsThatWereNotTracedAreRefused()
    {
        Assert.Contains("[n, m, 2]", Assert.Throws<ArgumentException>(() => Plot.Agreement(zeros([2, 2, 3]), Trace(2), [1])).Message);
        Assert.Contains("1 to 2", Assert.Throws<ArgumentException>(() => Plot.Agreement(Votes, Trace(2), [3])).Message);
    }

    [Fact]
    public void EveryBoxOfAnArchitectureIsNamedAndReached()
    {
        foreach (var columns in new[] { Architectures.CapsNet(), Architectures.SmallNorb, Architectures.Sst() })
        {
            var texts = Json(Plot.Architecture(columns))["layout"]!["annotations"]!.AsArray();
            Assert.All(columns.SelectMany(column => column), block => Assert.Contains(texts, text => (string?)text!["text"] == $"<b>{block.Name}</b>"));
            var arrows = texts.Count(text => (bool)text!["showarrow"]!);
            Assert.Equal(columns.Zip(columns.Skip(1)).Sum(pair => Math.Max(pair.First.Count, pair.Second.Count)), arrows);
        }

        Assert.Throws<ArgumentException>(() => Plot.Architecture([[]]));
    }

    [Fact]
    public void AHousePaintedTurnedIsTheHouseTurned()
    {
        Part[] house = [new(PartShape.Triangle, 0, 0.3, 0), new(PartShape.Rectangle, 0, -0.35, 0)];
        var (upright, quarter) = (Part.Draw(house, 64), Part.Draw(house.Select(part => part.Turned(90)), 64));
        // A quarter turn counterclockwise takes row i, column j to row 63 − j, column i.
        for (var i = 0; i < 64; i++)
            for (var j = 0; j < 64; j++) Assert.Equal(upright[i, j], quarter[63 - j, i], 0.03);
        Assert.Equal(house[0] with { Degrees = 360 }, house[0].Turned(360) with { X = 0, Y = 0.3 });
    }

    private static JsonObject Json(GenericChart chart) => JsonNode.Parse(GenericChart.toFigureJson(chart))!.AsObject();

    private static IEnumerable<JsonNode> Data(GenericChart chart) => Json(chart)["data"]!.AsArray().OfType<JsonNode>();
}
