using System.Text;
using Capsules.Kernel.Runner;

namespace Capsules.Kernel.Tests;

/// <summary>A notebook is read rightly or refused with its name and the place, and never damaged.</summary>
public sealed class NotebookFileTests : IDisposable
{
    private const string Text = """{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "Übung"}]}""";

    private readonly string folder = Directory.CreateTempSubdirectory("capsules-notebook-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void AByteOrderMarkSaysTheEncoding(string encoding)
    {
        File.WriteAllText(FilePath, Text, Encoding.GetEncoding(encoding));
        Assert.Equal("Übung", NotebookFile.Read(FilePath).Cells[0].Source);
    }

    [Fact]
    public void AnotherEncodingIsRefusedWithLineAndByte()
    {
        var text = "{\n\n" + Text[1..];
        File.WriteAllText(FilePath, text, Encoding.Latin1);
        var error = Assert.Throws<InvalidDataException>(() => NotebookFile.Read(FilePath));
        Assert.Contains($"n.ipynb', line 3: byte {text.IndexOf('Ü')} (0xDC)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"nbformat\": 4, \"cells\": [", "breaks off or is wrong at line 1")]
    [InlineData("{\"nbformat\": 4,\n\"cells\": [ oops ]}", "wrong at line 2")]
    [InlineData("{ \"worksheets\": [] }", "no list of cells")]
    [InlineData("{ \"worksheets\": [], \"nbformat\": 3 }", "format 3; format 4 was expected. Open and save it in Jupyter")]
    [InlineData("[]", "no list of cells")]
    [InlineData("{\"nbformat\": 4, \"cells\": [\"\\ud800\"]}", "is wrong")]
    [InlineData("", "is empty")]
    [InlineData(" \n", "is empty")]
    public void WhatIsNoNotebookIsRefusedWithItsName(string text, string reason)
    {
        File.WriteAllText(FilePath, text);
        var error = Assert.Throws<InvalidDataException>(() => NotebookFile.Read(FilePath));
        Assert.Contains("n.ipynb", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TextStandsLineByLineAndNumbersOnOneLine() => Assert.Equal(
        "{\n \"a\": [1, 2, null],\n \"b\": [\n  \"x\\n\",\n  \"😀\"\n ],\n \"c\": [],\n \"d\": {}\n}\n",
        NotebookJson.Write(NotebookJson.Parse("""{"d": {}, "c": [], "b": ["x\n", "😀"], "a": [1, 2, null]}""")!));

    [Fact]
    public void AFolderAndAMissingFileAreNamed()
    {
        Assert.Contains("is a folder", Assert.Throws<InvalidDataException>(() => NotebookFile.Read(folder)).Message, StringComparison.Ordinal);
        Assert.Contains("n.ipynb", Assert.Throws<FileNotFoundException>(() => NotebookFile.Read(FilePath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAKeyGivenTwiceTheLastCountsAndNaNIsRead()
    {
        File.WriteAllText(FilePath, """{"nbformat": 4, "cells": [{"cell_type": "code", "source": "old", "source": "NaN \" -Infinity", "outputs": [{"y": [NaN, -Infinity, 1.50]}]}]}""");
        var notebook = NotebookFile.Read(FilePath);
        Assert.Equal("NaN \" -Infinity", notebook.Cells[0].Source);
        notebook.Write(FilePath);
        Assert.Contains("\"y\": [null, null, 1.50]", File.ReadAllText(FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public void OfAProgressBarTheLastStateIsKept()
    {
        File.WriteAllText(FilePath, """{"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "outputs": [{"output_type": "stream", "text": "\r 1 %\r 2 %\r\ndone\n"}]}]}""");
        var notebook = NotebookFile.Read(FilePath);
        notebook.Write(FilePath);
        Assert.Equal(" 2 %\ndone\n", NotebookJson.Joined(NotebookFile.Read(FilePath).Cells[0].Outputs[0]!["text"]));
    }

    [Fact]
    public void AFullDiskLeavesTheNotebookAsItWas()
    {
        if (!File.Exists("/dev/full")) return;
        File.WriteAllText(FilePath, Text);
        var notebook = NotebookFile.Read(FilePath);
        File.CreateSymbolicLink(FilePath + ".partial", "/dev/full");
        Assert.Contains("n.ipynb", Assert.ThrowsAny<IOException>(() => notebook.Write(FilePath)).Message, StringComparison.Ordinal);
        Assert.Equal([FilePath], Directory.GetFiles(folder));
        Assert.Equal(Text, File.ReadAllText(FilePath));
    }

    [Fact]
    public void AReadOnlyNotebookIsToldBeforeTheRun()
    {
        File.WriteAllText(FilePath, Text);
        File.SetAttributes(FilePath, FileAttributes.ReadOnly);
        Assert.Contains("read-only", Assert.Throws<UnauthorizedAccessException>(() => NotebookFile.CheckWritable(FilePath)).Message, StringComparison.Ordinal);
        File.SetAttributes(FilePath, FileAttributes.Normal);
    }

    private string FilePath => Path.Combine(folder, "n.ipynb");
}
