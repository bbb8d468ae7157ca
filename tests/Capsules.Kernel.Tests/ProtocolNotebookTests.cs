using System.Text.Json.Nodes;
using Capsules.Kernel.Runner;

namespace Capsules.Kernel.Tests;

/// <summary>A notebook executed by nbconvert over the protocol holds what the headless runner writes.</summary>
[Collection("engine")]
public sealed class ProtocolNotebookTests(JupyterEnvironment jupyter) : IClassFixture<JupyterEnvironment>
{
    private static readonly string[] Cells =
    [
        "var words = new List<string> { \"capsule\", \"routing\" };",
        "foreach (var word in words) Console.WriteLine(word);\nConsole.Error.WriteLine(\"careful\");\nConsole.WriteLine(words.Count);",
        "words.Count * 21",
        "words",
        "var shown = display(\"before\");\ndisplay(HTML(\"<b>bold</b>\"));",
        "shown.Update(\"after\");",
        "record Pose(double X, double Y);\nnew[] { new Pose(1, 2), new Pose(3, 4) }",
        "Console.WriteLine(\"gone\");\nConsole.Clear();\nConsole.WriteLine(\"stays\");",
        "for (var i = 0; i < 3; i++) { Console.Write(i); await Task.Delay(120); }",
        "var late = 1 + 4;",
        "new double[,] { { 1, 2 }, { 3, 4 } }",
        "int Twice(int n) => 2 * n;\nTwice(late)",
    ];

    [PythonFact("nbconvert", "nbclient")]
    public async Task NbconvertAndTheRunnerWriteTheSameOutputs()
    {
        var folder = Directory.CreateDirectory(Path.Combine(jupyter.Folder, "notebooks")).FullName;
        var path = Path.Combine(folder, "tour.ipynb");
        File.WriteAllText(path, Notebook().ToJsonString());
        var (exitCode, output) = jupyter.Run(
            "/usr/bin/python3", ["-W", "ignore", "-m", "nbconvert", "--to", "notebook", "--execute", "--output", "executed.ipynb", path], folder);
        Assert.True(exitCode == 0, output);

        var before = Environment.CurrentDirectory;
        var notebook = NotebookFile.Read(path);
        var report = await NotebookRunner.RunAsync(notebook, new Engine.ScriptEngine(folder));
        Environment.CurrentDirectory = before;
        Assert.Null(report.Failure);

        var executed = NotebookFile.Read(Path.Combine(folder, "executed.ipynb"));
        Assert.Equal(Cells.Length, notebook.Cells.Count);
        foreach (var (ours, theirs) in notebook.Cells.Zip(executed.Cells))
            Assert.Equal(Normal(ours), Normal(theirs));
    }

    private static JsonObject Notebook() => new()
    {
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["name"] = KernelSpec.Name, ["display_name"] = KernelSpec.DisplayName, ["language"] = "C#" },
        },
        ["cells"] = new JsonArray([.. Cells.Select((code, n) => (JsonNode)new JsonObject
        {
            ["cell_type"] = "code", ["id"] = $"cell-{n}", ["execution_count"] = null,
            ["metadata"] = new JsonObject(), ["outputs"] = new JsonArray(), ["source"] = code,
        })]),
    };

    /// <summary>A cell's outputs, each on a line: streams of one kind together, and text joined.</summary>
    private static string Normal(NotebookCell cell)
    {
        var lines = new List<string>();
        var streams = new Dictionary<string, string>();
        foreach (var output in cell.Outputs)
        {
            if ((string?)output!["name"] is { } name) streams[name] = streams.GetValueOrDefault(name, "") + Joined(output["text"]);
            else if (output["data"] is JsonObject data)
                lines.AddRange(data.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{output["output_type"]} {d.Key} {Joined(d.Value)}"));
        }
        lines.AddRange(streams.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key} {s.Value}"));
        return $"{cell.Source}\n{string.Join('\n', lines)}";
    }

    private static string Joined(JsonNode? text) => text switch
    {
        JsonArray lines => string.Concat(lines.Select(l => (string?)l)),
        JsonValue value when value.TryGetValue<string>(out var whole) => whole,
        _ => text?.ToJsonString() ?? "",
    };
}
