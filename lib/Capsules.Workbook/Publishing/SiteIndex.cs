using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Capsules.Kernel.Runner;

namespace Capsules.Workbook.Publishing;

/// <summary>The site's first page: how the README begins, and a card with a picture for every notebook.</summary>
internal static partial class SiteIndex
{
    /// <summary>The page's content.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="notebooks">The notebooks, in order.</param>
    /// <param name="site">The site's folder, which gets the pictures.</param>
    /// <param name="address">What becomes of links.</param>
    public static string Body(string root, IReadOnlyList<NotebookFile> notebooks, string site, LinkAddress address)
    {
        var readme = File.ReadAllText(Path.Combine(root, "README.md"));
        var opening = readme.IndexOf("\n## ", StringComparison.Ordinal) is > 0 and var end ? readme[..end] : readme;
        var body = new StringBuilder($"<section class=\"prose\">\n{Prose.ToHtml(opening, address)}</section>\n<section class=\"cards\">\n");
        foreach (var notebook in notebooks) AppendCard(body, notebook, site, address);
        string[] others = ["data/results/README.md", "notebooks/README.md"];
        var links = others.Select(page => $"<a href=\"{address(page, false)}\">{WebUtility.HtmlEncode(Prose.Title(File.ReadAllText(Path.Combine(root, page))))}</a>");
        return body.Append($"</section>\n<p class=\"others\">{string.Join(" · ", links)}</p>\n").ToString();
    }

    private static void AppendCard(StringBuilder body, NotebookFile notebook, string site, LinkAddress address)
    {
        var name = Path.GetFileNameWithoutExtension(notebook.Path);
        body.Append("<article class=\"card\">\n");
        if (NotebookHtml.Picture(notebook) is { } picture)
        {
            Directory.CreateDirectory(Path.Combine(site, "pictures"));
            File.WriteAllBytes(Path.Combine(site, "pictures", $"{name}.png"), picture);
            body.Append($"<div class=\"picture\"><img src=\"pictures/{name}.png\" alt=\"\"></div>\n");
        }
        body.Append($"<h3><a href=\"notebooks/{name}.html\">{WebUtility.HtmlEncode(NotebookHtml.Title(notebook))}</a></h3>\n");
        var opening = notebook.Cells.FirstOrDefault(cell => cell.IsMarkdown)?.Source ?? "";
        body.Append(Prose.ToHtml(Claim().Match(opening).Groups[1].Value, address)).Append("</article>\n");
    }

    [GeneratedRegex(@"^\*\*The claim\.\*\* (.+)$", RegexOptions.Multiline)]
    private static partial Regex Claim();
}
