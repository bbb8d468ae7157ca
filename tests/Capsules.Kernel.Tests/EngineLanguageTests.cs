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
    [InlineData("div[id: \"x\"](\"a\").ToString()", "<div id=\"x\">a</div>")]
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
}
