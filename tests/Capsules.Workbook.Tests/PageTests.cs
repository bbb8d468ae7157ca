using System.Text.Json.Nodes;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Publishing;

namespace Capsules.Workbook.Tests;

/// <summary>The page that <c>run --html</c> writes.</summary>
public sealed class PageTests
{
    [Fact]
    public void ThePageHoldsProseColoredCodeTextAndCharts()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, new JsonObject
        {
            ["nbformat"] = 4,
            ["cells"] = new JsonArray(
                new JsonObject { ["cell_type"] = "markdown", ["source"] = new JsonArray("# Title\n", "*prose* and $x$") },
                Code("// note\nvar n = 1 < 2;\nn", new JsonObject { ["output_type"] = "execute_result", ["data"] = new JsonObject { ["text/plain"] = "True" } }),
                Code("chart", new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { [HtmlPage.PlotlyType] = JsonNode.Parse("""{"data": [{"y": [1]}], "layout": {"title": "</script>"}}""") } }),
                Code("throw", new JsonObject { ["output_type"] = "error", ["traceback"] = new JsonArray("<bad>") })),
        }.ToJsonString());
        var page = HtmlPage.Write(NotebookFile.Read(path));
        File.Delete(path);
        Assert.Contains("<title>Title</title>", page, StringComparison.Ordinal);
        Assert.Contains("<em>prose</em>", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"comment\">// note</span>", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"keyword\">var</span> n = <span class=\"number\">1</span> &lt;", page, StringComparison.Ordinal);
        Assert.Contains("<pre class=\"text\">True</pre>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;bad&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\"</script>\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
    }

    private static JsonObject Code(string source, JsonObject output) =>
        new() { ["cell_type"] = "code", ["source"] = source, ["outputs"] = new JsonArray(output) };
}
