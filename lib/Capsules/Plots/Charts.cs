using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Capsules.Data;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using TorchSharp;

namespace Capsules.Plots;

/// <summary>How charts, tables, data sets and tensors show themselves in a notebook.</summary>
public static class Charts
{
    /// <summary>The form that VS Code and JupyterLab draw themselves.</summary>
    public const string PlotlyMimeType = "application/vnd.plotly.v1+json";

    /// <summary>Registers the forms of charts, tables, data sets and tensors with the notebook's formatter; a second call changes nothing.</summary>
    /// <remarks>Runs by itself when the library is first used. Call it only to show a Plotly.NET chart before that.</remarks>
    public static void Register()
    {
        Show<GenericChart>(
            (PlotlyMimeType, chart => FigureJson.Text(FigureJson.Of(chart))),
            (HtmlFormatter.MimeType, chart => ChartHtml.Of(FigureJson.Of(chart))),
            (PlainTextFormatter.MimeType, Title));
        Show<Table>((HtmlFormatter.MimeType, table => table.ToHtml()), (PlainTextFormatter.MimeType, table => table.ToText()));
        Show<ImageSet>((HtmlFormatter.MimeType, set => set.ToHtml()), (PlainTextFormatter.MimeType, set => set.ToString()));
        Show<SmallNorb>((HtmlFormatter.MimeType, set => set.ToHtml()), (PlainTextFormatter.MimeType, set => set.ToString()));
        Show<torch.Tensor>(
            (PlainTextFormatter.MimeType, tensor => tensor.IsInvalid ? "disposed tensor" : tensor.ToString(TensorStringStyle.Julia)));
    }

    private static void Show<T>(params (string MimeType, Func<T, string> Text)[] forms)
    {
        foreach (var (mimeType, text) in forms) Formatter.Register<T>((value, writer) => writer.Write(text(value)), mimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(T), [.. forms.Select(form => form.MimeType)]);
    }

    private static string Title(GenericChart chart) =>
        FigureJson.Title(FigureJson.Of(chart)) is { } title ? $"[chart: {title}]" : "[chart]";

#pragma warning disable CA2255 // A chart last in a cell shows itself without a call: this is how a library can see to that.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RegisterAtFirstUse() => Register();
}

/// <summary>A chart as a piece of HTML that draws itself, offline too where the kernel's folder or the page's holds <c>plotly.min.js</c>.</summary>
/// <remarks>plotly.js itself (3.6 MB) is not in it: <c>chart.js</c> says where it is looked for.</remarks>
public static partial class ChartHtml
{
    private static readonly string Drawing = Resource(typeof(ChartHtml), "Capsules.Plots.chart.js").Trim();

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
            {Drawing}("{id}", {json}, "https://cdn.plot.ly/plotly-{PlotlyVersion}.min.js");
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

/// <summary>A chart as the JSON that plotly.js takes: valid, and with no more digits than one can see.</summary>
internal static partial class FigureJson
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>An object with <c>data</c>, <c>layout</c>, <c>config</c> and <c>frames</c>.</summary>
    public static JsonObject Of(GenericChart chart)
    {
        var figure = JsonNode.Parse(GenericChart.toFigureJson(chart))!.AsObject();
        figure.TryAdd("config", new JsonObject());
        figure.TryAdd("frames", new JsonArray());
        return Tidy(figure)!.AsObject();
    }

    /// <summary>The figure as text that may stand inside a script: "&lt;" is written as an escape.</summary>
    public static string Text(JsonObject figure) => figure.ToJsonString(Readable);

    /// <summary>The figure's title as plain text; null where it has none.</summary>
    public static string? Title(JsonObject figure) => figure["layout"]?["title"] switch
    {
        JsonObject title => (string?)title["text"],
        JsonValue title => (string?)title,
        _ => null,
    } is { Length: > 0 } text ? Tag().Replace(text.Replace("<br>", " ", StringComparison.Ordinal), "") : null;

    private static JsonNode? Tidy(JsonNode? node) => node switch
    {
        // An absent property is the default; a null in an array is a gap.
        JsonObject part => new JsonObject(part.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Key, Tidy(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Tidy)]),
        JsonValue value => Tidy(value),
        _ => null,
    };

    private static JsonValue? Tidy(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.Number => Round(value.GetValue<double>()),
        JsonValueKind.String when (string?)value is "NaN" or "Infinity" or "-Infinity" => null,
        _ => value.DeepClone().AsValue(),
    };

    // Five significant digits, and all digits of whole numbers: a notebook's size is mostly digits.
    private static JsonValue Round(double value)
    {
        if (double.IsInteger(value) && Math.Abs(value) < long.MaxValue) return JsonValue.Create((long)value);
        return JsonValue.Create(
            Math.Abs(value) >= 1e4 ? Math.Round(value) : double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("</?[a-zA-Z][^>]*>")]
    private static partial Regex Tag();
}
