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
    private const int MaxDepth = 512;

    public static string Write(JsonNode root)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, IndentSize = 1, NewLine = "\n", MaxDepth = MaxDepth })) Write(writer, root);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n";
    }

    /// <summary>Reads JSON as Jupyter does: of a key given twice the last counts, and NaN and Infinity are allowed (and become null).</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static JsonNode? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
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

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                writer.WriteStartObject();
                foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }
                writer.WriteEndObject();
                break;
            case JsonArray { Count: > 0 } numbers when numbers.All(item => item is null || item.GetValueKind() == JsonValueKind.Number):
                writer.WriteRawValue($"[{string.Join(", ", numbers.Select(item => item?.ToJsonString() ?? "null"))}]", skipInputValidation: true);
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                writer.WriteRawValue(Quoted(value.GetValue<string>()), skipInputValidation: true);
                break;
            default:
                writer.WriteRawValue(node?.ToJsonString() ?? "null", skipInputValidation: true);
                break;
        }
    }

    // The framework's encoders escape every character beyond U+FFFF; Jupyter writes it as it is.
    private static string Quoted(string text) => "\"" + MustBeEscaped().Replace(text, match => match.Value[0] switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        var control => $@"\u{(int)control:x4}",
    }) + "\"";

    [GeneratedRegex(@"[\x00-\x1f""\\]")]
    private static partial Regex MustBeEscaped();

    // A string, which stays as it is, or a number that JSON does not know.
    [GeneratedRegex(@"(""(?:[^""\\]|\\.)*"")|-?Infinity|NaN")]
    private static partial Regex NotANumber();
}
