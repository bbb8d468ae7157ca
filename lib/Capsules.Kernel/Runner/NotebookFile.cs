using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Capsules.Kernel.Runner;

/// <summary>A notebook (nbformat 4): read tolerantly, written in one stable form, unknown fields kept.</summary>
internal sealed class NotebookFile
{
    // What front ends note about when a cell ran: different on every run, of use to nobody else.
    private static readonly string[] VolatileMetadata = ["execution", "ExecuteTime", "papermill"];

    private readonly JsonObject root;
    private readonly JsonArray cells;

    private NotebookFile(string path, JsonObject root, JsonArray cells) => (Path, this.root, this.cells) = (path, root, cells);

    public string Path { get; }

    public IReadOnlyList<NotebookCell> Cells => [.. cells.OfType<JsonObject>().Select((cell, index) => new NotebookCell(cell, index + 1))];

    /// <summary>Whether a file's name is a notebook's.</summary>
    public static bool IsNotebook(string path) => System.IO.Path.GetExtension(path) == ".ipynb";

    /// <exception cref="InvalidDataException">The file is no notebook of format 4; the message names the place.</exception>
    public static NotebookFile Read(string path)
    {
        if (Directory.Exists(path)) throw new InvalidDataException($"'{path}' is a folder; name the notebooks in it.");
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no notebook '{path}'.", path);
        var text = Text(path);
        if (string.IsNullOrWhiteSpace(text)) throw new InvalidDataException($"'{path}' is empty.");
        JsonObject? root;
        try
        {
            root = NotebookJson.Parse(text) as JsonObject;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is no notebook: its JSON breaks off or is wrong at line {exception.LineNumber + 1}.", exception);
        }
        if (root?["nbformat"] is JsonValue format && format.TryGetValue(out int version) && version != 4)
            throw new InvalidDataException($"'{path}' is a notebook of format {version}; format 4 was expected. Open and save it in Jupyter to convert it.");
        return root?["cells"] is JsonArray cells ? new NotebookFile(path, root, cells)
            : throw new InvalidDataException($"'{path}' is no notebook of format 4: it has no list of cells.");
    }

    /// <summary>Makes sure that the notebook can be written, before hours are spent on running it.</summary>
    public static void CheckWritable(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(Partial(path), "");
        File.Delete(Partial(path));
        if (File.Exists(path) && new FileInfo(path).IsReadOnly) throw new UnauthorizedAccessException($"'{path}' is read-only.");
    }

    /// <summary>Writes the notebook so that equal notebooks are equal files: sorted keys, text by lines, no traces of when it ran. The file is replaced in one step.</summary>
    public void Write(string path)
    {
        foreach (var cell in Cells) Normalize(cell);
        try
        {
            File.WriteAllText(Partial(path), NotebookJson.Write(root));
            File.Move(Partial(path), path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(Partial(path));
            throw;
        }
    }

    private static string Partial(string path) => path + ".partial";

    // UTF-8, or what a byte order mark says. Any other encoding would be damaged by guessing.
    private static string Text(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) return File.ReadAllText(path);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException wrong)
        {
            var line = 1 + bytes.AsSpan(0, wrong.Index).Count((byte)'\n');
            throw new InvalidDataException(
                $"'{path}', line {line}: byte {wrong.Index} (0x{bytes[wrong.Index]:X2}) is not UTF-8. Save the notebook as UTF-8; it may be Latin-1 now.", wrong);
        }
    }

    private static void Normalize(NotebookCell cell)
    {
        cell.Json["source"] = NotebookJson.Lines(cell.Source);
        if (cell.Json["metadata"] is JsonObject metadata)
            foreach (var name in VolatileMetadata) metadata.Remove(name);
        else cell.Json["metadata"] = new JsonObject();
        if (cell.IsCode)
            foreach (var output in cell.Outputs.OfType<JsonObject>())
                if (output["text"] is { } text) output["text"] = NotebookJson.Lines(TerminalText.LastStates(NotebookJson.Joined(text)));
    }
}
