using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Capsules.Kernel;
using Capsules.Kernel.Runner;

namespace Capsules.Workbook.Publishing;

/// <summary>The cells of an executed notebook as HTML.</summary>
internal static class NotebookHtml
{
    // What is drawn first among the forms an output has.
    private static readonly string[] Preference = ["text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/plain"];

    /// <summary>The notebook's first heading, or else its file's name.</summary>
    public static string Title(NotebookFile notebook) =>
        notebook.Cells.Where(cell => cell.IsMarkdown).Select(cell => Prose.Title(cell.Source)).FirstOrDefault(title => title is not null)
        ?? Path.GetFileNameWithoutExtension(notebook.Path);

    /// <summary>A PNG to know the notebook by: of the pictures kept with its charts the first that shows images, else the one with most to see; null where none is kept.</summary>
    public static byte[]? Picture(NotebookFile notebook)
    {
        var charts = notebook.Cells.Where(cell => cell.IsCode).SelectMany(cell => cell.Outputs).Select(output => output?["data"]).OfType<JsonObject>()
            .Where(data => data.ContainsKey("image/png"))
            .Select(data => (Png: Convert.FromBase64String(NotebookJson.Joined(data["image/png"])), HasImages: data[HtmlPage.PlotlyType]?["layout"]?["images"] is JsonArray { Count: > 0 }))
            .ToArray();
        return charts.FirstOrDefault(chart => chart.HasImages).Png ?? charts.Select(chart => chart.Png).MaxBy(png => png.Length);
    }

    /// <summary>The cells, in order.</summary>
    /// <param name="notebook">The notebook, as it stands after a run.</param>
    /// <param name="address">What becomes of the relative addresses in its prose.</param>
    public static string Body(NotebookFile notebook, LinkAddress address)
    {
        var page = new StringBuilder();
        foreach (var cell in notebook.Cells)
        {
            if (cell.IsMarkdown) page.Append("<section class=\"prose\">\n").Append(Prose.ToHtml(cell.Source, address)).Append("</section>\n");
            else if (cell.IsCode) AppendCode(page, cell, address);
        }
        return page.ToString();
    }

    private static void AppendCode(StringBuilder page, NotebookCell cell, LinkAddress address)
    {
        var count = cell.Json["execution_count"]?.ToString() ?? " ";
        page.Append($"<section class=\"code\">\n<details class=\"source\" open><summary>[{count}]</summary><pre><code>");
        page.Append(CSharpHighlighter.ToHtml(cell.Source.TrimEnd())).Append("</code></pre></details>\n");
        foreach (var output in cell.Outputs.OfType<JsonObject>()) AppendOutput(page, output, address);
        page.Append("</section>\n");
    }

    private static void AppendOutput(StringBuilder page, JsonObject output, LinkAddress address)
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
                if (output["data"] is JsonObject data) AppendData(page, data, address);
                break;
        }
    }

    private static void AppendData(StringBuilder page, JsonObject data, LinkAddress address)
    {
        if (PlotlyScript.Text is not null && data[HtmlPage.PlotlyType] is JsonObject figure)
        {
            AppendChart(page, figure);
            return;
        }
        var type = Preference.FirstOrDefault(data.ContainsKey);
        if (type is null) return;
        var content = NotebookJson.Joined(data[type]);
        switch (type)
        {
            case "text/html" or "image/svg+xml":
                page.Append("<div class=\"rich\">").Append(content).Append("</div>\n");
                break;
            case "text/markdown":
                page.Append("<div class=\"rich\">").Append(Prose.ToHtml(content, address)).Append("</div>\n");
                break;
            case "text/plain":
                AppendText(page, "text", content);
                break;
            default:
                page.Append($"<img class=\"rich\" src=\"data:{type};base64,{content.ReplaceLineEndings("")}\" alt=\"\">\n");
                break;
        }
    }

    // The size keeps the chart's place until it is drawn.
    private static void AppendChart(StringBuilder page, JsonObject figure)
    {
        string Size(string name, int otherwise) => figure["layout"]?[name] is JsonValue value ? value.ToString() : $"{otherwise}";
        // "</" would end the script that holds the figure.
        var json = figure.ToJsonString().Replace("</", "<\\/", StringComparison.Ordinal);
        page.Append($"<div class=\"chart\" style=\"width: {Size("width", 700)}px; min-height: {Size("height", 450)}px\"><script type=\"application/json\">{json}</script></div>\n");
    }

    private static void AppendText(StringBuilder page, string kind, string text) =>
        page.Append($"<pre class=\"{kind}\">{WebUtility.HtmlEncode(TerminalText.WithoutColors(TerminalText.LastStates(text)))}</pre>\n");
}
