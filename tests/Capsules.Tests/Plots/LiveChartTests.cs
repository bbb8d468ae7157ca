using System.Text.Json.Nodes;
using Capsules.Plots;
using Plotly.NET;

namespace Capsules.Tests;

/// <summary>A chart that grows: drawn at once, then not more often than asked, and complete in the end.</summary>
public class LiveCharts
{
    private readonly Clock clock = new();
    private readonly List<GenericChart> shown = [];

    [Fact]
    public void RedrawsNoMoreOftenThanAsked()
    {
        using var chart = Make();
        for (var i = 0; i < 100; i++)
        {
            chart.Add(i, i, i);
            clock.Now += TimeSpan.FromMilliseconds(50);
        }

        // 5 seconds at 2 a second, the first at once.
        Assert.Equal(10, shown.Count);
    }

    [Fact]
    public void LastPictureHasEveryPoint()
    {
        var chart = Make();
        for (var i = 0; i < 7; i++)
        {
            chart.Add(i, i, i % 3 == 0 ? i : double.NaN);
        }

        chart.Dispose();
        chart.Dispose();
        Assert.Equal(2, shown.Count);
        var figure = JsonNode.Parse(GenericChart.toFigureJson(shown[^1]))!;
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], Numbers(figure["data"]![0]!["x"]!));
        Assert.Equal([0, 3, 6], Numbers(figure["data"]![1]!["x"]!));
    }

    [Fact]
    public void LongRunIsThinnedAndKeepsItsEnd()
    {
        using var chart = Make();
        for (var i = 0; i <= 10_000; i++)
        {
            chart.Add(i, i, i);
        }

        var line = JsonNode.Parse(GenericChart.toFigureJson(chart.Chart()))!["data"]![0]!;
        Assert.InRange(line["x"]!.AsArray().Count, 100, 301);
        Assert.Equal(10_000, (double)line["x"]!.AsArray()[^1]!);
    }

    [Fact]
    public void ThreadsMayAddAtOnce()
    {
        using var chart = Make();
        Parallel.For(0, 250, i => chart.Add(i, 1, 2));
        Assert.Equal(250, JsonNode.Parse(GenericChart.toFigureJson(chart.Chart()))!["data"]![0]!["x"]!.AsArray().Count);
    }

    [Fact]
    public void WrongNumberOfValuesIsRefused()
    {
        using var chart = Make();
        Assert.Contains("3 values for 2 lines", Assert.Throws<ArgumentException>(() => chart.Add(0, 1, 2, 3)).Message, StringComparison.Ordinal);
    }

    private static double[] Numbers(JsonNode list) => [.. list.AsArray().Select(x => (double)x!)];

    private LiveChart Make() => new(["training", "validation"], "step", "loss", null, clock, shown.Add);

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
