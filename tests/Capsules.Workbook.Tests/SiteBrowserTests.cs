using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace Capsules.Workbook.Tests;

/// <summary>What <c>./workbook publish</c> writes, opened from its files in Chromium without a network.</summary>
[Collection("site")]
public sealed class SiteBrowserTests(SiteFixture site)
{
    // By default the page is asked at every frame, which it then draws.
    private static readonly WaitForFunctionOptions Often = new() { PollingInterval = 50 };

    [ChromiumFact]
    public async Task EveryPageDrawsAllItsChartsInANarrowWindowAndFitsIt()
    {
        await using var visit = await site.Visit();
        List<string> faults = [];
        await using var page = await Open(visit, faults, width: 375); // one for all: plotly.js is compiled once
        foreach (var path in site.Pages)
        {
            await GoTo(page, path);
            await page.WaitForFunctionAsync("() => document.readyState === 'complete'", Often);
            var charts = await page.EvaluateExpressionAsync<int>("document.querySelectorAll('.chart').length");
            await page.WaitForFunctionAsync("charts => document.querySelectorAll('.chart .main-svg:first-child').length === charts", Often, charts);
            var empty = await page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('.chart')].filter(c => !c.querySelector('.plot path, .plot image, .plot rect, .layer-above image, .layer-below image, .shapelayer path, .imagelayer image')).length");
            if (empty > 0) faults.Add($"{path}: {empty} of {charts} charts are empty");
            var width = await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth");
            if (width > 375) faults.Add($"{path}: {width} pixels wide in a window of 375");
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [ChromiumTheory]
    [InlineData("light", "rgb(255, 255, 255)", "dark")]
    [InlineData("dark", "rgb(20, 23, 28)", "light")]
    public async Task ThePageFollowsTheSystemUntilTheReaderChooses(string system, string paper, string other)
    {
        await using var visit = await site.Visit();
        List<string> faults = [];
        await using var page = await Open(visit, faults, 1200, system);
        await GoTo(page, Path.Combine(site.Folder, "index.html"));
        Assert.Equal(paper, await Paper(page));
        await page.ClickAsync("#theme");
        Assert.NotEqual(paper, await Paper(page));
        await page.ReloadAsync();
        Assert.NotEqual(paper, await Paper(page));
        Assert.Equal($"{system} mode", await page.EvaluateExpressionAsync<string>("document.querySelector('#theme').textContent"));
        Assert.Equal(other, await page.EvaluateExpressionAsync<string>("localStorage.theme"));
        Assert.Empty(faults);
    }

    [ChromiumFact]
    public async Task CodeFoldsAndStaysFoldedOnTheNextPage()
    {
        const string shown = "[...document.querySelectorAll('details.source')].filter(cell => cell.open).length";
        await using var visit = await site.Visit();
        await using var page = await Open(visit, [], 1200);
        await GoTo(page, Path.Combine(site.Folder, "notebooks", "solutions", "08-solutions.html"));
        Assert.NotEqual(0, await page.EvaluateExpressionAsync<int>(shown));
        await page.ClickAsync("#fold");
        Assert.Equal(0, await page.EvaluateExpressionAsync<int>(shown));
        await GoTo(page, Path.Combine(site.Folder, "notebooks", "solutions", "07-solutions.html"));
        Assert.Equal(0, await page.EvaluateExpressionAsync<int>(shown));
        await page.ClickAsync("#fold");
        Assert.NotEqual(0, await page.EvaluateExpressionAsync<int>(shown));
    }

    private static async Task<IPage> Open(IBrowserContext visit, List<string> faults, int width, string system = "light")
    {
        var page = await visit.NewPageAsync();
        page.Console += (_, e) =>
        {
            if (e.Message.Type == ConsoleType.Error) faults.Add($"{page.Url}: {e.Message.Text}");
        };
        page.PageError += (_, e) => faults.Add($"{page.Url}: {e.Message}");
        page.RequestFailed += (_, e) => faults.Add($"{page.Url}: {e.Request.Url} cannot be loaded");
        await page.SetOfflineModeAsync(true);
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 800 });
        await page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = system }]);
        return page;
    }

    private static Task GoTo(IPage page, string path) => page.GoToAsync(new Uri(path).AbsoluteUri);

    private static Task<string> Paper(IPage page) => page.EvaluateExpressionAsync<string>("getComputedStyle(document.body).backgroundColor");
}
