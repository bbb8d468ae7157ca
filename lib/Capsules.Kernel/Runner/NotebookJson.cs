using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Capsules.Kernel.Runner;

/// <summary>JSON as Jupyter writes it (keys sorted, one space of indent, only what must be escaped is), but with lists of numbers on one line.</summary>
internal static partial class NotebookJson
{
    public static string Write(JsonNode root) => Text(root, "\n") + "\n";

    /// <summary>Reads JSON as Jupyter does: of a key given twice the last counts, and NaN and Infinity are allowed (and become null).</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static JsonNode? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 });
            return ToNode(document.RootElement);
        }
        catch (JsonException) when (NotANumber().Replace(text, match => match.Groups[1].Success ? match.Value : "null") is var clean && clean != text)
        {
            return Parse(clean);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException(exception.Message, null, 0, null, exception);
        }
    }

    /// <summary>Text as nbformat stores it: a list of lines, each with its line break.</summary>
    public static JsonArray Lines(string text) => new([.. Line().Matches(text).Select(line => (JsonNode)line.Value)]);

    /// <summary>The text of a field that may be a string or a list of lines.</summary>
    public static string Joined(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(Joined)),
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => "",
    };

    private static JsonNode? ToNode(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(element.EnumerateObject().GroupBy(field => field.Name, field => field.Value)
            .Select(field => KeyValuePair.Create(field.Key, ToNode(field.Last())))),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(ToNode)]),
        JsonValueKind.String => element.GetString(),
        _ => JsonValue.Create(element.Clone()),
    };

    private static string Text(JsonNode? node, string newLine) => node switch
    {
        JsonObject { Count: > 0 } fields => $"{{{newLine} {string.Join($",{newLine} ", fields.OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => $"{Quoted(field.Key)}: {Text(field.Value, newLine + " ")}"))}{newLine}}}",
        JsonArray numbers when numbers.All(item => item is null || item.GetValueKind() == JsonValueKind.Number) =>
            $"[{string.Join(", ", numbers.Select(item => item?.ToJsonString() ?? "null"))}]",
        JsonArray items => $"[{newLine} {string.Join($",{newLine} ", items.Select(item => Text(item, newLine + " ")))}{newLine}]",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Quoted(value.GetValue<string>()),
        _ => node?.ToJsonString() ?? "null",
    };

    // The framework's encoders escape what lies beyond U+FFFF.
    private static string Quoted(string text) => $"\"{Escaped().Replace(text, each => Escape(each.Value[0]))}\"";

    private static string Escape(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u{(int)character:x4}",
    };

    [GeneratedRegex(@"[""\\\x00-\x1F]")]
    private static partial Regex Escaped();

    [GeneratedRegex("[^\n]*\n|[^\n]+")]
    private static partial Regex Line();

    // A string, which stays as it is, or a number that JSON does not know.
    [GeneratedRegex(@"(""(?:[^""\\]|\\.)*"")|-?Infinity|NaN")]
    private static partial Regex NotANumber();
}
