using System.Net;
using Capsules.Kernel.Runner;

namespace Capsules.Workbook.Publishing;

/// <summary>A page of HTML that needs no network: charts live, formulas set, in the reader's choice of light or dark.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Body">Its content.</param>
internal sealed record HtmlPage(string Title, string Body)
{
    internal const string PlotlyType = "application/vnd.plotly.v1+json";

    /// <summary>Links at the top and the bottom of the page.</summary>
    public string Navigation { get; init; } = "";

    /// <summary>The address of the folder that <see cref="PageAssets.Write"/> has filled; null for one file that holds everything.</summary>
    public string? Assets { get; init; }

    /// <summary>An executed notebook as one file.</summary>
    public static string Write(NotebookFile notebook) =>
        new HtmlPage(NotebookHtml.Title(notebook), NotebookHtml.Body(notebook, Prose.EmbedPictures(notebook.Path))).ToString();

    /// <summary>The page's HTML.</summary>
    public override string ToString()
    {
        var scripts = Body.Contains("class=\"chart\"", StringComparison.Ordinal) ? Script("plotly.min.js") + Script("page.js") : "";
        if (Body.Contains("class=\"math\"", StringComparison.Ordinal)) scripts += Script("mathjax.min.js");
        var style = Assets is null ? $"<style>\n{PageAssets.Read("page.css")}</style>" : $"<link rel=\"stylesheet\" href=\"{Assets}/page.css\">";
        var fold = Body.Contains("<details class=\"source\"", StringComparison.Ordinal) ? "<button id=\"fold\">hide code</button>" : "";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{WebUtility.HtmlEncode(Title)}</title>
            <link rel="icon" href="data:,">
            {style}
            {Script("toggles.js")}</head>
            <body>
            <header>{Navigation}<span class="toggles">{fold}<button id="theme">dark mode</button></span></header>
            <main>
            {Body}</main>
            {(Navigation.Length > 0 ? $"<footer>{Navigation}</footer>\n" : "")}{scripts}</body>
            </html>

            """;
    }

    private string Script(string name)
    {
        if (PageAssets.Read(name) is not { } text) return "";
        return Assets is null
            ? $"<script>{text.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)}</script>\n"
            : $"<script src=\"{Assets}/{name}\"></script>\n";
    }
}
