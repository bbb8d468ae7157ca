using Capsules.Workbook.Publishing;

namespace Capsules.Workbook.Tests;

/// <summary>The site of this repository's notebooks, written once for all tests.</summary>
public sealed class SiteFixture : IDisposable
{
    public SiteFixture() => Sources = new Site(Folder).Write();

    public string Folder { get; } = Directory.CreateTempSubdirectory("capsules-site-").FullName;

    internal IReadOnlyList<string> Sources { get; }

    internal IEnumerable<string> Pages => Directory.EnumerateFiles(Folder, "*.html", SearchOption.AllDirectories);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

[CollectionDefinition("site")]
public sealed class SiteCollection : ICollectionFixture<SiteFixture>;
