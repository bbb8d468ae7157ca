using Capsules.Workbook.Publishing;
using PuppeteerSharp;

namespace Capsules.Workbook.Tests;

/// <summary>The site of this repository's notebooks, written once for all tests, and Chromium to look at it.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    private readonly Lazy<Task<IBrowser>> browser = new(() => ChromiumBrowser.Launch(ChromiumBrowser.Find()!));

    public SiteFixture() => Sources = new Site(Folder).Write();

    public string Folder { get; } = Directory.CreateTempSubdirectory("capsules-site-").FullName;

    internal IReadOnlyList<string> Sources { get; }

    internal IEnumerable<string> Pages => Directory.EnumerateFiles(Folder, "*.html", SearchOption.AllDirectories);

    /// <summary>A visitor with a memory of their own.</summary>
    internal async Task<IBrowserContext> Visit() => await (await browser.Value).CreateBrowserContextAsync();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (browser.IsValueCreated) await (await browser.Value).DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

[CollectionDefinition("site")]
public sealed class SiteCollection : ICollectionFixture<SiteFixture>;
