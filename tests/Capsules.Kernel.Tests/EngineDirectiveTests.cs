namespace Capsules.Kernel.Tests;

[Collection("engine")]
public sealed class EngineDirectiveTests(EngineFixture engine)
{
    [Fact]
    public async Task LanguagesOfACellAreShownInTheirOrder()
    {
        var (result, output) = await engine.Run("1\n#!markdown\n# Title\n#!html\n<b>x</b>\n#!javascript\nf();\n#!csharp\n2");
        Assert.Equal("2", result.Value!.Data["text/plain"]);
        Assert.Equal(4, output.Displays.Count);
        Assert.Equal("1", output.Displays[0].Bundle.Data["text/plain"]);
        Assert.Equal("# Title", output.Displays[1].Bundle.Data["text/markdown"]);
        Assert.Equal("<b>x</b>", output.Displays[2].Bundle.Data["text/html"]);
        Assert.Equal("<script type=\"text/javascript\">f();</script>", output.Displays[3].Bundle.Data["text/html"]);
    }

    [Fact]
    public async Task LinesKeepTheirNumbersAfterADirective()
    {
        var error = await engine.Error("#!markdown\nprose\n#!csharp\n\nmissingHere();");
        Assert.Equal(5, error.Line);
    }

    [Fact]
    public async Task TimeTellsHowLongTheCellTook()
    {
        var (result, output) = await engine.Run("#!time\n6 * 7");
        Assert.Equal("42", result.Value!.Data["text/plain"]);
        Assert.Matches(@"^Wall time: \d+\.\d ms$", (string)output.Displays.Single().Bundle.Data["text/plain"]);
    }

    [Fact]
    public async Task WhoNamesTheVariables()
    {
        // An engine of its own: the table stops after a hundred rows, and the other tests leave many variables behind.
        using var own = new EngineFixture();
        await own.Value("var whoFirst = 1; string whoSecond = \"two\";");
        await own.Value("var whoFirst = 1.5;");
        var (_, names) = await own.Run("#!who");
        Assert.Contains("whoFirst  whoSecond", (string)names.Displays[0].Bundle.Data["text/plain"], StringComparison.Ordinal);
        var (_, table) = await own.Run("#!whos");
        Assert.Matches(@"whoFirst +double +1.5", (string)table.Displays[0].Bundle.Data["text/plain"]);
        Assert.Contains("<td style=\"text-align: left\">two</td>", (string)table.Displays[0].Bundle.Data["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task LsmagicAndAboutSayWhatThereIs()
    {
        var (_, output) = await engine.Run("#!lsmagic\n#!about");
        Assert.Contains("#!whos", (string)output.Displays[0].Bundle.Data["text/plain"], StringComparison.Ordinal);
        Assert.Contains(".NET 10", (string)output.Displays[1].Bundle.Data["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownDirectiveNamesItsLine()
    {
        var error = await engine.Error("var fine = 1;\n#!nonsense\n");
        Assert.Equal(2, error.Line);
        Assert.Contains("#!nonsense", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADirectiveInAStringIsText() => Assert.Equal("\n#!html\n", await engine.Value("@\"\n#!html\n\""));

    [Fact]
    public async Task APackageIsRestoredAndMissingOnesSayWhy()
    {
        Package("Local.Greeting", "1.2.0", "namespace Local; public static class Greeting { public static string Hello => \"hello\"; }");
        Assert.Equal("hello", await engine.Value($"#i \"nuget: {engine.Folder}\"\n#r \"nuget: Local.Greeting, 1.2.0\"\nLocal.Greeting.Hello"));

        var error = await engine.Error("\n#r \"nuget: No.Such.Package.At.All, 1.0.0\"");
        Assert.Equal(2, error.Line);
        Assert.Contains("No.Such.Package.At.All", error.Message, StringComparison.Ordinal);
        Assert.Contains("NU1101", error.Message, StringComparison.Ordinal);
        Assert.Equal("hello", await engine.Value("Local.Greeting.Hello"));
    }

    [Fact]
    public async Task AReferenceThatNamesNoPackageSaysHowToWriteIt()
    {
        var error = await engine.Error("#r \"nuget: <Bad/>\"");
        Assert.Contains("nuget: Name, Version", error.Message, StringComparison.Ordinal);
    }

    private void Package(string name, string version, string code)
    {
        var folder = Directory.CreateDirectory(Path.Combine(engine.Folder, "pack")).FullName;
        var assembly = EngineReferenceTests.Build(folder, name, code);
        using var package = System.IO.Compression.ZipFile.Open(
            Path.Combine(engine.Folder, $"{name}.{version}.nupkg"), System.IO.Compression.ZipArchiveMode.Create);
        using (var specification = new StreamWriter(package.CreateEntry($"{name}.nuspec").Open()))
            specification.Write(
                $"<package><metadata><id>{name}</id><version>{version}</version><authors>test</authors><description>test</description></metadata></package>");
        System.IO.Compression.ZipFileExtensions.CreateEntryFromFile(package, assembly, $"lib/net10.0/{name}.dll");
    }
}
