using Capsules.Data;

namespace Capsules.Tests;

/// <summary>Sets of files: installed as a whole, by one process at a time, from wherever they can be had.</summary>
public sealed class DataInstallerTests : DataInstallerFixture
{
    [Fact]
    public async Task FileWithoutKnownSumNeedsTrust()
    {
        Server.Files["a.bin"] = Content;
        var set = Set(new DataDownload([$"{Server.Address}/a.bin"], [new DataFile("a.bin")]));
        Assert.Contains("--trust", (await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(set))).Message);
        Assert.Empty(Server.Requests);
        Assert.True(await Installer.Get(set, trust: true));
        Assert.Equal(DataCheck.Unknown, Installer.Verify(set).First().Check);
    }

    [Fact]
    public async Task OneBadFileOfManyInstallsNoneOfANewSet()
    {
        Server.Files["a.bin"] = Content;
        Server.Files["b.bin"] = new byte[300_000];
        await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain("a.bin"), Plain("b.bin"))));
        AssertNothingInstalled();
        Server.Files["b.bin"] = Content;
        await Installer.Get(Set(Plain("a.bin"), Plain("b.bin")));
        Assert.True(File.Exists(Root["toy/a.bin"]) && File.Exists(Root["toy/b.bin"]));
    }

    [Fact]
    public async Task IncompleteSetGainsOnlyWhatItLacks()
    {
        Server.Files["b.bin"] = Content;
        Directory.CreateDirectory(Root["toy"]);
        File.WriteAllText(Root["toy/a.bin"], "of the user");
        var set = Set(Plain("a.bin"), Plain("b.bin"));
        Assert.Equal(DataPresence.Incomplete, Installer.Presence(set));
        await Installer.Get(set);
        Assert.Equal("of the user", File.ReadAllText(Root["toy/a.bin"]));
        Assert.Equal(Content, File.ReadAllBytes(Root["toy/b.bin"]));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task MirrorFolderAndMirrorServerStandInForTheOfficialPlace()
    {
        using var mirror = new TemporaryFolder();
        var set = Set(Plain() with { Addresses = ["http://127.0.0.1:9/never/a.bin"] });
        var nothing = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(set, from: mirror.Path));
        Assert.Contains("Neither a.bin", nothing.Message);
        File.WriteAllBytes(mirror["a.bin"], Content);
        await Installer.Get(set, from: mirror.Path);
        Assert.Equal(Content, File.ReadAllBytes(Root["toy/a.bin"]));
        Assert.True(File.Exists(mirror["a.bin"]));

        Directory.Delete(Root["toy"], recursive: true);
        Server.Files["a.bin"] = Content;
        await Installer.Get(set, from: $"{Server.Address}/mirror/");
        Assert.Equal("/mirror/a.bin", Server.Requests[^1].Path);
        Directory.Delete(Root["toy"], recursive: true);
        var unknown = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(set, from: "ftp://x"));
        Assert.Contains("neither a folder nor an http address", unknown.Message);
    }

    [Fact]
    public async Task RemainsOfAKilledRunNeverReachTheSet()
    {
        Server.Files["a.bin"] = Content;
        Directory.CreateDirectory(Root[".downloads/toy/unpacked"]);
        File.WriteAllText(Root[".downloads/toy/unpacked/half.bin"], "half");
        File.WriteAllText(Root[".downloads/toy/unpacked/a.bin"], "half");
        await Installer.Get(Set(Plain()));
        Assert.Equal(["a.bin"], Directory.EnumerateFiles(Root.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        Assert.Equal(Content, File.ReadAllBytes(Root["toy/a.bin"]));
    }

    [Fact]
    public async Task TwoProcessesDoNotFetchTheSameSetAtOnce()
    {
        Directory.CreateDirectory(Root[".downloads/toy"]);
        using var held = new FileStream(Root[".downloads/toy/lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var error = await Assert.ThrowsAsync<IOException>(() => new DataInstaller(Root.Path) { Patience = TimeSpan.FromSeconds(1) }.Get(Set(Plain())));
        Assert.Contains("Another process is fetching toy", error.Message);
    }
}
