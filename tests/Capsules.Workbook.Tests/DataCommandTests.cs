using System.Diagnostics;
using Capsules.Data;
using Capsules.Tests;

namespace Capsules.Workbook.Tests;

public sealed class DataCommandTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("capsules-data-").FullName;
    private readonly DataServer server = new();

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(root, recursive: true);
    }

    private Process Start(params string[] arguments)
    {
        var program = Path.Combine(DataRoot.RepositoryRoot!, "lib", "Capsules.Workbook", "bin", "Capsules.Workbook.dll");
        var start = new ProcessStartInfo("dotnet", [program, "data", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[DataRoot.Variable] = root;
        return Process.Start(start)!;
    }

    private async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    [Fact]
    public async Task ListNamesEverySetWithItsLicense()
    {
        var (code, output, _) = await Run("list");
        Assert.Equal(0, code);
        Assert.StartsWith($"in {root}", output);
        foreach (var set in DataManifest.Load().Sets)
        {
            Assert.Contains($"  {set.Name} ", output);
            Assert.Contains($"license: {set.License}", output);
        }
        Assert.DoesNotContain("present", output);
    }

    [Fact]
    public async Task WrongNameAndUntrustedSetEndWithASentenceAndCodeOne()
    {
        var (code, _, error) = await Run("get", "nosuch");
        Assert.Equal(1, code);
        Assert.StartsWith("There is no data set 'nosuch'. There are: mnist", error);
        (code, _, error) = await Run("get", "affnist");
        Assert.Equal(1, code);
        Assert.Contains("Add --trust", error);
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public async Task OneSetThatCannotBeHadDoesNotKeepTheNextAway()
    {
        Directory.CreateDirectory(Path.Combine(root, "gpt2"));
        foreach (var file in DataManifest.Load()["gpt2"].Files) await File.WriteAllTextAsync(Path.Combine(root, "gpt2", file.Path), "of the user");
        var (code, output, error) = await Run("get", "affnist", "gpt2");
        Assert.Equal(1, code);
        Assert.Contains("Add --trust", error);
        Assert.Contains("gpt2: here already", output);
    }

    [Fact]
    public async Task KilledDownloadLeavesNoHalfSetAndIsTakenUpAgain()
    {
        const string name = "train-images-idx3-ubyte.gz";
        server.Files[name] = new byte[9_912_422]; // the official size; the sum cannot be right
        server.StallsAfter = 1_000_000;
        using (var process = Start("get", "mnist", "--from", server.Address))
        {
            var part = Path.Combine(root, ".downloads", "mnist", name + ".part");
            for (var wait = 0; !(File.Exists(part) && new FileInfo(part).Length >= 1_000_000); wait++)
            {
                Assert.True(wait < 1800, "the download did not begin within three minutes");
                await Task.Delay(100);
            }
            process.Kill(); // SIGKILL
            await process.WaitForExitAsync();
        }
        Assert.Equal([".downloads"], Directory.EnumerateFileSystemEntries(root).Select(Path.GetFileName));

        server.StallsAfter = null;
        var (code, _, error) = await Run("get", "mnist", "--from", server.Address);
        Assert.Equal(1_000_000, server.Requests[^1].From);
        Assert.Equal(1, code);
        Assert.Contains($"{name} of mnist is not the expected file", error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
    }

    [Fact]
    public async Task VerifyFindsADamagedFile()
    {
        Directory.CreateDirectory(Path.Combine(root, "heinsen"));
        await File.WriteAllBytesAsync(Path.Combine(root, "heinsen", "SST2R_pretrained_model_state_dict.pt"), new byte[558254]);
        var (code, output, _) = await Run("verify");
        Assert.Equal(1, code);
        Assert.Contains("DIFFERS     heinsen/SST2R_pretrained_model_state_dict.pt", output);
        Assert.Contains("MISSING     heinsen/SST5R_pretrained_model_state_dict.pt", output);
        Assert.DoesNotContain("mnist", output);
    }
}
