using System.Net;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Running;

namespace Capsules.Workbook.Publishing;

/// <summary>The workbook as a static site: the notebooks as they were saved, the results, and whatever these link to. A page lies in the site where
/// its source lies in the repository, so relative links keep their paths.</summary>
/// <param name="folder">Where to write it.</param>
internal sealed class Site(string folder)
{
    private const string Name = "The capsule-network workbook";

    private readonly string root = Repository.Root;
    private readonly Queue<string> waiting = [];
    private readonly HashSet<string> known = [];
    private readonly Dictionary<string, NotebookFile> read = [];

    /// <summary>Writes the site; files that are in the folder already stay unless a page replaces them.</summary>
    /// <returns>The sources of its pages, in the order written.</returns>
    public IReadOnlyList<string> Write()
    {
        PageAssets.Write(Path.Combine(folder, "assets"));
        NotebookFile[] notebooks = [.. Notebooks("notebooks").Select(Read)];
        string[] chapters = [.. notebooks.Select(notebook => notebook.Path), Path.Combine(root, "data", "results", "README.md")];
        foreach (var source in chapters.Concat(Notebooks("notebooks/solutions"))) Add(source);
        Write("index.html", new HtmlPage(Name, SiteIndex.Body(root, notebooks, folder, (address, _) => Address(root, address))));

        List<string> written = [];
        while (waiting.TryDequeue(out var source))
        {
            Write(Target(source), Page(source) with { Navigation = Navigation(source, chapters) });
            written.Add(source);
        }
        return written;
    }

    /// <summary>Where the page of a source lies, from the site's folder.</summary>
    internal static string Target(string source) => Path.ChangeExtension(Path.GetRelativePath(Repository.Root, source), ".html").Replace('\\', '/');

    private IEnumerable<string> Notebooks(string within) => Directory.GetFiles(Path.Combine(root, within), "*.ipynb").Order(StringComparer.Ordinal);

    // A notebook is a megabyte, and its title stands on its neighbors' pages as well.
    private NotebookFile Read(string path) => read.TryGetValue(path, out var known) ? known : read[path] = NotebookFile.Read(path);

    private HtmlPage Page(string source)
    {
        string Link(string address, bool isImage) => Address(Path.GetDirectoryName(source)!, address);
        return new HtmlPage(Title(source), NotebookFile.IsNotebook(source)
            ? NotebookHtml.Body(Read(source), Link)
            : $"<section class=\"prose\">\n{Prose.ToHtml(File.ReadAllText(source), Link)}</section>\n");
    }

    private string Title(string source) =>
        NotebookFile.IsNotebook(source) ? NotebookHtml.Title(Read(source)) : Prose.Title(File.ReadAllText(source)) ?? Name;

    private void Write(string target, HtmlPage page)
    {
        var path = Path.Combine(folder, target);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, (page with { Assets = Up(target) + "assets" }).ToString());
    }

    // Home, and the chapters before and after this one.
    private string Navigation(string source, string[] chapters)
    {
        var target = Target(source);
        string Link(string to, string text) => $"<a href=\"{Up(target)}{to}\">{WebUtility.HtmlEncode(text)}</a>";
        string Chapter(int k, string form) => k < 0 || k >= chapters.Length ? "" : Link(Target(chapters[k]), string.Format(form, Title(chapters[k])));
        var own = Array.IndexOf(chapters, source);
        return Link("index.html", Name) + (own < 0 ? "" : Chapter(own - 1, "← {0}") + Chapter(own + 1, "{0} →"));
    }

    // Notebooks and Markdown become pages, other files are copied. A folder's page is the index.
    private string Address(string from, string address)
    {
        var path = Path.GetFullPath(Path.Combine(from, Uri.UnescapeDataString(address.Split('#')[0])));
        var inside = !Path.GetRelativePath(root, path).StartsWith("..", StringComparison.Ordinal);
        if (inside && Directory.Exists(path)) return Up(Target(Path.Combine(from, "page"))) + "index.html";
        if (!inside || !File.Exists(path)) return address;
        var isPage = Path.GetExtension(path) is ".ipynb" or ".md";
        if (isPage) Add(path);
        else Copy(path);
        return isPage ? Path.ChangeExtension(address.Split('#')[0], ".html") + (address.Contains('#') ? address[address.IndexOf('#')..] : "") : address;
    }

    private void Add(string source)
    {
        if (known.Add(source)) waiting.Enqueue(source);
    }

    private void Copy(string source)
    {
        var target = Path.Combine(folder, Path.GetRelativePath(root, source));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target, overwrite: true);
    }

    private static string Up(string target) => string.Concat(Enumerable.Repeat("../", target.Count(character => character == '/')));
}
