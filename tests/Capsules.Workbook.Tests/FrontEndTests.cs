using Capsules.Data;

namespace Capsules.Workbook.Tests;

/// <summary><c>kernel</c>, <c>lab</c> and <c>setup</c>, none of which may touch this machine's own home.</summary>
public sealed class FrontEndTests : IDisposable
{
    private const string Jupyter = """
        [ "$2" = --version ] && { [ "$1" != "$MISSING" ]; exit; }
        echo "$(basename "$PWD"): $*"
        exit 7
        """;

    private readonly WorkbookProcess machine = new();

    public void Dispose() => machine.Dispose();

    [Fact]
    public async Task TheKernelSaysWhereItWentAndLeavesNothingBehind()
    {
        var folder = Path.Combine(machine.Jupyter, "kernels", "capsules-csharp");
        var (code, output, _) = await machine.Run("kernel", "install");
        Assert.Equal((0, true), (code, File.Exists(Path.Combine(folder, "kernel.json"))));
        Assert.Contains($"installed in {folder}", output, StringComparison.Ordinal);
        Assert.Equal(0, (await machine.Run("kernel", "status")).Code);
        (code, output, _) = await machine.Run("kernel", "uninstall");
        Assert.Equal((0, false), (code, Directory.Exists(machine.Jupyter)));
        Assert.Contains($"removed from {folder}", output, StringComparison.Ordinal);
        Assert.Equal(1, (await machine.Run("kernel", "status")).Code);
    }

    [Fact]
    public async Task OtherKernelsStay()
    {
        var other = Directory.CreateDirectory(Path.Combine(machine.Jupyter, "kernels", "python3")).FullName;
        await machine.Run("kernel", "install");
        await machine.Run("kernel", "uninstall");
        Assert.Equal([other], Directory.GetDirectories(Path.Combine(machine.Jupyter, "kernels")));
    }

    [UnixFact]
    public async Task LabOpensTheNotebooksWithTheKernelInstalled()
    {
        machine.Program("jupyter", Jupyter);
        machine.Environment["PATH"] += ":/usr/bin:/bin";
        var (code, output, _) = await machine.Run("lab", "--no-browser");
        Assert.EndsWith("notebooks: lab --no-browser\n", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(machine.Jupyter, "kernels", "capsules-csharp", "kernel.json")));
        Assert.Equal(7, code);
    }

    [UnixFact]
    public async Task WithoutJupyterLabItOpensJupyterNotebook()
    {
        machine.Program("jupyter", Jupyter);
        machine.Environment["PATH"] += ":/usr/bin:/bin";
        machine.Environment["MISSING"] = "lab";
        Assert.EndsWith("notebooks: notebook\n", (await machine.Run("lab")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutJupyterItSaysHowToGetIt()
    {
        var (code, _, error) = await machine.Run("lab");
        Assert.Equal(1, code);
        Assert.Contains("pip install jupyterlab", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(machine.Jupyter));
    }

    // The script is copied, so that what it keeps lies beside the copy; `dotnet` notes what it is asked for.
    [UnixFact]
    public async Task SetupBuildsAndInstallsTheKernelUnlessRefused()
    {
        File.Copy(Path.Combine(DataRoot.Repository, "workbook"), Path.Combine(machine.Folder, "workbook"));
        machine.Program("dotnet", "echo \"$*\" >> \"$HOME/calls\"");
        machine.Environment["PATH"] += ":/usr/bin:/bin";
        var calls = Path.Combine(machine.Folder, "home", "calls");
        async Task<string[]> Setup(params string[] options)
        {
            File.Delete(calls);
            await machine.Start(Path.Combine(machine.Folder, "workbook"), ["setup", .. options]);
            return File.Exists(calls) ? [.. (await File.ReadAllLinesAsync(calls)).Select(call => call.Replace(machine.Folder, ""))] : [];
        }
        const string build = "build /Capsules.Notebooks.sln -v quiet --tl:off";
        Assert.Equal([build, "/lib/Capsules.Workbook/bin/Capsules.Workbook.dll kernel install"], await Setup());
        Assert.Equal([build], await Setup("--cuda", "--no-kernel"));
        Assert.Contains("<Cuda>true</Cuda>", await File.ReadAllTextAsync(Path.Combine(machine.Folder, ".workbook", "local.props")), StringComparison.Ordinal);
        Assert.Empty(await Setup("--gpu"));
    }
}
