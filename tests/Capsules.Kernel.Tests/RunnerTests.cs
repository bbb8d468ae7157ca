using System.Text.Json.Nodes;
using Capsules.Kernel.Engine;
using Capsules.Kernel.Runner;

namespace Capsules.Kernel.Tests;

[Collection("engine")]
public sealed class RunnerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("capsules-runner-").FullName;
    private readonly string before = Environment.CurrentDirectory;

    public RunnerTests() => Environment.CurrentDirectory = folder;

    public void Dispose()
    {
        Environment.CurrentDirectory = before;
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task AnExecutedNotebookHoldsWhatEachCellShowed()
    {
        var (report, cells) = await Run([
            Code("Console.WriteLine(\"a\"); Console.Error.Write(\"b\"); var shown = KernelInvocationContext.Current.Display((object)\"old\");"),
            Code("shown.Update(\"new\"); File.Exists(\"n.ipynb\")"),
            Code("   "),
        ], "using System.IO;");
        Assert.Null(report.Failure);
        Assert.Equal((3, 3), (report.CellsRun, report.CodeCells));
        var first = cells[1]!["outputs"]!.AsArray();
        Assert.Equal(["stream", "stream", "display_data"], first.Select(each => (string?)each!["output_type"]));
        Assert.Equal(["stdout", "stderr"], first.Take(2).Select(each => (string?)each!["name"]));
        Assert.Equal("a\n", (string?)first[0]!["text"]![0]);
        Assert.Equal("new", (string?)first[2]!["data"]!["text/plain"]![0]);
        Assert.Equal(("execute_result", 3), ((string?)cells[2]!["outputs"]![0]!["output_type"], (int)cells[2]!["outputs"]![0]!["execution_count"]!));
        Assert.Equal("True", (string?)cells[2]!["outputs"]![0]!["data"]!["text/plain"]![0]);
        Assert.Null(cells[3]!["execution_count"]);
    }

    [Fact]
    public async Task AFailingCellStopsTheRunAndWhatRanBeforeIsWritten()
    {
        var (report, cells) = await Run([Code("1 + 1"), Code("int ok;\nmissing + 1"), Code("3")]);
        Assert.Equal((2, (int?)2), (report.Failure!.Cell, report.Failure.Error.Line));
        Assert.Contains("missing", report.Failure.Error.Message, StringComparison.Ordinal);
        Assert.Equal("2", (string?)cells[0]!["outputs"]![0]!["data"]!["text/plain"]![0]);
        Assert.Equal("error", (string?)cells[1]!["outputs"]![0]!["output_type"]);
        Assert.Empty(cells[2]!["outputs"]!.AsArray());
    }

    [Fact]
    public async Task ACellThatRunsTooLongIsStopped()
    {
        var (report, _) = await Run([Code("while (true) { }")], timeout: TimeSpan.FromSeconds(1));
        Assert.Contains("longer than the 1 s", report.Failure!.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACancelledRunKeepsWhatRanBefore()
    {
        using var cancel = new CancellationTokenSource();
        using var terminal = new Cancelling(cancel);
        var (report, cells) = await Run([Code("1 + 1"), Code("Console.WriteLine(\"now\"); while (true) { }")], terminal: terminal, cancellation: cancel.Token);
        Assert.Equal((2, "The cell was interrupted."), (report.Failure!.Cell, report.Failure.Error.Message));
        Assert.Equal("2", (string?)cells[0]!["outputs"]![0]!["data"]!["text/plain"]![0]);
        Assert.Equal("now\n", (string?)cells[1]!["outputs"]![0]!["text"]![0]);
    }

    [Fact]
    public async Task ACellThatAsksForInputFailsWithTheReason()
    {
        var (report, _) = await Run([Code("Console.ReadLine()")]);
        Assert.Contains("asks for input", report.Failure!.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ParametersOverrideTheKnobs()
    {
        var knobs = Code("enum Scale { Quick, Paper }\nvar scale = Scale.Quick;\nvar epochs = 3;\nvar twice = 2 * epochs;\nvar word = \"a\";\nfloat rate = 0.1f;", "parameters");
        var values = new Dictionary<string, string> { ["scale"] = "Scale.Paper", ["epochs"] = "7", ["word"] = "b c", ["rate"] = "0.5" };
        var (report, cells) = await Run([knobs, Code("$\"{scale} {epochs} {twice} {word} {rate}\"")], parameters: values);
        Assert.Null(report.Failure);
        Assert.Equal(2, cells.Count);
        Assert.Equal("Paper 7 14 b c 0.5", (string?)cells[1]!["outputs"]![0]!["data"]!["text/plain"]![0]);
    }

    [Fact]
    public async Task AnUnknownParameterListsTheKnobs()
    {
        var values = new Dictionary<string, string> { ["epoch"] = "7" };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Run([Code("var epochs = 3; var rate = 0.5;", "parameters")], parameters: values));
        Assert.Contains("no knob 'epoch'", error.Message, StringComparison.Ordinal);
        Assert.Contains("epochs, rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TextReachesTheTerminalWhileProgressIsToldNowAndThen()
    {
        using var terminal = new StringWriter();
        await Run([Code("Console.WriteLine(\"hello\"); var bar = display(\"0 %\"); for (int i = 1; i <= 100; i++) bar.Update($\"{i} %\");")], terminal: terminal);
        Assert.Equal("n [1] hello\nn [1] 0 %\nn [1] 100 %\n", terminal.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task UnknownFieldsStayAndTwoRunsGiveTheSameFile()
    {
        var path = Notebook([Code("1 + 2"), new JsonObject { ["cell_type"] = "raw", ["source"] = "kept", ["metadata"] = new JsonObject { ["odd"] = "ü😀" } }]);
        var notebook = NotebookFile.Read(path);
        await NotebookRunner.RunAsync(notebook, new ScriptEngine(folder));
        notebook.Write(path);
        var first = await File.ReadAllTextAsync(path);
        var again = NotebookFile.Read(path);
        await NotebookRunner.RunAsync(again, new ScriptEngine(folder));
        again.Write(path);
        Assert.Equal(first, await File.ReadAllTextAsync(path));
        Assert.Contains("\"odd\": \"ü😀\"", first, StringComparison.Ordinal);
        Assert.Contains("\"extra\": [1, 2]", first, StringComparison.Ordinal);
    }

    private static JsonObject Code(string source, string? tag = null) => new()
    {
        ["cell_type"] = "code",
        ["source"] = source,
        ["metadata"] = tag is null ? new JsonObject() : new JsonObject { ["tags"] = new JsonArray(tag) },
    };

    private string Notebook(JsonObject[] cells)
    {
        var path = Path.Combine(folder, "n.ipynb");
        var root = new JsonObject { ["nbformat"] = 4, ["nbformat_minor"] = 5, ["extra"] = new JsonArray(1, 2), ["cells"] = new JsonArray([.. cells]) };
        File.WriteAllText(path, root.ToJsonString());
        return path;
    }

    private async Task<(RunReport Report, JsonArray Cells)> Run(
        JsonObject[] cells, string? first = null, Dictionary<string, string>? parameters = null, TextWriter? terminal = null, TimeSpan? timeout = null,
        CancellationToken cancellation = default)
    {
        var path = Notebook(first is null ? cells : [Code(first), .. cells]);
        var notebook = NotebookFile.Read(path);
        Parameters.Set(notebook, parameters ?? []);
        var report = await NotebookRunner.RunAsync(notebook, new ScriptEngine(folder), terminal, timeout, cancellation);
        notebook.Write(path);
        return (report, JsonNode.Parse(await File.ReadAllTextAsync(path))!["cells"]!.AsArray());
    }

    /// <summary>Cancels when it is told that the endless cell runs.</summary>
    private sealed class Cancelling(CancellationTokenSource cancel) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            if (value!.EndsWith("now", StringComparison.Ordinal)) cancel.CancelAsync();
        }
    }
}
