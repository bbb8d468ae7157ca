namespace Capsules.Kernel.Tests;

[Collection("engine")]
public sealed class EngineTests(EngineFixture engine)
{
    [Theory]
    [InlineData("1 + 2", "3")]
    [InlineData("\"text\"", "text")]
    [InlineData("(string?)null", "<null>")]
    [InlineData("await Task.FromResult(7)", "7")]
    [InlineData("new[] { 1, 2, 3 }.Where(x => x > 1).Sum()", "5")]
    [InlineData("unsafe { int x = 4; int* p = &x; x = *p + 1; }", null)]
    [InlineData("int notShown = 5;", null)]
    [InlineData("Console.Write(\"\")", null)]
    public async Task TheLastExpressionIsTheValue(string code, string? expected) => Assert.Equal(expected, await engine.Value(code));

    [Fact]
    public async Task LaterCellsSeeWhatEarlierOnesDeclared()
    {
        await engine.Value("using System.Numerics; record Pair(int A, int B); static int Twice(this int x) => 2 * x; var pair = new Pair(3, 4);");
        await engine.Value("1 + 1");
        Assert.Equal("14", await engine.Value("(pair.A + pair.B).Twice()"));
        Assert.Equal("Pair { A = 3, B = 9 }", await engine.Value("(pair with { B = 9 }).ToString()"));
        Assert.Equal("<5; 0>", await engine.Value("new Complex(5, 0).ToString()"));
    }

    [Fact]
    public async Task ACellMayDeclareANameAgain()
    {
        await engine.Value("var again = 1;");
        await engine.Value("var again = \"two\";");
        Assert.Equal("two", await engine.Value("again"));
    }

    [Fact]
    public async Task VariablesDeclaredInsideAnExpressionStay()
    {
        await engine.Value("int.TryParse(\"12\", out var parsedHere); var (left, right) = (1, 2);");
        Assert.Equal("15", await engine.Value("parsedHere + left + right"));
    }

    [Fact]
    public async Task VariablesSetBeforeAnExceptionStay()
    {
        var error = await engine.Error("var before = 41;\nbefore++;\nthrow new InvalidOperationException(\"here\");");
        Assert.Equal(("System.InvalidOperationException", "here", (int?)3), (error.Name, error.Message, error.Line));
        Assert.Equal("42", await engine.Value("before"));
    }

    [Fact]
    public async Task ACompileErrorNamesLineAndColumnAsTyped()
    {
        var error = await engine.Error("for (;;) { break; }\n    nothing.Here();");
        Assert.Equal("CompilationError", error.Name);
        Assert.Equal(2, error.Line);
        Assert.StartsWith($"cell[{engine.LastCount}](2,5): error CS0103", error.Traceback[0], StringComparison.Ordinal);
        Assert.Contains("    nothing.Here();", error.Traceback[1], StringComparison.Ordinal);
        Assert.Contains("^^^^^^^", error.Traceback[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATracebackHoldsThePersonsFramesAndInnerExceptions()
    {
        await engine.Value("\nint Fails(int x)\n{\n    return x / (x - x);\n}\nvoid Wraps()\n{\n    try { Fails(1); } catch (Exception e) { throw new FormatException(\"outer\", e); }\n}");
        var defined = engine.LastCount;
        var error = await engine.Error("int ok = 1;\nWraps();");
        var text = string.Join('\n', error.Traceback);
        Assert.StartsWith("System.FormatException: outer", text, StringComparison.Ordinal);
        Assert.Contains($"at Wraps in cell[{defined}]:line 8", text, StringComparison.Ordinal);
        Assert.Contains($"at the cell in cell[{engine.LastCount}]:line 2", text, StringComparison.Ordinal);
        Assert.Contains("---> System.DivideByZeroException", text, StringComparison.Ordinal);
        Assert.Contains($"at Fails in cell[{defined}]:line 4", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.Runtime", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ScriptEngine", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadRunsAFileFromTheNotebooksFolder()
    {
        await File.WriteAllTextAsync(Path.Combine(engine.Folder, "loaded.csx"), "int FromFile() => 77;");
        Assert.Equal("77", await engine.Value("#load \"loaded.csx\"\nFromFile()"));
    }

    [Fact]
    public async Task CellsByTheHundredKeepLittle()
    {
        for (var i = 0; i < 20; i++) await engine.Value($"var warm{i} = {i};");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 60; i++) await engine.Value($"var many{i} = new List<int> {{ {i} }}; int Plus{i}(int x) => x + {i}; Plus{i}(many{i}[0])");
        // Growing with the square of the count, they would keep 18 MB. What tests beside this one hold, they let go.
        long Kept() => GC.GetTotalMemory(forceFullCollection: true) - before;
        for (var tries = 0; tries < 20 && Kept() > 10_000_000; tries++) await Task.Delay(500);
        Assert.InRange(Kept(), long.MinValue, 10_000_000);
        Assert.Equal("59", await engine.Value("Plus0(many59[0])"));
    }

    [Theory]
    [InlineData("var x1 = 1;", "Complete")]
    [InlineData("for (int i = 0; i < 3; i++) {", "Incomplete")]
    [InlineData("var x = );", "Invalid")]
    [InlineData("int = = 3;", "Invalid")]
    [InlineData("if (true) {\n int = = 3;", "Invalid")]
    [InlineData("var s = \"abc\n", "Invalid")]
    [InlineData("}", "Invalid")]
    [InlineData("#!nonsense", "Invalid")]
    [InlineData("/* comment", "Incomplete")]
    [InlineData("var s = \"\"\"\nabc", "Incomplete")]
    [InlineData("var x = 1 +\n", "Incomplete")]
    [InlineData("#if true\n1", "Incomplete")]
    [InlineData("using var x = new System.IO.StringWriter();", "Complete")]
    [InlineData("x with { A = 1 }", "Complete")]
    public void CodeIsCompleteIncompleteOrInvalid(string code, string expected) =>
        Assert.Equal(expected, engine.Engine.IsComplete(code).ToString());
}
