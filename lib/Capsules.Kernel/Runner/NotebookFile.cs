using System.Text.Json;
using System.Text.Json.Nodes;

namespace Capsules.Kernel.Runner;

/// <summary>A notebook (nbformat 4): read tolerantly, written in one stable form, unknown fields kept.</summary>
public sealed class NotebookFile
{
    // What front ends note about when a cell ran: different on every run, of use to nobody else.
    private static readonly string[] s_volatileMetadata = ["execution", "ExecuteTime", "papermill"];

    private readonly JsonObject _root;
    private readonly JsonArray _cells;

    private NotebookFile(string path, JsonObject root, JsonArray cells)
    {
        Path = path;
        _root = root;
        _cells = cells;
    }

    /// <summary>Where the notebook was read from.</summary>
    public string Path { get; }

    /// <summary>The notebook's cells, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => [.. _cells.OfType<JsonObject>().Select((cell, index) => new NotebookCell(cell, index + 1))];

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no notebook of format 4.</exception>
    public static NotebookFile Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no notebook '{path}'.", path);
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(File.ReadAllText(path));
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is no notebook: its JSON breaks off or is wrong at line {exception.LineNumber + 1}.", exception);
        }
        if (node is not JsonObject root || root["cells"] is not JsonArray cells)
            throw new InvalidDataException($"'{path}' is no notebook of format 4: it has no list of cells.");
        if (root["nbformat"] is JsonValue format && format.TryGetValue(out int version) && version != 4)
            throw new InvalidDataException($"'{path}' is a notebook of format {version}; format 4 was expected. Open and save it in Jupyter to convert it.");
        return new NotebookFile(path, root, cells);
    }

    /// <summary>Puts a code cell in front of the cell with this number, or at the end.</summary>
    public void Insert(int number, string source, string tag)
    {
        var cell = new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray(tag) },
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        };
        if (_root["nbformat_minor"] is JsonValue minor && minor.TryGetValue(out int value) && value >= 5) cell["id"] = tag;
        _cells.Insert(Math.Min(number - 1, _cells.Count), cell);
    }

    /// <summary>Removes a cell.</summary>
    public void Remove(NotebookCell cell) => _cells.Remove(cell.Json);

    /// <summary>Writes the notebook so that equal notebooks are equal files: sorted keys, text by lines, no traces of when it ran.</summary>
    /// <remarks>The file is replaced in one step.</remarks>
    public void Write(string path)
    {
        foreach (var cell in Cells) Normalise(cell);
        var partial = path + ".partial";
        File.WriteAllText(partial, NotebookJson.Write(_root));
        File.Move(partial, path, overwrite: true);
    }

    private static void Normalise(NotebookCell cell)
    {
        cell.Json["source"] = NotebookJson.Lines(cell.Source);
        if (cell.Json["metadata"] is JsonObject metadata)
            foreach (var name in s_volatileMetadata) metadata.Remove(name);
        else cell.Json["metadata"] = new JsonObject();
        if (cell.IsCode)
            foreach (var output in cell.Outputs.OfType<JsonObject>())
                if (output["text"] is { } text) output["text"] = NotebookJson.Lines(NotebookJson.Joined(text));
    }
}
