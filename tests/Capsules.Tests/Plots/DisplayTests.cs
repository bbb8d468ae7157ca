using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Capsules.Plots;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace Capsules.Tests;

/// <summary>What a notebook gets of a chart, a table or a tensor that stands last in a cell.</summary>
public partial class Displays
{
    [Fact]
    public void ChartHasThreeForms()
    {
        var chart = Plot.Lines([new("loss", [1, 2])], "epoch", "loss", "Loss <i>of</i> it");
        Assert.Equal(["application/vnd.plotly.v1+json", "text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(chart.GetType()));
        var figure = JsonNode.Parse(chart.ToDisplayString("application/vnd.plotly.v1+json"))!.AsObject();
        Assert.Equal(["config", "data", "frames", "layout"], figure.Select(part => part.Key).Order());
        Assert.Equal("scatter", (string?)figure["data"]![0]!["type"]);
        Assert.Equal("[chart: Loss of it]", chart.ToDisplayString("text/plain"));
    }

    [Fact]
    public void AUsersOwnChartShowsItselfTheSameWay()
    {
        var chart = Plotly.NET.CSharp.Chart.Line<double, double, string>(x: [1, 2], y: [3, double.NaN]);
        var figure = JsonNode.Parse(chart.ToDisplayString("application/vnd.plotly.v1+json"))!;
        Assert.Equal([3.0, null], figure["data"]![0]!["y"]!.AsArray().Select(y => (double?)y));
        Assert.Equal("[chart]", chart.ToDisplayString("text/plain"));
        Assert.Contains("Plotly.newPlot", chart.ToDisplayString("text/html"));
    }

    [Fact]
    public void NumbersHaveFiveDigitsAndWholeNumbersAll()
    {
        var chart = Plot.Lines([new("a", [1 / 3.0, 123456.789, 1234567, 1.23456789e-9, double.NaN])], "x", "y");
        var y = JsonNode.Parse(chart.ToDisplayString("application/vnd.plotly.v1+json"))!["data"]![0]!["y"]!.AsArray();
        Assert.Equal([0.33333, 123457, 1234567, 1.2346e-9, null], y.Select(value => (double?)value));
    }

    [Fact]
    public void JsonStandsOnOneLine() =>
        Assert.DoesNotContain('\n', Plot.Lines([new("a", [1, 2, 3])], "x", "y").ToDisplayString("application/vnd.plotly.v1+json"));

    [Fact]
    public void HtmlHasThePlaceTheFigureAndWhereToFindPlotly()
    {
        var chart = Plot.Lines([new("loss", [1, 2])], "epoch", "loss", "Loss \"quoted\"", height: 321);
        var html = chart.ToDisplayString("text/html");
        var place = XElement.Parse(html[..(html.IndexOf("</div>", StringComparison.Ordinal) + 6)]);
        Assert.Equal("Loss \"quoted\"", place.Attribute("aria-label")!.Value);
        Assert.Contains("height:321px", place.Attribute("style")!.Value);
        var call = Call().Match(html);
        Assert.Equal(place.Attribute("id")!.Value, call.Groups[1].Value);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(chart.ToDisplayString("application/vnd.plotly.v1+json")), JsonNode.Parse(call.Groups[2].Value)));
        Assert.Equal($"https://cdn.plot.ly/plotly-{ChartHtml.PlotlyVersion}.min.js", call.Groups[3].Value);
        Assert.Contains($"plotly.js v{ChartHtml.PlotlyVersion}", ChartHtml.PlotlyScript()[..200]);
    }

    [Fact]
    public void HtmlOfTheSameChartIsTheSame()
    {
        static string Html() => Plot.Lines([new("loss", [1, 2])], "epoch", "loss").ToDisplayString("text/html");
        Assert.Equal(Html(), Html());
    }

    [Fact]
    public void TextInAChartCannotEndItsScript()
    {
        var html = Plot.Lines([new Series("</script><script>alert(1)", [1, 2])], "x", "y").ToDisplayString("text/html");
        Assert.Equal(html.LastIndexOf("</script>", StringComparison.Ordinal), html.IndexOf("</script>", StringComparison.Ordinal));
    }

    [Fact]
    public void TableIsAlignedInTextAndInHtml()
    {
        var table = new Table("Table 1", "layer", "paper", "here").Add("layer <1>", 0.2, 0.25123).Add("layer 2", null, 0.5).Note("generated data");
        Assert.Equal(
            """
            Table 1
            layer      paper    here
            ---------  -----  ------
            layer <1>    0.2  0.2512
            layer 2              0.5
            generated data
            """.ReplaceLineEndings("\n"),
            table.ToDisplayString("text/plain"));
        var html = table.ToDisplayString("text/html");
        Assert.Contains("layer &lt;1&gt;", html, StringComparison.Ordinal);
        Assert.Contains("text-align:right", html, StringComparison.Ordinal);
        XElement.Parse($"<div>{html}</div>");
    }

    [Fact]
    public void RowOfTheWrongLengthIsRefused() =>
        Assert.Contains("2 cells", Assert.Throws<ArgumentException>(() => new Table("t", "a", "b", "c").Add(1, 2)).Message, StringComparison.Ordinal);

    [Fact]
    public void ATensorShowsTypeShapeAndNumbers()
    {
        Charts.Register();
        using var scope = TorchSharp.torch.NewDisposeScope();
        var text = Formatter.ToDisplayString(TorchSharp.torch.arange(6).reshape(2, 3), PlainTextFormatter.MimeType);
        Assert.Contains("[2x3], type = Int64", text);
        Assert.Contains("3 4 5", text);
        Assert.Equal([PlainTextFormatter.MimeType], Formatter.GetPreferredMimeTypesFor(typeof(TorchSharp.torch.Tensor)));
    }

    [GeneratedRegex("""^}\)\("(chart-[0-9a-f]+)", (\{.*\}), "([^"]+)"\);$""", RegexOptions.Multiline)]
    private static partial Regex Call();
}
