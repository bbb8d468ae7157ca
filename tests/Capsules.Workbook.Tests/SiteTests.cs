using System.Net;
using System.Text.RegularExpressions;
using Capsules.Data;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Publishing;

namespace Capsules.Workbook.Tests;

/// <summary>What <c>./workbook publish</c> writes, read as files.</summary>
[Collection("site")]
public sealed partial class SiteTests(SiteFixture site)
{
    private static string[] Notebooks => [.. Directory.GetFiles(Path.Combine(DataRoot.Repository, "notebooks"), "*.ipynb").Order()];

    [Fact]
    public void EveryLinkLeadsToAPageOfTheSiteAndToAPlaceOnIt()
    {
        var broken = new List<string>();
        foreach (var page in site.Pages)
            foreach (var address in Address().Matches(WithoutScripts(page)).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)))
            {
                if (address.Contains("://") || address.StartsWith("data:", StringComparison.Ordinal)) continue;
                var parts = address.Split('#', 2);
                var target = parts[0].Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, Uri.UnescapeDataString(parts[0])));
                var isThere = File.Exists(target) && target.StartsWith(site.Folder, StringComparison.Ordinal);
                if (!isThere || (parts.Length == 2 && !File.ReadAllText(target).Contains($"id=\"{parts[1]}\""))) broken.Add($"{Path.GetFileName(page)}: {address}");
            }
        Assert.Empty(broken);
    }

    [Fact]
    public void NothingIsLoadedFromANetwork() =>
        Assert.DoesNotContain(site.Pages, page => Regex.IsMatch(WithoutScripts(page), "(src|<link[^>]*href)=\"(https?:)?//"));

    [Fact]
    public void PlotlyIsThereOnce()
    {
        var holders = Directory.EnumerateFiles(site.Folder, "*", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains("plotly.js v", StringComparison.Ordinal));
        Assert.Equal(["plotly.min.js"], holders.Select(Path.GetFileName));
    }

    [Fact]
    public void TheIndexShowsEveryNotebookWithAPicture()
    {
        var index = File.ReadAllText(Path.Combine(site.Folder, "index.html"));
        foreach (var notebook in Notebooks.Select(NotebookFile.Read))
        {
            var name = Path.GetFileNameWithoutExtension(notebook.Path);
            Assert.Contains($"<a href=\"notebooks/{name}.html\">{WebUtility.HtmlEncode(NotebookHtml.Title(notebook))}</a>", index, StringComparison.Ordinal);
            Assert.Contains($"src=\"pictures/{name}.png\"", index, StringComparison.Ordinal);
        }
        Assert.Contains("href=\"data/results/README.html\"", index, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryNotebookLeadsToTheOneBeforeAndTheOneAfter()
    {
        string[] names = [.. Notebooks.Select(path => $"notebooks/{Path.GetFileNameWithoutExtension(path)}.html"), "data/results/README.html"];
        for (var k = 0; k + 1 < names.Length; k++)
        {
            Assert.Matches($"<header>.*href=\"../{names[k + 1]}\">[^<]+ →</a>", File.ReadAllText(Path.Combine(site.Folder, names[k])));
            Assert.Matches($"<header>.*href=\"[./]+/{names[k]}\">← [^<]+</a>", File.ReadAllText(Path.Combine(site.Folder, names[k + 1])));
        }
    }

    [Fact]
    public void SolutionsAndResultsArePages() =>
        Assert.Superset(
            Directory.GetFiles(Path.Combine(DataRoot.Repository, "notebooks", "solutions"), "*.ipynb").Append(Path.Combine(DataRoot.Repository, "data", "results", "README.md")).ToHashSet(),
            site.Sources.ToHashSet());

    // What stands in scripts is data, or a library's own text.
    private static string WithoutScripts(string page) => Script().Replace(File.ReadAllText(page), "$1");

    [GeneratedRegex("(<script[^>]*>).*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex(" (?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Address();
}
