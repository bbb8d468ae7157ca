using System.Text.Json.Nodes;

namespace Capsules.Kernel.Runner;

/// <summary>A cell of a notebook.</summary>
public sealed class NotebookCell(JsonObject json, int number)
{
    /// <summary>The cell as it stands in the file.</summary>
    public JsonObject Json { get; } = json;

    /// <summary>Place in the notebook, counted from 1 over all cells.</summary>
    public int Number { get; } = number;

    /// <summary>Whether the cell is run.</summary>
    public bool IsCode => Text(Json["cell_type"]) == "code";

    /// <summary>Whether the cell is prose.</summary>
    public bool IsMarkdown => Text(Json["cell_type"]) == "markdown";

    /// <summary>The cell's text.</summary>
    public string Source
    {
        get => NotebookJson.Joined(Json["source"]);
        set => Json["source"] = value;
    }

    /// <summary>The cell's tags.</summary>
    public IReadOnlyList<string> Tags => [.. ((Json["metadata"] as JsonObject)?["tags"] as JsonArray ?? []).Select(Text)];

    /// <summary>The language a polyglot front end noted for the cell; null where it is the notebook's own.</summary>
    public string? Language
    {
        get
        {
            var metadata = Json["metadata"] as JsonObject;
            var language = Text((metadata?["polyglot_notebook"] as JsonObject)?["kernelName"])
                is { Length: > 0 } named ? named : Text((metadata?["dotnet_interactive"] as JsonObject)?["language"]);
            return language.Length > 0 ? language : null;
        }
    }

    /// <summary>What the cell has shown, in nbformat's form.</summary>
    public JsonArray Outputs
    {
        get
        {
            if (Json["outputs"] is JsonArray outputs) return outputs;
            outputs = [];
            Json["outputs"] = outputs;
            return outputs;
        }
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
