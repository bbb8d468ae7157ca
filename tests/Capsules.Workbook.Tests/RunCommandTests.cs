using System.Xml.Linq;
using Capsules.Kernel.Engine;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Commands;
using Capsules.Workbook.Running;

namespace Capsules.Workbook.Tests;

public sealed class RunCommandTests : IDisposable
{
    private static readonly RunReport[] Reports =
    [
        new("/n/good.ipynb", 3, 3, 1.5, null),
        new("/n/bad.ipynb", 2, 3, 0.5, new RunFailure(2, new CellError("Exception", "no\u0001 such thing", ["line one", "line <two>"], 4))),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("capsules-run-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void JUnitFilesNameEachNotebookAndItsFailure()
    {
        var path = Path.Combine(folder, "deep", "r.xml");
        ResultFiles.WriteJUnit(path, Reports);
        var cases = XDocument.Load(path).Descendants("testcase").ToArray();
        Assert.Equal(["good.ipynb", "bad.ipynb"], cases.Select(each => each.Attribute("name")!.Value));
        Assert.Null(cases[0].Element("failure"));
        Assert.Equal("cell [2], line 4, failed: no such thing", cases[1].Element("failure")!.Attribute("message")!.Value);
        Assert.Equal("line one\nline <two>", cases[1].Element("failure")!.Value);
    }

    [Fact]
    public void TheSummaryHasALineForEachNotebook()
    {
        using var terminal = new StringWriter();
        Summary.Write(terminal, Reports);
        Assert.Equal(
            "\nnotebook      cells      time  result\ngood.ipynb      3/3     1.5 s  passed\nbad.ipynb       2/3     0.5 s  cell [2], line 4, failed: no\u0001 such thing\n",
            terminal.ToString().ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("--jobs", "0", "--jobs is 0; it must be at least 1")]
    [InlineData("--jobs", "many", "--jobs is 'many'; it must be a number, at least 1")]
    [InlineData("--timeout", "-1", "--timeout is -1; it must be more than 0 seconds")]
    [InlineData("--param", "novalue", "Name=Value")]
    [InlineData("--scale", "huge", "huge")]
    public void AWrongOptionSaysWhatIsWanted(string option, string value, string expected)
    {
        var errors = RunCommand.Create().Parse([option, value, "n.ipynb"]).Errors;
        Assert.Contains(errors, error => error.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void TwoNotebooksOfOneNameKeepTheirResultsApart()
    {
        Assert.Equal(["/out/x.ipynb", "/out/x-2.ipynb", "/out/y.ipynb"], NotebookJob.Targets(["/a/x.ipynb", "/b/x.ipynb", "/b/y.ipynb"], "/out"));
        RunReport[] reports = [new("/a/x.ipynb", 1, 1, 1, null), new("/b/x.ipynb", 1, 1, 1, null), new("/b/y.ipynb", 1, 1, 1, null)];
        Assert.Equal(["a/x.ipynb", "b/x.ipynb", "y.ipynb"], Summary.Names(reports));
    }

    [Fact]
    public async Task ACellThatEndsItsProcessIsAFailureInEveryReport()
    {
        var notebook = Path.Combine(folder, "exit.ipynb");
        File.WriteAllText(notebook, """{"nbformat": 4, "cells": [{"cell_type": "code", "source": "1"}, {"cell_type": "code", "source": "Environment.Exit(0);"}]}""");
        var junit = Path.Combine(folder, "junit.xml");
        var code = await NotebookJob.RunAllAsync([notebook], new JobOptions { Output = Path.Combine(folder, "out"), JUnit = junit }, CancellationToken.None);
        Assert.Equal(1, code);
        Assert.StartsWith("cell [2] failed: ", XDocument.Load(junit).Descendants("failure").Single().Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "out", "exit.ipynb")));
    }
}
