using System.Text.Json.Nodes;

namespace Capsules.Kernel.Runner;

/// <summary>A cell of a notebook as it stands in the file, numbered from 1 over all cells.</summary>
internal sealed class NotebookCell(JsonObject json, int number)
{
    public JsonObject Json => json;

    public int Number => number;

    public bool IsCode => Text(json["cell_type"]) == "code";

    public bool IsMarkdown => Text(json["cell_type"]) == "markdown";

    public string Source
    {
        get => NotebookJson.Joined(json["source"]);
        set => json["source"] = value;
    }

    public IEnumerable<string> Tags => ((json["metadata"] as JsonObject)?["tags"] as JsonArray ?? []).Select(Text);

    /// <summary>What the cell has shown, in nbformat's form.</summary>
    public JsonArray Outputs
    {
        get
        {
            if (json["outputs"] is not JsonArray) json["outputs"] = new JsonArray();
            return (JsonArray)json["outputs"]!;
        }
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
