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
    private static readonly Tensor votes = tensor(new[, ,] { { { 1.0, 0.0 }, { 0.0, 0.5 } }, { { 0.9, 0.1 }, { -0.5, 0.0 } } });

    private static IReadOnlyList<Tensor> Trace(int iterations) =>
        new Rba(new RbaOptions(iterations)).Route(votes.unsqueeze(0), zeros([2, 2], dtype: float64), trace: true).Trace;

    [Fact]
    public void AVoteIsAnArrowAsWideAsItsCoupling()
    {
        var arrows = Data(Plot.Agreement(votes, Trace(3), [1, 3])).Where(t => ((string?)t["name"])?.StartsWith("vote of", StringComparison.Ordinal) == true).ToList();
        Assert.Equal(2 * 2 * 2, arrows.Count);   // votes of two lower capsules for two upper ones, in two iterations
        Assert.Equal(1.0, (double)arrows[0]["x"]![1]!);
        Assert.True(Width(arrows[2]) > Width(arrows[0]), "a vote that agrees does not count more in the end");
        static double Width(JsonNode arrow) => (double)arrow["line"]!["width"]!;
    }

    [Fact]
    public void TheSliderShowsOneIterationAtATime()
    {
        var figure = Json(Plot.AgreementSlider(votes, Trace(4)));
        var steps = figure["layout"]!["sliders"]![0]!["steps"]!.AsArray();
        var traces = figure["data"]!.AsArray();
        Assert.Equal(4, steps.Count);
        var visible = steps.Select(step => step!["args"]![0]!["visible"]!.AsArray().Select(v => (bool)v!).ToArray()).ToList();
        Assert.All(visible, step => Assert.Equal(traces.Count / 4, step.Count(v => v)));
        Assert.Equal(visible[^1], traces.Select(trace => (bool)trace!["visible"]!));
    }

    [Fact]
    public void VotesOutsideThePlaneAndIterationsThatWereNotTracedAreRefused()
    {
        Assert.Contains("[n, m, 2]", Assert.Throws<ArgumentException>(() => Plot.Agreement(zeros([2, 2, 3]), Trace(2), [1])).Message);
        Assert.Contains("1 to 2", Assert.Throws<ArgumentException>(() => Plot.Agreement(votes, Trace(2), [3])).Message);
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
