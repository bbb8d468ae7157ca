using Capsules.Workbook.Publishing;
using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace Capsules.Live.Tests;

/// <summary>The machine's Chromium, started once for all tests.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly DirectoryInfo downloads = Directory.CreateTempSubdirectory("capsules-downloads-");
    private IBrowser? browser;
    private IBrowserContext? visit;

    public async Task InitializeAsync()
    {
        if (ChromiumBrowser.Find() is not { } path) return; // the tests skip, with the reason
        browser = await ChromiumBrowser.Launch(path);
        visit = await browser.CreateBrowserContextAsync(
            new() { DownloadBehavior = new() { Policy = DownloadPolicy.Allow, DownloadPath = downloads.FullName } });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        downloads.Delete(recursive: true);
    }

    /// <summary>The page at an address, once it has drawn its first answer; what goes wrong in it is added to the faults.</summary>
    public async Task<IPage> Open(string address, List<string> faults, int width = 1280, int height = 800, string scheme = "light")
    {
        var page = await visit!.NewPageAsync();
        await page.SetViewportAsync(new() { Width = width, Height = height });
        await page.EmulateMediaFeaturesAsync([new() { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }]);
        page.Console += (_, e) =>
        {
            if (e.Message.Type is ConsoleType.Error or ConsoleType.Warning) faults.Add(e.Message.Text);
        };
        page.PageError += (_, e) => faults.Add(e.Message);
        await page.GoToAsync(address);
        await page.Until("() => window.live?.answer");
        return page;
    }

    /// <summary>Closes every page: one left open goes on asking its server.</summary>
    public async Task Close()
    {
        if (visit is null) return;
        foreach (var page in await visit.PagesAsync()) await page.CloseAsync();
    }

    /// <summary>The file that a click has the browser save.</summary>
    public async Task<byte[]> Saved(IPage page, string selector)
    {
        foreach (var old in downloads.GetFiles()) old.Delete();
        await page.ClickAsync(selector);
        for (var tries = 0; tries < 500; tries++, await Task.Delay(20))
            if (downloads.GetFiles().SingleOrDefault(file => file.Extension != ".crdownload") is { Length: > 0 } file) return await File.ReadAllBytesAsync(file.FullName);
        throw new TimeoutException($"a click on {selector} saved nothing within ten seconds");
    }
}

/// <summary>What a person does on a page, and sees there.</summary>
internal static class PageActions
{
    /// <summary>Waits until a function of the page is true.</summary>
    public static Task Until(this IFrame frame, string function, params object[] arguments) =>
        frame.WaitForFunctionAsync(function, new WaitForFunctionOptions { PollingInterval = 20 }, arguments);

    public static Task Until(this IPage page, string function, params object[] arguments) => page.MainFrame.Until(function, arguments);

    /// <summary>Gives a knob a value.</summary>
    public static Task Fill(this IFrame frame, string selector, string value) => frame.EvaluateFunctionAsync(
        "(selector, value) => { const knob = document.querySelector(selector); knob.value = value; knob.dispatchEvent(new Event('input', { bubbles: true })); }", selector, value);

    public static Task Fill(this IPage page, string selector, string value) => page.MainFrame.Fill(selector, value);

    public static Task<string> Text(this IPage page, string selector) => page.EvaluateFunctionAsync<string>("selector => document.querySelector(selector).textContent", selector);
}
