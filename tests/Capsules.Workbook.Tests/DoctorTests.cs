using System.Text.RegularExpressions;
using Capsules.Data;

namespace Capsules.Workbook.Tests;

/// <summary><c>./workbook doctor</c>: each line is ok or says what mends it.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly WorkbookProcess machine = new();

    public void Dispose() => machine.Dispose();

    [UnixFact]
    public async Task AMachineWithEverythingIsOk()
    {
        machine.Program("jupyter", $"echo '{{\"data\": [\"/nowhere\", \"{machine.Jupyter}\"]}}'");
        machine.Program("code", "echo ms-toolsai.jupyter; echo ms-dotnettools.csharp");
        machine.Program("chromium", "");
        await machine.Run("kernel", "install");
        var (code, output, _) = await machine.Run("doctor");
        foreach (var line in (string[])[@".NET SDK +10\.\d", @"libtorch +TorchSharp [\d.]+ over libtorch [\d.]+ from", @"packages +\d+ restored", @"threads +\d+ on \d+ cores",
            @"memory +[\d.]+ GiB", @"disk +[\d.]+ GiB free", @"kernel +C# \(Capsules\) in ", "Jupyter +finds the kernel in .*capsules-csharp", "VS Code +ms-toolsai.jupyter", "Chromium +.*chromium", "data +in .*not here: .*mnist"])
            Assert.Matches($"(?m)^ok  {line}", output);
        AssertCodeFollowsLines(code, output);
    }

    [UnixFact]
    public async Task WhatIsMissingIsNamedWithWhatMendsIt()
    {
        machine.Program("jupyter", "echo '{\"data\": [\"/nowhere\"]}'");
        machine.Program("code", "echo ms-toolsai.jupyter");
        machine.Environment["CHROMIUM"] = "/nowhere";
        var weights = Directory.CreateDirectory(Path.Combine(machine.Folder, "data", "heinsen")).FullName;
        foreach (var file in DataManifest.Load()["heinsen"].Files) await File.WriteAllTextAsync(Path.Combine(weights, file.Path), "damaged");
        Directory.CreateDirectory(Path.Combine(machine.Folder, "data", "sst"));
        var (code, output, _) = await machine.Run("doctor");
        AssertMends(output, "!!", "kernel", "./workbook kernel install");
        AssertMends(output, "!!", "Jupyter", "./workbook kernel install");
        AssertMends(output, "--", "VS Code", "code --install-extension ms-dotnettools.csharp");
        AssertMends(output, "--", "Chromium", "unset CHROMIUM");
        AssertMends(output, "!!", "heinsen", "./workbook data get heinsen");
        AssertMends(output, "!!", "sst", "./workbook data get sst");
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task AFolderOfDataThatIsNotThereIsNamed()
    {
        machine.Environment[DataRoot.Variable] = "/nowhere";
        var (code, output, _) = await machine.Run("doctor");
        Assert.Matches("(?m)^!!  data +.*'/nowhere'", output);
        AssertMends(output, "--", "Jupyter", "pip install jupyterlab");
        Assert.Equal(1, code);
    }

    private static void AssertMends(string output, string mark, string name, string mend) =>
        Assert.Matches($@"(?m)^{mark}  {Regex.Escape(name)} [^\n]+\n {{15}}[^\n]*{Regex.Escape(mend)}", output);

    private static void AssertCodeFollowsLines(int code, string output) => Assert.Equal(output.Contains("!!  ", StringComparison.Ordinal) ? 1 : 0, code);
}
