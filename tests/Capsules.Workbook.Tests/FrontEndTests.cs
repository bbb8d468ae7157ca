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

    private readonly WorkbookProcess _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task TheKernelSaysWhereItWentAndLeavesNothingBehind()
    {
        var folder = Path.Combine(_machine.Jupyter, "kernels", "capsules-csharp");
        var (code, output, _) = await _machine.Run("kernel", "install");
        Assert.Equal((0, true), (code, File.Exists(Path.Combine(folder, "kernel.json"))));
        Assert.Contains($"installed in {folder}", output, StringComparison.Ordinal);
        Assert.Equal(0, (await _machine.Run("kernel", "status")).Code);
        (code, output, _) = await _machine.Run("kernel", "uninstall");
        Assert.Equal((0, false), (code, Directory.Exists(_machine.Jupyter)));
        Assert.Contains($"removed from {folder}", output, StringComparison.Ordinal);
        Assert.Equal(1, (await _machine.Run("kernel", "status")).Code);
    }

    [Fact]
    public async Task OtherKernelsStay()
    {
        var other = Directory.CreateDirectory(Path.Combine(_machine.Jupyter, "kernels", "python3")).FullName;
        await _machine.Run("kernel", "install");
        await _machine.Run("kernel", "uninstall");
        Assert.Equal([other], Directory.GetDirectories(Path.Combine(_machine.Jupyter, "kernels")));
    }

    [UnixFact]
    public async Task LabOpensTheNotebooksWithTheKernelInstalled()
    {
        _machine.Program("jupyter", Jupyter);
        _machine.Environment["PATH"] += ":/usr/bin:/bin";
        var (code, output, _) = await _machine.Run("lab", "--no-browser");
        Assert.EndsWith("notebooks: lab --no-browser\n", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_machine.Jupyter, "kernels", "capsules-csharp", "kernel.json")));
        Assert.Equal(7, code);
    }

    [UnixFact]
    public async Task WithoutJupyterLabItOpensJupyterNotebook()
    {
        _machine.Program("jupyter", Jupyter);
        _machine.Environment["PATH"] += ":/usr/bin:/bin";
        _machine.Environment["MISSING"] = "lab";
        Assert.EndsWith("notebooks: notebook\n", (await _machine.Run("lab")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutJupyterItSaysHowToGetIt()
    {
        var (code, _, error) = await _machine.Run("lab");
        Assert.Equal(1, code);
        Assert.Contains("pip install jupyterlab", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_machine.Jupyter));
    }

    // The script is copied, so that what it keeps lies beside the copy; `dotnet` notes what it is asked for.
    [UnixFact]
    public async Task SetupBuildsAndInstallsTheKernelUnlessRefused()
    {
        File.Copy(Path.Combine(DataRoot.Repository, "workbook"), Path.Combine(_machine.Folder, "workbook"));
        _machine.Program("dotnet", "echo \"$*\" >> \"$HOME/calls\"");
        _machine.Environment["PATH"] += ":/usr/bin:/bin";
        var calls = Path.Combine(_machine.Folder, "home", "calls");
        async Task<string[]> Setup(params string[] options)
        {
            File.Delete(calls);
            await _machine.Start(Path.Combine(_machine.Folder, "workbook"), ["setup", .. options]);
            return File.Exists(calls) ? [.. (await File.ReadAllLinesAsync(calls)).Select(call => call.Replace(_machine.Folder, ""))] : [];
        }
        const string build = "build /Capsules.Notebooks.sln -v quiet --tl:off";
        Assert.Equal([build, "/lib/Capsules.Workbook/bin/Capsules.Workbook.dll kernel install"], await Setup());
        Assert.Equal([build], await Setup("--cuda", "--no-kernel"));
        Assert.Contains("<Cuda>true</Cuda>", await File.ReadAllTextAsync(Path.Combine(_machine.Folder, ".workbook", "local.props")), StringComparison.Ordinal);
        Assert.Empty(await Setup("--gpu"));
    }
}
