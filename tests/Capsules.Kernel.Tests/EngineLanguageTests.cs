namespace Capsules.Kernel.Tests;

/// <summary>Ordinary C# compiles in a cell; where it cannot, a hint says what to write.</summary>
[Collection("engine")]
public sealed class EngineLanguageTests(EngineFixture engine)
{
    [Theory]
    [InlineData("_ = 1 + 1; _ = await Task.FromResult(2);", null)]
    [InlineData("int.TryParse(\"42\", out _)", "True")]
    [InlineData("int Second((int, int) pair) { (_, var second) = pair; _ = second; return second; }\nSecond((1, 2))", "2")]
    [InlineData("(_, var kept1) = (1, 2); kept1", "2")]
    [InlineData("Func<int, int, int> f1 = (_, _) => 3; f1(1, 2) switch { _ => 4 }", "4")]
    [InlineData("PocketViewTags.div[id: \"x\"](\"a\").ToString()", "<div id=\"x\">a</div>")]
    [InlineData("var builder1 = new StringBuilder();\nusing System.Globalization;\nbuilder1.Append(CultureInfo.InvariantCulture.Name); typeof(CultureInfo).Name", "CultureInfo")]
    [InlineData("record P1(int A, int B); var p1 = new P1(1, 2);\np1 with { B = 3 }", "P1\n    A: 1\n    B: 3")]
    [InlineData("/*\n#!nonsense\n#r \"nowhere.dll\"\n*/\n5", "5")]
    [InlineData("#if false\n#!nonsense\n#r \"nowhere.dll\"\n#endif\n6", "6")]
    [InlineData("// #r \"nowhere.dll\"\n// #!nonsense\n7", "7")]
    [InlineData("class Named1 { public string Name { get; set => field = value.Trim(); } = \"\"; }\nnew Named1 { Name = \" x \" }.Name", "x")]
    [InlineData("Named1? none = null; none?.Name = \"y\"; nameof(List<>)", "List")]
    [InlineData("int[] spread = [1, .. Enumerable.Range(2, 2)]; spread is [1, .., 3]", "True")]
    [InlineData("unsafe static int Size() => sizeof(long); Size()", "8")]
    public async Task OrdinaryCSharpRuns(string code, string? expected) => Assert.Equal(expected, await engine.Value(code));

    [Fact]
    public async Task AUsingDeclarationLastsToTheEndOfTheCell()
    {
        var (result, output) = await engine.Run("""
            class Door(string name) : IDisposable { public void Dispose() => Console.WriteLine("closed " + name); }
            using var first = new Door("one");
            using Door second = new("two");
            await using var third = new System.IO.MemoryStream();
            Console.WriteLine("open"); third.CanWrite
            """);
        Assert.Equal("True", (string?)result.Value!["text/plain"]);
        Assert.Equal("open\nclosed two\nclosed one\n", output.Text);
        Assert.Equal("False", await engine.Value("third.CanWrite"));
        var (_, failed) = await engine.Run("using var last = new Door(\"three\");\nthrow new Exception();");
        Assert.Equal("closed three\n", failed.Text);
    }

    [Fact]
    public async Task ErrorsInAMendedCellKeepLineAndColumn()
    {
        var error = await engine.Error("using var reader = new System.IO.StringReader(\"\");\nusing System.Text;\nvar wrong = reader.Missing;");
        Assert.Equal(3, error.Line);
        Assert.StartsWith($"cell[{engine.LastCount}](3,20): error CS1061", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("static class Ext { public static int Twice(this int x) => 2 * x; }", "outside of any class")]
    [InlineData("static class Ext { extension(int x) { public int Thrice => 3 * x; } }", "outside of any class")]
    [InlineData("namespace Mine; class C;", "no namespaces")]
    [InlineData("Span<int> span = stackalloc int[3];", "braces or a function")]
    [InlineData("file class Hidden;", "leave out 'file'")]
    public async Task WhatACellCannotHoldGetsAHint(string code, string hint) =>
        Assert.Contains(hint, (await engine.Error(code)).Traceback[^1], StringComparison.Ordinal);
}
