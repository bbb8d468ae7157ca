using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Plotly.NET;

namespace Capsules.Plots;

/// <summary>A chart as the JSON that plotly.js takes: valid, and with no more digits than one can see.</summary>
internal static partial class FigureJson
{
    private static readonly JsonSerializerOptions readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>An object with <c>data</c>, <c>layout</c>, <c>config</c> and <c>frames</c>.</summary>
    public static JsonObject Of(GenericChart chart)
    {
        var figure = JsonNode.Parse(GenericChart.toFigureJson(chart))!.AsObject();
        figure.TryAdd("config", new JsonObject());
        figure.TryAdd("frames", new JsonArray());
        return Tidy(figure)!.AsObject();
    }

    /// <summary>The figure as text that may stand inside a script: "&lt;" is written as an escape.</summary>
    public static string Text(JsonObject figure) => figure.ToJsonString(readable);

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
