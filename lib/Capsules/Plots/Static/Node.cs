using System.Globalization;
using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>Reading of figure JSON: whatever is absent or of another kind counts as not set.</summary>
internal static class Node
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    public static string? Text(this JsonNode? node) =>
        node is JsonValue value ? value.TryGetValue(out string? text) ? text : value.ToJsonString() : null;

    public static bool? Flag(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    /// <summary>A finite number, also one written as text; otherwise null.</summary>
    public static double? Number(this JsonNode? node)
    {
        if (node is not JsonValue value)
        {
            return null;
        }

        if (!value.TryGetValue(out double number)
            && !(value.TryGetValue(out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)))
        {
            return null;
        }

        return double.IsFinite(number) ? number : null;
    }

    /// <summary>A title: either a text or an object that holds one.</summary>
    public static string? Title(this JsonNode? node) => node is JsonObject ? node.At("text").Text() : node.Text();

    public static JsonNode?[] Items(this JsonNode? node) => node is JsonArray array ? [.. array] : [];

    /// <summary>One value for all, or one for each point.</summary>
    public static JsonNode? Of(this JsonNode? node, int index) =>
        node is JsonArray array ? index < array.Count ? array[index] : null : node;
}
