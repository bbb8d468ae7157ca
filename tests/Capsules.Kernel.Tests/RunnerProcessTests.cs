using System.Text.Json.Nodes;
using Capsules.Kernel.Runner;

namespace Capsules.Kernel.Tests;

/// <summary>Whatever a cell does to its process, the run ends, keeps what was shown, and says which cell it was.</summary>
public sealed class RunnerProcessTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("capsules-process-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("Environment.Exit(0);", "exit code 0")]
    [InlineData("Environment.FailFast(\"on purpose\");", "runtime gave up")]
    [InlineData("class Endless { Endless inner = new(); }\nnew Endless()", "stack overflowed")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill();", "killed")]
    [InlineData("AppDomain.CurrentDomain.ProcessExit += (_, _) => System.Threading.Thread.Sleep(-1); Environment.Exit(0);", "killed")]
    public async Task AProcessThatEndsFailsTheCellThatEndedIt(string code, string why)
    {
        var (report, cells) = await Run(["Console.WriteLine(\"first\"); 1", $"Console.WriteLine(\"before\"); await Task.Delay(100);\n{code}", "3"]);
        Assert.Equal(2, report.Failure!.Cell);
        Assert.Contains(why, report.Failure.Error.Message, StringComparison.Ordinal);
        Assert.Equal("first\n", (string?)cells[0]!["outputs"]![0]!["text"]![0]);
        Assert.Equal("before\n", (string?)cells[1]!["outputs"]![0]!["text"]![0]);
        Assert.Equal("error", (string?)cells[1]!["outputs"]!.AsArray()[^1]!["output_type"]);
        Assert.Empty(cells[2]!["outputs"]!.AsArray());
    }

    [Fact]
    public async Task ExceptionsInTheBackgroundAreShownTheRunGoesOnAndFails()
    {
        string[] lost =
        [
            "new System.Threading.Thread(() => throw new InvalidOperationException(\"lost\")).Start(); await Task.Delay(200);",
            "async void Fire() { await Task.Delay(1); throw new InvalidOperationException(\"lost\"); }\nFire(); await Task.Delay(200);",
            "class Last { ~Last() => throw new InvalidOperationException(\"lost\"); }\nvoid Make() => new Last();\nMake(); GC.Collect(); GC.WaitForPendingFinalizers();",
            "void Forget() => Task.Run(() => throw new InvalidOperationException(\"lost\"));\nForget(); await Task.Delay(200); GC.Collect(); GC.WaitForPendingFinalizers();",
        ];
        var (report, cells) = await Run([.. lost, "await Task.Delay(200); Console.WriteLine(\"still here\");"]);
        Assert.Equal((1, 5, "lost"), (report.Failure!.Cell, report.CellsRun, report.Failure.Error.Message));
        Assert.All(cells.Take(lost.Length), cell => Assert.Contains("InvalidOperationException: lost", cell!["outputs"]![0]!["text"]!.ToJsonString(), StringComparison.Ordinal));
        Assert.Equal("still here\n", (string?)cells[^1]!["outputs"]![0]!["text"]![0]);
    }

    [Fact]
    public async Task TooDeepARecursionIsAnErrorOfTheCellAndTheNextOneRuns()
    {
        string[] endless =
        [
            "int Deep(int n) => new[] { n }.Select(i => Deep(i + 1)).Sum(); Deep(0)",
            "record Ring(int Value) { public Ring? Next { get; set; } }\nvar ring = new Ring(1); ring.Next = ring; ring.ToString()",
            "class Echo { public override string ToString() => $\"{this}!\"; }\nnew Echo().ToString()",
        ];
        using var cells = CellProcess.Start(folder);
        foreach (var (count, code) in endless.Index())
        {
            var error = (await cells.ExecuteAsync(code, count + 1, new RecordedOutput()).WaitAsync(TimeSpan.FromMinutes(1))).Error!;
            Assert.Contains("recursion is too deep", error.Traceback[0], StringComparison.Ordinal);
            Assert.InRange(error.Traceback.Count, 2, 30);
        }
    }

    [Theory]
    [InlineData("static class C { [System.Runtime.InteropServices.DllImport(\"libc\")] public static extern int sleep(int seconds); }\nwhile (true) C.sleep(600);")]
    [InlineData("AppDomain.CurrentDomain.ProcessExit += (_, _) => System.Threading.Thread.Sleep(-1);\nwhile (true) try { System.Threading.Thread.Sleep(600_000); } catch (Exception) { }")]
    public async Task ATimeoutAlwaysEndsTheRun(string code)
    {
        var (report, _) = await Run([code], TimeSpan.FromSeconds(1));
        Assert.Contains("longer than the 1 s", report.Failure!.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NativeTextAndThatOfChildProcessesIsTheCells()
    {
        if (!OperatingSystem.IsLinux()) return;
        var (report, cells) = await Run([
            "static class C { [System.Runtime.InteropServices.DllImport(\"libc\")] public static extern int puts(string text); }\nC.puts(\"from C\");",
            "System.Diagnostics.Process.Start(\"sh\", \"-c \\\"echo from a child; cat; seq 200000 >&2\\\"\").WaitForExit();",
            "4",
        ]);
        Assert.Null(report.Failure);
        Assert.Equal("from C\n", (string?)cells[0]!["outputs"]![0]!["text"]![0]);
        var texts = cells[1]!["outputs"]!.AsArray().ToLookup(each => (string)each!["name"]!, each => each!["text"]!.AsArray());
        Assert.Equal("from a child\n", (string?)texts["stdout"].Single()[0]);
        Assert.Equal(200_000, texts["stderr"].Sum(each => each.Count));
        Assert.Equal("4", (string?)cells[2]!["outputs"]![0]!["data"]!["text/plain"]![0]);
    }

    [Fact]
    public async Task CellsStartInTheNotebooksFolderWithTheVariablesGiven()
    {
        using var cells = CellProcess.Start(folder, new Dictionary<string, string> { ["CAPSULES_SCALE"] = "quick" });
        var result = await cells.ExecuteAsync("Environment.CurrentDirectory + Environment.GetEnvironmentVariable(\"CAPSULES_SCALE\")", 1, new RecordedOutput());
        Assert.Equal(folder + "quick", (string?)result.Value!["text/plain"]);
    }

    private async Task<(RunReport Report, JsonArray Cells)> Run(string[] code, TimeSpan? timeout = null)
    {
        var path = Path.Combine(folder, "n.ipynb");
        var root = new JsonObject
        {
            ["nbformat"] = 4,
            ["cells"] = new JsonArray([.. code.Select(source => (JsonNode)new JsonObject { ["cell_type"] = "code", ["source"] = source })]),
        };
        File.WriteAllText(path, root.ToJsonString());
        var notebook = NotebookFile.Read(path);
        using var cells = CellProcess.Start(folder);
        var report = await NotebookRunner.RunAsync(notebook, cells, cellTimeout: timeout).WaitAsync(TimeSpan.FromMinutes(2));
        notebook.Write(path);
        return (report, JsonNode.Parse(File.ReadAllText(path))!["cells"]!.AsArray());
    }
}
