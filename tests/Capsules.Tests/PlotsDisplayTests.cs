using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Capsules.Plots;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace Capsules.Tests;

/// <summary>What a notebook gets of a chart or a table that stands last in a cell.</summary>
public class PlotsDisplayTests
{
    [Fact]
    public void ChartHasThreeForms()
    {
        GenericChart chart = Plot.Lines([1, 2], "epoch", "loss", "Loss");
        Assert.Equal(
            ["application/vnd.plotly.v1+json", "text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(chart.GetType()));
        JsonNode figure = JsonNode.Parse(chart.ToDisplayString("application/vnd.plotly.v1+json"))!;
        Assert.Equal("scatter", (string?)figure["data"]![0]!["type"]);
        Assert.Equal("[Loss: scatter; epoch / loss]", chart.ToDisplayString("text/plain"));
    }

    [Fact]
    public void HtmlHoldsAPictureInsideTheChartsPlace()
    {
        string html = Plot.Lines([1, 2], "epoch", "loss", "Loss \"quoted\"").ToDisplayString("text/html");
        XElement place = XElement.Parse(html[..(html.IndexOf("</div>", StringComparison.Ordinal) + 6)]
            .Replace("\"></div>", "\"/></div>", StringComparison.Ordinal));
        XElement image = place.Element("img")!;
        Assert.Equal("Loss \"quoted\"", image.Attribute("alt")!.Value);
        byte[] svg = Convert.FromBase64String(image.Attribute("src")!.Value["data:image/svg+xml;base64,".Length..]);
        Assert.Equal("svg", XElement.Load(new MemoryStream(svg)).Name.LocalName);
    }

    [Fact]
    public void HtmlOfTheSameChartIsTheSame()
    {
        static string Html() => Plot.Lines([1, 2], "epoch", "loss").ToDisplayString("text/html");
        Assert.Equal(Html(), Html());
    }

    [Fact]
    public void TextInAChartCannotEndItsScript()
    {
        string html = Plot.Lines([new Series("</script><script>alert(1)", [1, 2])], "x", "y").ToDisplayString("text/html");
        Assert.Equal(html.Length - "</script>".Length, html.IndexOf("</script>", StringComparison.Ordinal));
    }

    [Fact]
    public void LargeFigureIsPackedAndWhole()
    {
        GenericChart chart = Plot.Lines([.. Enumerable.Range(0, 3000).Select(i => Math.Sin(i / 100.0))], "x", "y");
        string html = chart.ToDisplayString("text/html");
        byte[] packed = Convert.FromBase64String(html.Split("atob('")[1].Split('\'')[0]);
        using DeflateStream inflated = new(new MemoryStream(packed), CompressionMode.Decompress);
        Assert.Equal(GenericChart.toFigureJson(chart), new StreamReader(inflated).ReadToEnd());
        Assert.True(packed.Length < GenericChart.toFigureJson(chart).Length / 2);
    }

    [Fact]
    public void TableIsAlignedInTextAndInHtml()
    {
        Table table = Table.AgainstPaper("Table 1", [("layer <1>", 0.2, 0.25), ("layer 2", null, 0.5)]).Note("generated data");
        Assert.Equal(
            """
            Table 1
                       paper   here  difference
            ---------  -----  -----  ----------
            layer <1>  0.200  0.250      +0.050
            layer 2           0.500
            generated data
            """.ReplaceLineEndings("\n"),
            table.ToDisplayString("text/plain"));
        string html = table.ToDisplayString("text/html");
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
}
