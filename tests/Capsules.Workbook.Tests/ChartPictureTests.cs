using System.Text.Json.Nodes;
using Capsules.Kernel;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Publishing;
using PuppeteerSharp;
using SkiaSharp;

namespace Capsules.Workbook.Tests;

/// <summary>Chromium as <c>--pictures</c> starts it, once for all tests.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    internal ChartPictures Pictures { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (ChromiumBrowser.Find() is { } path) Pictures = await ChartPictures.StartAsync(path);
    }

    public async Task DisposeAsync()
    {
        if (Pictures is not null) await Pictures.DisposeAsync();
    }
}

/// <summary>Charts in an executed notebook become pictures; on a page they are drawn live.</summary>
public sealed class ChartPictureTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IDisposable
{
    private const string Chart = """{"data": [{"type": "scatter", "y": [1, 3, 2]}], "layout": {"width": 400, "height": 300, "title": {"text": "</script>"}}}""";

    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [ChromiumFact]
    public async Task APictureOfFewColorsIsExact()
    {
        // Without text: the grays at the edges of letters are many.
        const string bars = """{"data": [{"type": "bar", "y": [1, 3, 2]}], "layout": {"width": 400, "height": 300, "xaxis": {"visible": false}, "yaxis": {"visible": false}}}""";
        var (picture, full) = (await Picture(bars), await FullColor(bars, scale: 2));
        Assert.Equal((800, 600), (picture.Width, picture.Height));
        Assert.InRange(full.Pixels.Distinct().Count(), 2, 256);
        Assert.Equal(full.Pixels, picture.Pixels);
    }

    [ChromiumFact]
    public async Task APictureOfManyColorsStaysCloseToThem()
    {
        var rows = Enumerable.Range(0, 200).Select(i => $"[{string.Join(',', Enumerable.Range(0, 200).Select(j => i * j * 7919 % 1000))}]");
        var heatmap = $$$"""{"data": [{"type": "heatmap", "colorscale": "Jet", "z": [{{{string.Join(',', rows)}}}]}], "layout": {"width": 600, "height": 500}}""";
        var (picture, full) = (await Picture(heatmap), await FullColor(heatmap, scale: 1));
        Assert.Equal((600, 500), (picture.Width, picture.Height));
        Assert.True(full.Pixels.Distinct().Count() > 256);
        var differences = picture.Pixels.Zip(full.Pixels, Difference).ToArray();
        Assert.InRange(differences.Max(), 0, 20);
        Assert.InRange(differences.Average(), 0, 5);
    }

    [ChromiumFact]
    public async Task AColorBarKeepsColorsThatThePictureHardlyUses()
    {
        // Blue cells of a scale whose other end is red: the reds are in the bar alone.
        var rows = Enumerable.Range(0, 60).Select(i => $"[{string.Join(',', Enumerable.Range(0, 60).Select(j => (i * j * 7919 % 1000) / -1000.0))}]");
        var heatmap = $$$"""{"data": [{"type": "heatmap", "colorscale": "RdBu", "zmin": -1, "zmax": 1, "z": [{{{string.Join(',', rows)}}}]}], "layout": {"width": 600, "height": 500}}""";
        var picture = await Picture(heatmap);
        var full = await FullColor(heatmap, scale: picture.Width / 600);
        Assert.InRange(picture.Pixels.Zip(full.Pixels, Difference).Max(), 0, 30);
    }

    [ChromiumFact]
    public async Task EachChartGetsAPictureInPlaceOfItsHtml()
    {
        var big = JsonNode.Parse(Chart)!.AsObject();
        big["layout"]!["width"] = 1000;
        big["data"] = JsonNode.Parse($"[{{\"type\": \"heatmap\", \"z\": [{string.Join(',', Enumerable.Range(0, 200).Select(i => $"[{string.Join(',', Enumerable.Range(0, 200).Select(j => i * j * 7919 % 1000))}]"))}]}}]");
        var notebook = Notebook(JsonNode.Parse(Chart)!.AsObject(), big);
        Assert.Equal(2, await browser.Pictures.AddAsync(notebook));
        foreach (var (output, width) in notebook.Cells[0].Outputs.Zip([800, 1000]))
        {
            var data = output!["data"]!.AsObject();
            Assert.Equal(["application/vnd.plotly.v1+json", "image/png"], data.Select(each => each.Key).Order());
            var png = Convert.FromBase64String((string)data["image/png"]!);
            Assert.Equal("PNG", System.Text.Encoding.ASCII.GetString(png, 1, 3));
            Assert.Equal(width, (png[18] << 8) | png[19]);
        }
    }

    [ChromiumFact]
    public async Task AChartOnAPageIsDrawnWithoutANetwork()
    {
        var page = Path.ChangeExtension(path, ".html");
        File.WriteAllText(page, HtmlPage.Write(Notebook(JsonNode.Parse(Chart)!.AsObject())));
        await using var tab = await browser.Pictures.Page.Browser.NewPageAsync();
        await tab.SetOfflineModeAsync(true);
        await tab.GoToAsync(new Uri(page).AbsoluteUri);
        await tab.WaitForSelectorAsync(".chart .scatterlayer path.js-line");
        File.Delete(page);
    }

    [Fact]
    public async Task ABrowserThatDoesNotStartIsNamed()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => ChartPictures.StartAsync("/nowhere/chromium"));
        Assert.Contains("/nowhere/chromium", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The picture that a notebook gets of a figure.</summary>
    private async Task<SKBitmap> Picture(string figure)
    {
        var notebook = Notebook(JsonNode.Parse(figure)!.AsObject());
        await browser.Pictures.AddAsync(notebook);
        return SKBitmap.Decode(Convert.FromBase64String((string)notebook.Cells[0].Outputs[0]!["data"]!["image/png"]!));
    }

    /// <summary>The picture that plotly.js makes of a figure.</summary>
    private async Task<SKBitmap> FullColor(string figure, int scale)
    {
        var address = await browser.Pictures.Page.EvaluateFunctionAsync<string>(
            "(json, scale) => { const figure = JSON.parse(json); return Plotly.toImage(figure, { format: 'png', width: figure.layout.width, height: figure.layout.height, scale }); }", figure, scale);
        return SKBitmap.Decode(Convert.FromBase64String(address[(address.IndexOf(',') + 1)..]));
    }

    private static int Difference(SKColor a, SKColor b) =>
        new[] { a.Red - b.Red, a.Green - b.Green, a.Blue - b.Blue }.Max(Math.Abs);

    private NotebookFile Notebook(params JsonObject[] figures)
    {
        var outputs = figures.Select(figure => (JsonNode)new JsonObject
        {
            ["output_type"] = "display_data",
            ["metadata"] = new JsonObject(),
            ["data"] = new JsonObject { [HtmlPage.PlotlyType] = figure, ["text/html"] = "<div></div>" },
        });
        var cell = new JsonObject { ["cell_type"] = "code", ["source"] = "chart", ["outputs"] = new JsonArray([.. outputs]) };
        File.WriteAllText(path, new JsonObject { ["nbformat"] = 4, ["cells"] = new JsonArray(cell) }.ToJsonString());
        return NotebookFile.Read(path);
    }
}
