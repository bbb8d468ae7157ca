namespace Capsules.Kernel.Tests;

[Collection("engine")]
public sealed class EngineDirectiveTests(EngineFixture engine)
{
    [Fact]
    public async Task ADirectiveOfAnotherLanguageSaysWhatToWrite()
    {
        var error = await engine.Error("var fine = 1;\n#!markdown\n# Title");
        Assert.Equal(2, error.Line);
        Assert.Contains("Markdown cell", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADirectiveInAStringIsText() => Assert.Equal("\n#!html\n", await engine.Value("@\"\n#!html\n\""));

    [Fact]
    public async Task APackageIsRestoredASecondVersionIsIgnoredAndMissingOnesSayWhy()
    {
        Package("Local.Greeting", "1.2.0", "namespace Local; public static class Greeting { public static string Hello => \"hello\"; }");
        Assert.Equal("hello", await engine.Value($"#i \"nuget: {engine.Folder}\"\n#r \"nuget: Local.Greeting, 1.2.0\"\nLocal.Greeting.Hello"));
        Assert.Equal(
            "Local.Greeting 1.2.0 is loaded already; 2.0.0 is ignored until the kernel restarts.\n", (await engine.Run("#r \"nuget: Local.Greeting, 2.0.0\"")).Output.Errors);

        var error = await engine.Error("\n#r \"nuget: No.Such.Package.At.All, 1.0.0\"");
        Assert.Equal(2, error.Line);
        Assert.Contains("No.Such.Package.At.All", error.Message, StringComparison.Ordinal);
        Assert.Contains("NU1101", error.Message, StringComparison.Ordinal);
        Assert.Equal("hello", await engine.Value("Local.Greeting.Hello"));
    }

    [Fact]
    public async Task ASecondVersionOfALibraryIsSaidToBeIgnored()
    {
        EngineReferenceTests.Build(engine.Folder, "Rebuilt", "public static class Rebuilt { public static int Value => 1; }");
        await engine.Value("#r \"Rebuilt.dll\"\nRebuilt.Value");
        File.SetLastWriteTimeUtc(Path.Combine(engine.Folder, "Rebuilt.dll"), DateTime.UtcNow.AddMinutes(1));
        Assert.Contains("has changed since it was loaded", (await engine.Run("#r \"Rebuilt.dll\"")).Output.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExtensionOfAPackageRunsAgainstTheSession()
    {
        const string extension = """
            using System.Threading.Tasks;
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Formatting;
            namespace Local;
            public class Leaf { }
            public class LeafExtension : IKernelExtension
            {
                public Task OnLoadAsync(Kernel kernel)
                {
                    if (kernel is CompositeKernel) Formatter.Register<Leaf>((leaf, writer) => writer.Write("<i>leaf</i>"), "text/html");
                    KernelInvocationContext.Current.Display("Leaves are shown.", "text/plain");
                    return Task.CompletedTask;
                }
            }
            """;
        Package("Local.Leaves", "1.0.0", extension, "#!meta\n{}\n#!csharp\nvar fromScript = 40 + 2;\n#!fsharp\nlet x = 1\n");
        var (result, output) = await engine.Run($"#i \"nuget: {engine.Folder}\"\n#r \"nuget: Local.Leaves, 1.0.0\"\nnew Local.Leaf()");
        Assert.Equal("<i>leaf</i>", (string?)result.Value!["text/html"]);
        Assert.Equal("Leaves are shown.", (string?)output.Displays.Single().Data["text/plain"]);
        Assert.Equal("42", await engine.Value("fromScript"));
    }

    [Fact]
    public async Task AReferenceThatNamesNoPackageSaysHowToWriteIt()
    {
        var error = await engine.Error("#r \"nuget: <Bad/>\"");
        Assert.Contains("nuget: Name, Version", error.Message, StringComparison.Ordinal);
    }

    private void Package(string name, string version, string code, string? script = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(engine.Folder, "pack")).FullName;
        var assembly = EngineReferenceTests.Build(
            folder, name, code, typeof(Microsoft.DotNet.Interactive.Kernel).Assembly.Location, typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly.Location);
        using var package = System.IO.Compression.ZipFile.Open(
            Path.Combine(engine.Folder, $"{name}.{version}.nupkg"), System.IO.Compression.ZipArchiveMode.Create);
        using (var specification = new StreamWriter(package.CreateEntry($"{name}.nuspec").Open()))
            specification.Write(
                $"<package><metadata><id>{name}</id><version>{version}</version><authors>test</authors><description>test</description></metadata></package>");
        System.IO.Compression.ZipFileExtensions.CreateEntryFromFile(package, assembly, $"lib/net10.0/{name}.dll");
        if (script is null) return;
        System.IO.Compression.ZipFileExtensions.CreateEntryFromFile(package, assembly, $"interactive-extensions/dotnet/{name}.dll");
        using var dib = new StreamWriter(package.CreateEntry("interactive-extensions/dotnet/extension.dib").Open());
        dib.Write(script);
    }
}
