using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Capsules.Kernel.Tests;

[Collection("engine")]
public sealed class EngineReferenceTests(EngineFixture engine)
{
    private const string Charts = """
        using System.Collections.Generic;
        using Microsoft.DotNet.Interactive.Formatting;
        namespace Charts;
        [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "application/vnd.plotly.v1+json", "text/html", "text/plain" })]
        public class Chart { /// <summary>How tall.</summary>
            public int Height => Needed.Depth.Metres; }
        public class Source : ITypeFormatterSource
        {
            public IEnumerable<ITypeFormatter> CreateTypeFormatters() => new ITypeFormatter[]
            {
                new HtmlFormatter<Chart>((chart, context) => context.Writer.Write("<b>chart</b>")),
                new PlainTextFormatter<Chart>((chart, context) => context.Writer.Write("a chart")),
                new PlotlyJson(),
            };
        }
        public class PlotlyJson : ITypeFormatter
        {
            public string MimeType => "application/vnd.plotly.v1+json";
            public System.Type Type => typeof(Chart);
            public bool Format(object value, FormatContext context) { context.Writer.Write("{\"data\":[{\"y\":[1,2]}]}"); return true; }
        }
        """;

    [Fact]
    public async Task AReferencedLibraryBringsWhatLiesBesideItAndItsFormatters()
    {
        var folder = Directory.CreateDirectory(Path.Combine(engine.Folder, "lib")).FullName;
        var needed = Build(folder, "NeededDepth", "namespace Needed; public static class Depth { public static int Metres => 11; }");
        Build(folder, "ChartsLibrary", Charts, needed, typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly.Location);

        var (result, _) = await engine.Run("using System.Text.Json;\n#r \"lib/ChartsLibrary.dll\"\nusing Charts;\nvar first = 1;\nnew Chart()");
        Assert.Null(result.Error);
        Assert.Equal("a chart", (string?)result.Value!["text/plain"]);
        Assert.Equal("<b>chart</b>", (string?)result.Value["text/html"]);
        Assert.Equal(2, (int)result.Value["application/vnd.plotly.v1+json"]!["data"]![0]!["y"]![1]!);
        Assert.Equal("22", await engine.Value("new Chart().Height + Needed.Depth.Metres"));
        Assert.Equal("True", await engine.Value("(object)typeof(KernelInvocationContext).Assembly == (object)typeof(Kernel).Assembly && first == 1"));
    }

    [Fact]
    public async Task AMissingReferenceNamesItsLineAndTheFolder()
    {
        var error = await engine.Error("var unharmed = 3;\n#r \"nowhere/missing.dll\"\nunharmed");
        Assert.Equal(2, error.Line);
        Assert.Contains("missing.dll", error.Message, StringComparison.Ordinal);
        Assert.Contains(engine.Folder, error.Message, StringComparison.Ordinal);
        Assert.Equal("4", await engine.Value("2 + 2"));
    }

    [Fact]
    public async Task AReferenceThatIsNoAssemblyIsRefused()
    {
        await File.WriteAllTextAsync(Path.Combine(engine.Folder, "text.dll"), "not an assembly");
        var error = await engine.Error("#r \"text.dll\"");
        Assert.Contains("text.dll", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AReferenceInAStringIsText() => Assert.Equal("#r \"x.dll\"", await engine.Value("\"\"\"\n#r \"x.dll\"\n\"\"\""));

    [Fact]
    public async Task TypesOfALibraryStayTheSameAfterAnotherIsAdded()
    {
        Build(engine.Folder, "FirstLibrary", "namespace First; public class T { public int X = 5; }");
        Build(engine.Folder, "SecondLibrary", "namespace Second; public class U { public First.T Made = new(); }", Path.Combine(engine.Folder, "FirstLibrary.dll"));
        await engine.Value("#r \"FirstLibrary.dll\"\nvar t = new First.T(); int Reads(First.T t) => t.X;");
        await engine.Value("#r \"SecondLibrary.dll\"\nvar u = new Second.U();");
        Assert.Equal("10", await engine.Value("t = u.Made; Reads(t) + Reads(u.Made)"));
    }

    internal static string Build(string folder, string name, string code, params string[] references)
    {
        var framework = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.*.dll")
            .Append(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "netstandard.dll"))
            .Where(path => !path.EndsWith(".Native.dll", StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(code)],
            framework.Concat(references).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var path = Path.Combine(folder, name + ".dll");
        using var documentation = File.Create(Path.ChangeExtension(path, ".xml"));
        using var assembly = File.Create(path);
        var result = compilation.Emit(assembly, xmlDocumentationStream: documentation);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }
}
