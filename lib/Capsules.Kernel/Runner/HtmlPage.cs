using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Markdig;

namespace Capsules.Kernel.Runner;

/// <summary>An executed notebook as one HTML file that needs no network: charts live, code colored, prose set.</summary>
internal static partial class HtmlPage
{
    internal const string PlotlyType = "application/vnd.plotly.v1+json";

    private static readonly MarkdownPipeline s_markdown = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    // What is drawn first among the forms an output has.
    private static readonly string[] s_preference = ["text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/plain"];

    /// <summary>The page of a notebook, as it stands after a run.</summary>
    public static string Write(NotebookFile notebook)
    {
        var body = new StringBuilder();
        var plotly = OfflineScripts.Plotly;
        foreach (var cell in notebook.Cells) AppendCell(body, notebook, cell, plotly is not null);
        var page = body.ToString();
        var scripts = new StringBuilder();
        if (plotly is not null && page.Contains("class=\"chart\"", StringComparison.Ordinal))
        {
            AppendScript(scripts, plotly);
            AppendScript(scripts, OfflineScripts.Asset("page.js"));
        }
        if (page.Contains("class=\"math\"", StringComparison.Ordinal) && OfflineScripts.MathJax is { } mathJax) AppendScript(scripts, mathJax);
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{WebUtility.HtmlEncode(Title(notebook))}</title>
            <style>
            {OfflineScripts.Asset("page.css")}</style>
            </head>
            <body>
            <main>
            {page}</main>
            {scripts}</body>
            </html>

            """;
    }

    private static void AppendCell(StringBuilder page, NotebookFile notebook, NotebookCell cell, bool hasPlotly)
    {
        if (cell.IsMarkdown)
        {
            page.Append("<section class=\"prose\">\n").Append(Prose(notebook, cell.Source)).Append("</section>\n");
            return;
        }
        if (!cell.IsCode) return;
        var count = cell.Json["execution_count"]?.ToString() ?? " ";
        page.Append($"<section class=\"code\">\n<pre class=\"source\" data-count=\"{count}\"><code>");
        page.Append(CSharpHighlighter.ToHtml(cell.Source.TrimEnd())).Append("</code></pre>\n");
        foreach (var output in cell.Outputs.OfType<JsonObject>()) AppendOutput(page, notebook, output, hasPlotly);
        page.Append("</section>\n");
    }

    private static void AppendOutput(StringBuilder page, NotebookFile notebook, JsonObject output, bool hasPlotly)
    {
        switch ((string?)output["output_type"])
        {
            case "stream":
                var isError = (string?)output["name"] == "stderr";
                AppendText(page, isError ? "text stderr" : "text", NotebookJson.Joined(output["text"]));
                break;
            case "error":
                var lines = (output["traceback"] as JsonArray ?? []).Select(line => (string?)line);
                AppendText(page, "text error", string.Join('\n', lines));
                break;
            default:
                if (output["data"] is JsonObject data) AppendData(page, notebook, data, hasPlotly);
                break;
        }
    }

    private static void AppendData(StringBuilder page, NotebookFile notebook, JsonObject data, bool hasPlotly)
    {
        if (hasPlotly && data[PlotlyType] is JsonObject figure)
        {
            AppendChart(page, figure);
            return;
        }
        var type = s_preference.FirstOrDefault(data.ContainsKey);
        if (type is null) return;
        var content = NotebookJson.Joined(data[type]);
        switch (type)
        {
            case "text/html" or "image/svg+xml":
                page.Append("<div class=\"rich\">").Append(content).Append("</div>\n");
                break;
            case "text/markdown":
                page.Append("<div class=\"rich\">").Append(Prose(notebook, content)).Append("</div>\n");
                break;
            case "text/plain":
                AppendText(page, "text", content);
                break;
            default:
                page.Append($"<img class=\"rich\" src=\"data:{type};base64,{content.ReplaceLineEndings("")}\" alt=\"\">\n");
                break;
        }
    }

    private static void AppendChart(StringBuilder page, JsonObject figure)
    {
        var height = figure["layout"]?["height"] is JsonValue value ? value.ToString() : "450";
        // "</" would end the script that holds the figure.
        var json = figure.ToJsonString().Replace("</", "<\\/", StringComparison.Ordinal);
        page.Append($"<div class=\"chart\" style=\"height: {height}px\"><script type=\"application/json\">{json}</script></div>\n");
    }

    private static void AppendText(StringBuilder page, string kind, string text) =>
        page.Append($"<pre class=\"{kind}\">{WebUtility.HtmlEncode(TerminalText.WithoutColors(TerminalText.LastStates(text)))}</pre>\n");

    private static void AppendScript(StringBuilder scripts, string script) =>
        scripts.Append("<script>").Append(script.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase)).Append("</script>\n");

    private static string Title(NotebookFile notebook)
    {
        var heading = notebook.Cells.Where(cell => cell.IsMarkdown)
            .SelectMany(cell => cell.Source.Split('\n')).FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal));
        return heading?[2..].Trim() ?? Path.GetFileNameWithoutExtension(notebook.Path);
    }

    private static string Prose(NotebookFile notebook, string markdown)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!;
        // Jupyter sets $$…$$ on a line of its own as a display; Markdig wants the dollars on lines of their own, too.
        var displays = FormulaLine().Replace(markdown, "\n$$$$\n$1\n$$$$\n");
        return LocalImage().Replace(Markdown.ToHtml(displays, s_markdown), match => Embed(folder, match));
    }

    // A page is one file, its pictures included.
    private static string Embed(string folder, Match match)
    {
        var path = Path.Combine(folder, Uri.UnescapeDataString(match.Groups[1].Value));
        var type = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".svg" => "image/svg+xml",
            ".gif" => "image/gif",
            _ => null,
        };
        return type is null || !File.Exists(path) ? match.Value : $"<img src=\"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}\"";
    }

    [GeneratedRegex(@"^[ ]*\$\$(.+?)\$\$[ ]*$", RegexOptions.Multiline)]
    private static partial Regex FormulaLine();

    [GeneratedRegex("<img src=\"(?![a-z]+:)([^\"]+)\"")]
    private static partial Regex LocalImage();
}
