using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Capsules.Kernel.Runner;

/// <summary>
/// JSON as Jupyter writes it: keys sorted, one space of indent, only what must be escaped is. Lists of numbers alone stand on one line: a chart's
/// values, one a line, doubled the size of a notebook and hid what changed in it.
/// </summary>
internal static partial class NotebookJson
{
    public static string Write(JsonNode root)
    {
        var text = new StringBuilder();
        Append(text, root, 0);
        return text.Append('\n').ToString();
    }

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
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var at ? at + 1 : text.Length;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }
        return lines;
    }

    /// <summary>The text of a field that may be a string or a list of lines.</summary>
    public static string Joined(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(Joined)),
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => "",
    };

    private static JsonNode? ToNode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var fields = new JsonObject();
                foreach (var field in element.EnumerateObject()) fields[field.Name] = ToNode(field.Value);
                return fields;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(ToNode)]);
            case JsonValueKind.String:
                return element.GetString();
            default:
                return JsonValue.Create(element.Clone());
        }
    }

    private static void Append(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } fields:
                AppendAll(text, '{', '}', depth, fields.OrderBy(field => field.Key, StringComparer.Ordinal), field =>
                {
                    AppendString(text, field.Key);
                    text.Append(": ");
                    Append(text, field.Value, depth + 1);
                });
                break;
            case JsonArray { Count: > 0 } numbers when numbers.All(item => item is null || item.GetValueKind() == JsonValueKind.Number):
                text.Append('[').AppendJoin(", ", numbers.Select(item => item?.ToJsonString() ?? "null")).Append(']');
                break;
            case JsonArray { Count: > 0 } items:
                AppendAll(text, '[', ']', depth, items, item => Append(text, item, depth + 1));
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                AppendString(text, value.GetValue<string>());
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void AppendAll<T>(StringBuilder text, char open, char close, int depth, IEnumerable<T> items, Action<T> append)
    {
        var separator = open;
        foreach (var item in items)
        {
            text.Append(separator).Append('\n').Append(' ', depth + 1);
            append(item);
            separator = ',';
        }
        text.Append('\n').Append(' ', depth).Append(close);
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append($"\\u{(int)character:x4}"),
                _ => text.Append(character),
            };
        }
        text.Append('"');
    }

    // A string, which stays as it is, or a number that JSON does not know.
    [GeneratedRegex(@"(""(?:[^""\\]|\\.)*"")|-?Infinity|NaN")]
    private static partial Regex NotANumber();
}
