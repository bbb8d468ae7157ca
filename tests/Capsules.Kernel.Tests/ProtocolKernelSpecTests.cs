using System.Text.Json.Nodes;

namespace Capsules.Kernel.Tests;

/// <summary>What <c>./workbook kernel install</c> leaves for front ends.</summary>
public sealed class ProtocolKernelSpecTests : IDisposable
{
    private readonly string prefix = Directory.CreateTempSubdirectory("kernelspec").FullName;
    private readonly string kernel = typeof(KernelSpec).Assembly.Location;

    public void Dispose() => Directory.Delete(prefix, recursive: true);

    [Fact]
    public void InstalledUnderAPrefixItRunsTheKernel()
    {
        var folder = KernelSpec.Install(kernel, prefix);
        Assert.Equal(Path.Combine(prefix, "share", "jupyter", "kernels", "capsules-csharp"), folder);
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")))!;
        Assert.Equal(("C# (Capsules)", "C#", "message"), ((string)spec["display_name"]!, (string)spec["language"]!, (string)spec["interrupt_mode"]!));
        Assert.Equal("1", (string?)spec["env"]!["MALLOC_ARENA_MAX"]);
        Assert.Equal([kernel, "{connection_file}"], spec["argv"]!.AsArray().Skip(1).Select(a => (string)a!));
        Assert.Equal(kernel, KernelSpec.Installed(prefix));
    }

    [Theory]
    [InlineData("logo-32x32.png", 32)]
    [InlineData("logo-64x64.png", 64)]
    public void LogosHaveTheSizeTheirNameSays(string name, int size)
    {
        var png = File.ReadAllBytes(Path.Combine(KernelSpec.Install(kernel, prefix), name));
        Assert.Equal("PNG", System.Text.Encoding.ASCII.GetString(png, 1, 3));
        Assert.Equal((size, size), ((png[18] << 8) | png[19], (png[22] << 8) | png[23]));
    }

    [Fact]
    public void PlotlyLiesWhereAJupyterServerHandsItOut() =>
        Assert.Contains("plotly.js v2.28", File.ReadLines(Path.Combine(KernelSpec.Install(kernel, prefix), "plotly.min.js")).Take(10).Aggregate((a, b) => a + b));

    [Fact]
    public void UninstallingLeavesNothingAndSaysWhetherThereWasAny()
    {
        KernelSpec.Install(kernel, prefix);
        Assert.True(KernelSpec.Uninstall(prefix));
        Assert.False(KernelSpec.Uninstall(prefix));
        Assert.Null(KernelSpec.Installed(prefix));
    }

    [Fact]
    public void AKernelThatIsNotBuiltIsNotInstalled()
    {
        Assert.Contains("./workbook setup", Assert.Throws<FileNotFoundException>(() => KernelSpec.Install("/nowhere/Kernel.dll", prefix)).Message);
        Assert.Null(KernelSpec.Installed(prefix));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"argv":["dotnet"]}""")]
    [InlineData("""{"argv":"dotnet"}""")]
    public void ABrokenSpecificationIsNamed(string json)
    {
        var path = Path.Combine(KernelSpec.Install(kernel, prefix), "kernel.json");
        File.WriteAllText(path, json);
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => KernelSpec.Installed(prefix)).Message);
    }
}
