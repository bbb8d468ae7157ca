using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plotly.NET;

namespace Capsules.Plots;

/// <summary>A chart as a piece of HTML that draws itself, offline too where the kernel's folder or the page's holds <c>plotly.min.js</c>.</summary>
/// <remarks>plotly.js itself (3.6 MB) is not in it: <c>chart.js</c> says where it is looked for.</remarks>
public static partial class ChartHtml
{
    private static readonly string drawing = Resource(typeof(ChartHtml), "Capsules.Plots.chart.js").Trim();

    /// <summary>The version of plotly.js that Plotly.NET is made for and holds, such as "2.28.0".</summary>
    public static string PlotlyVersion { get; } = Version().Match(PlotlyResource).Groups[1].Value;

    /// <summary>plotly.js itself, as Plotly.NET holds it.</summary>
    public static string PlotlyScript() => Resource(typeof(GenericChart), PlotlyResource);

    /// <summary>The HTML of a chart.</summary>
    public static string Of(GenericChart chart) => Of(FigureJson.Of(chart));

    internal static string Of(JsonObject figure)
    {
        var json = FigureJson.Text(figure);
        var id = "chart-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..12];
        var (width, height) = (Size(figure, "width", 700), Size(figure, "height", 450));
        var title = WebUtility.HtmlEncode(FigureJson.Title(figure) ?? "chart");
        return $"""
            <div id="{id}" role="img" aria-label="{title}" style="width:{width}px;max-width:100%;height:{height}px"></div>
            <script>
            {drawing}("{id}", {json}, "https://cdn.plot.ly/plotly-{PlotlyVersion}.min.js");
            </script>
            """;
    }

    private static int Size(JsonObject figure, string name, int otherwise) =>
        figure["layout"]?[name] is JsonValue size && size.TryGetValue(out long pixels) ? (int)pixels : otherwise;

    private static string PlotlyResource => typeof(GenericChart).Assembly.GetManifestResourceNames().Single(name => name.EndsWith(".min.js", StringComparison.Ordinal));

    private static string Resource(Type type, string name)
    {
        using var reader = new StreamReader(type.Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"plotly-([\d.]+)\.min\.js")]
    private static partial Regex Version();
}
