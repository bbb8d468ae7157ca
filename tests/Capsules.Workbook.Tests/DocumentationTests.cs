using System.Text.RegularExpressions;
using Capsules.Data;

namespace Capsules.Workbook.Tests;

/// <summary>Links and paths in the repository's pages lead to files that are there.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages => [
        .. Directory.GetFiles(DataRoot.Repository, "*.md").Concat(Directory.GetFiles(Path.Combine(DataRoot.Repository, "lib"), "*.md"))
            .Concat(Directory.GetFiles(Path.Combine(DataRoot.Repository, "notebooks"), "*.md"))
            .Append(Path.Combine(DataRoot.Repository, "data", "README.md")).Append(Path.Combine(DataRoot.Repository, "lib", "Capsules.Kernel", "README.md"))
            .Select(page => Path.GetRelativePath(DataRoot.Repository, page)).Order()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void LeadToFilesThatAreThere(string page)
    {
        var path = Path.Combine(DataRoot.Repository, page);
        var text = File.ReadAllText(path);
        var links = Link().Matches(text).Select(m => m.Groups[1].Value.Split('#')[0])
            .Where(link => link.Length > 0 && !link.Contains("://")).Select(link => Path.Combine(Path.GetDirectoryName(path)!, link));
        var paths = RepositoryPath().Matches(text).Select(m => Path.Combine(DataRoot.Repository, m.Groups[1].Value));
        Assert.Empty(links.Concat(paths).Where(target => !Path.Exists(target)).Select(target => Path.GetRelativePath(DataRoot.Repository, target)));
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    // A file or folder of lib/, tests/ or notebooks/ in code; placeholders such as NN-name are none.
    [GeneratedRegex(@"`((?:lib|tests|notebooks)/[A-Za-z0-9_./-]+)`")]
    private static partial Regex RepositoryPath();
}
