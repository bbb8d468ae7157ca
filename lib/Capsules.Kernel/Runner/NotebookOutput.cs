using System.Text.Json.Nodes;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Runner;

/// <summary>Writes what a cell shows into the notebook, and its text to the terminal as it comes.</summary>
internal sealed class NotebookOutput(NotebookRun run, NotebookCell cell, int count, LiveText live) : IOutput
{
    public void Show(CellEvent shown)
    {
        lock (run.Gate)
            switch (shown)
            {
                case StreamText text:
                    Write(text.IsError, text.Text);
                    break;
                case BackgroundError { Error: var error }:
                    run.Background ??= new RunFailure(count, error);
                    Write(isError: true, error.Text + "\n");
                    break;
                case DisplayData { IsUpdate: true } update:
                    foreach (var (_, output) in run.Displays.Where(each => each.Id == update.Id)) output["data"] = Stored(update.Data);
                    live.Update(update.Data);
                    break;
                case DisplayData display:
                    run.Displays.Add((display.Id, Add("display_data", display.Data)));
                    break;
                case ClearOutput:
                    cell.Outputs.Clear();
                    break;
                case CellResult { Value: { } value }:
                    Add("execute_result", value)["execution_count"] = count;
                    break;
                case CellResult { Error: { } error }:
                    cell.Outputs.Add((JsonNode)new JsonObject
                    {
                        ["output_type"] = "error",
                        ["ename"] = error.Name,
                        ["evalue"] = error.Message,
                        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
                    });
                    break;
            }
    }

    private void Write(bool isError, string text)
    {
        var name = isError ? "stderr" : "stdout";
        if (cell.Outputs.LastOrDefault() is JsonObject last && (string?)last["name"] == name)
            last["text"] = NotebookJson.Joined(last["text"]) + text;
        else
            cell.Outputs.Add((JsonNode)new JsonObject { ["output_type"] = "stream", ["name"] = name, ["text"] = text });
        live.Write(text);
    }

    private JsonObject Add(string type, JsonObject data)
    {
        var output = new JsonObject { ["output_type"] = type, ["data"] = Stored(data), ["metadata"] = new JsonObject() };
        cell.Outputs.Add((JsonNode)output);
        live.Display(data);
        return output;
    }

    // Text stands line by line.
    private static JsonObject Stored(JsonObject data) => new(data.Select(form => KeyValuePair.Create(
        form.Key,
        form.Value is JsonValue text && (form.Key.StartsWith("text/", StringComparison.Ordinal) || form.Key is "image/svg+xml" or "application/javascript")
            ? NotebookJson.Lines((string)text!) : form.Value?.DeepClone())));
}

/// <summary>What the cells of a notebook have in common while it runs.</summary>
internal sealed class NotebookRun
{
    /// <summary>Held while outputs change: background output may come from several threads.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The first exception outside of the cells' own course.</summary>
    public RunFailure? Background { get; set; }

    /// <summary>What has been displayed and may still be replaced.</summary>
    public List<(string? Id, JsonObject Output)> Displays { get; } = [];
}
