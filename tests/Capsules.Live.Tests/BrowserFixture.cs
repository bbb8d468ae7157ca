using Capsules.Workbook.Publishing;
using Microsoft.Playwright;

namespace Capsules.Live.Tests;

/// <summary>The machine's Chromium, started once for all tests; nothing is downloaded.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async Task InitializeAsync()
    {
        if (ChartPictures.Browser() is not { } path) return; // the tests skip, with the reason
        playwright = await Playwright.CreateAsync();
        // Chromium's sandbox refuses to start as root.
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [] });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>The page at an address, once it has drawn its first answer; what goes wrong in it is added to the faults.</summary>
    public async Task<IPage> Open(string address, List<string> faults, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await browser!.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") faults.Add(message.Text);
        };
        page.PageError += (_, error) => faults.Add(error);
        await page.GotoAsync(address);
        await page.WaitForFunctionAsync("() => window.live?.answer");
        return page;
    }
}
