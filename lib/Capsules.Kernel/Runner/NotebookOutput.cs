using System.Text.Json.Nodes;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Runner;

/// <summary>Writes what a cell shows into the notebook, and its text to the terminal as it comes.</summary>
internal sealed class NotebookOutput(NotebookOutputs notebook, NotebookCell cell, LiveText live) : IOutput
{
    private bool _clearBeforeNext;

    public void Stream(bool isError, string text)
    {
        lock (notebook.Gate)
        {
            ClearIfDue();
            var name = isError ? "stderr" : "stdout";
            if (cell.Outputs.LastOrDefault() is JsonObject last && (string?)last["output_type"] == "stream" && (string?)last["name"] == name)
                last["text"] = NotebookJson.Joined(last["text"]) + text;
            else
                Add(new JsonObject { ["output_type"] = "stream", ["name"] = name, ["text"] = text });
            live.Write(text);
        }
    }

    public void Display(MimeBundle bundle, string? displayId = null)
    {
        lock (notebook.Gate)
        {
            ClearIfDue();
            var output = Output("display_data", bundle);
            Add(output);
            if (displayId is not null) notebook.Remember(displayId, output);
            live.Display(bundle);
        }
    }

    public void Update(string displayId, MimeBundle bundle)
    {
        lock (notebook.Gate)
        {
            notebook.Replace(displayId, bundle);
            live.Update(bundle);
        }
    }

    public void Clear(bool wait)
    {
        lock (notebook.Gate)
        {
            _clearBeforeNext = wait;
            if (!wait) cell.Outputs.Clear();
        }
    }

    public void Background(CellError error)
    {
        lock (notebook.Gate)
            notebook.Background ??= new RunFailure((int)cell.Json["execution_count"]!, error);
        Stream(isError: true, string.Join('\n', error.Traceback) + "\n");
    }

    /// <summary>Adds the value or the error that the cell ended with.</summary>
    public void End(CellResult result, int executionCount)
    {
        lock (notebook.Gate)
        {
            if (result.Value is { } value)
            {
                ClearIfDue();
                var output = Output("execute_result", value);
                output["execution_count"] = executionCount;
                Add(output);
                live.Display(value);
            }
            if (result.Error is { } error)
                Add(new JsonObject
                {
                    ["output_type"] = "error",
                    ["ename"] = error.Name,
                    ["evalue"] = error.Message,
                    ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
                });
        }
    }

    internal static JsonObject Data(IReadOnlyDictionary<string, object> bundle)
    {
        var data = new JsonObject();
        foreach (var (mimeType, content) in bundle) data[mimeType] = Content(mimeType, content);
        return data;
    }

    private static JsonNode? Content(string mimeType, object content) => content switch
    {
        JsonNode node => node.DeepClone(),
        string text when mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType is "image/svg+xml" or "application/javascript"
            => NotebookJson.Lines(text),
        _ => content.ToString(),
    };

    private static JsonObject Output(string type, MimeBundle bundle) => new()
    {
        ["output_type"] = type,
        ["data"] = Data(bundle.Data),
        ["metadata"] = new JsonObject(),
    };

    private void Add(JsonObject output) => cell.Outputs.Add((JsonNode)output);

    private void ClearIfDue()
    {
        if (_clearBeforeNext) cell.Outputs.Clear();
        _clearBeforeNext = false;
    }
}

/// <summary>The displays of a notebook that may still be replaced.</summary>
internal sealed class NotebookOutputs
{
    private readonly Dictionary<string, List<JsonObject>> _displays = [];

    /// <summary>Held while outputs change: background output may come from several threads.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The first exception outside of the cells' own course.</summary>
    public RunFailure? Background { get; set; }

    public void Remember(string displayId, JsonObject output)
    {
        if (!_displays.TryGetValue(displayId, out var outputs)) _displays[displayId] = outputs = [];
        outputs.Add(output);
    }

    public void Replace(string displayId, MimeBundle bundle)
    {
        foreach (var output in _displays.GetValueOrDefault(displayId, [])) output["data"] = NotebookOutput.Data(bundle.Data);
    }
}
