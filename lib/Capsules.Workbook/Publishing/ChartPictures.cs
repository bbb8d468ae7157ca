using System.Text.Json.Nodes;
using Capsules.Kernel;
using Capsules.Kernel.Runner;
using PuppeteerSharp;

namespace Capsules.Workbook.Publishing;

/// <summary>Draws the charts of executed notebooks as PNG pictures, in one page of the Chromium found on this machine.</summary>
internal sealed class ChartPictures : IAsyncDisposable
{
    /// <summary>Bytes of a picture; one that is larger at twice the size is drawn at its own.</summary>
    private const int MostBytes = 60_000;

    private ChartPictures(IPage page) => Page = page;

    /// <summary>The page, with plotly.js loaded.</summary>
    internal IPage Page { get; }

    /// <exception cref="InvalidOperationException">It does not start, or there is no plotly.js.</exception>
    public static async Task<ChartPictures> StartAsync(string browser)
    {
        var plotly = PlotlyScript.Text ?? throw new InvalidOperationException("Plotly.NET.dll, which holds plotly.js, does not lie beside this program.");
        var started = await ChromiumBrowser.Launch(browser).ConfigureAwait(false);
        var page = await started.NewPageAsync().ConfigureAwait(false);
        foreach (var script in new[] { plotly, PageAssets.Own("indexed-png.js"), PageAssets.Own("page.js") + "window.capsules = capsules;" })
            await page.AddScriptTagAsync(new AddTagOptions { Content = script }).ConfigureAwait(false);
        return new ChartPictures(page);
    }

    /// <summary>Puts a picture of each chart into a notebook, in place of the chart's HTML; gives their number.</summary>
    /// <exception cref="InvalidDataException">plotly.js cannot draw a chart; the message names its cell.</exception>
    public async Task<int> AddAsync(NotebookFile notebook)
    {
        var count = 0;
        foreach (var cell in notebook.Cells.Where(cell => cell.IsCode))
            foreach (var data in cell.Outputs.Select(output => output?["data"]).OfType<JsonObject>())
            {
                if (data[HtmlPage.PlotlyType] is not JsonObject figure) continue;
                try
                {
                    data["image/png"] = await DrawAsync(figure.ToJsonString()).ConfigureAwait(false) + "\n";
                }
                catch (PuppeteerException exception)
                {
                    throw new InvalidDataException($"'{notebook.Path}', cell {cell.Number}: plotly.js cannot draw the chart. {exception.Message}", exception);
                }
                data.Remove("text/html");
                count++;
            }
        return count;
    }

    public ValueTask DisposeAsync() => Page.Browser.DisposeAsync();

    private async Task<string> DrawAsync(string figure, int scale = 2)
    {
        var picture = await Page.EvaluateFunctionAsync<string>("(json, scale) => capsules.picture(JSON.parse(json), scale)", figure, scale).ConfigureAwait(false);
        return scale == 1 || picture.Length * 3L / 4 <= MostBytes ? picture : await DrawAsync(figure, scale: 1).ConfigureAwait(false);
    }
}
