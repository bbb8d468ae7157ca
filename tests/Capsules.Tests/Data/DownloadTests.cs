using Capsules.Data;

namespace Capsules.Tests;

/// <summary>Files that come over the network: whole, checked, continued, or not at all.</summary>
public sealed class DataDownloadTests : DataInstallerFixture
{
    [Fact]
    public async Task FileIsFetchedCheckedAndInstalledAndNotFetchedAgain()
    {
        Server.Files["a.bin"] = Content;
        var reports = new List<DataProgress>();
        var installer = new DataInstaller(Root.Path, new Collect(reports));
        Assert.True(await installer.Get(Set(Plain())));
        Assert.Equal(Content, File.ReadAllBytes(Root["toy/a.bin"]));
        Assert.Equal(DataPresence.Present, installer.Presence(Set(Plain())));
        Assert.Equal(Content.Length, reports[^1].Bytes);
        Assert.Equal(Content.Length, reports[^1].Total);
        Assert.False(await installer.Get(Set(Plain())));
        Assert.Single(Server.Requests);
        Assert.False(Directory.Exists(Root[".downloads"]));
    }

    [Fact]
    public async Task BrokenConnectionIsTakenUpWhereItEnded()
    {
        Server.Files["a.bin"] = Content;
        Server.Breaks = (2, 100_000);
        await Installer.Get(Set(Plain()));
        Assert.Equal(Content, File.ReadAllBytes(Root["toy/a.bin"]));
        Assert.Equal(3, Server.Requests.Count);
        Assert.Null(Server.Requests[0].From);
        Assert.True(Server.Requests[2].From > 0);
    }

    [Fact]
    public async Task DownloadThatKeepsBreakingLeavesItsPartForTheNextRun()
    {
        Server.Files["a.bin"] = Content;
        Server.Breaks = (4, 50_000);
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain())));
        Assert.Contains("a.bin could not be downloaded", error.Message);
        AssertNothingInstalled();
        var part = new FileInfo(Root[".downloads/toy/a.bin.part"]).Length;
        Assert.InRange(part, 1, Content.Length - 1);

        await Installer.Get(Set(Plain()));
        Assert.Equal(part, Server.Requests[^1].From);
        Assert.Equal(Content, File.ReadAllBytes(Root["toy/a.bin"]));
    }

    [Fact]
    public async Task ServerWithoutRangesIsAskedForTheWhole()
    {
        Server.Files["a.bin"] = Content;
        Server.Ranges = false;
        Server.Breaks = (1, 100_000);
        await Installer.Get(Set(Plain()));
        Assert.Equal(Content, File.ReadAllBytes(Root["toy/a.bin"]));
    }

    [Fact]
    public async Task PartOfAnotherFileEndsInAWrongSumAndIsNotKept()
    {
        Server.Files["a.bin"] = Content;
        Directory.CreateDirectory(Root[".downloads/toy"]);
        File.WriteAllBytes(Root[".downloads/toy/a.bin.part"], new byte[1000]);
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain())));
        Assert.Contains($"expected 300,000 bytes, sha256 {Sum(Content)}", error.Message);
        AssertNothingInstalled();
        Assert.True(await Installer.Get(Set(Plain())));
    }

    [Fact]
    public async Task WrongSumInstallsNothingAndNamesBothSums()
    {
        byte[] other = [.. Content];
        other[1234] ^= 1;
        Server.Files["a.bin"] = other;
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain())));
        Assert.Contains(Sum(other), error.Message);
        Assert.Contains(Sum(Content), error.Message);
        AssertNothingInstalled();
    }

    [Fact]
    public async Task FileOfAnotherSizeIsRefusedWithBothSizes()
    {
        Server.Files["a.bin"] = new byte[77];
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain())));
        Assert.Contains("is not the expected file: 77 bytes", error.Message);
        Assert.Contains("expected 300,000 bytes", error.Message);
        AssertNothingInstalled();
    }

    [Fact]
    public async Task MissingFileIsToldWithItsAddressAndTheNextAddressTried()
    {
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain())));
        Assert.Contains($"{Server.Address}/files/a.bin: the server answers 404", error.Message);
        Assert.Contains("--from", error.Message);

        Server.Files["b.bin"] = Content;
        await Installer.Get(Set(Plain() with { Addresses = [$"{Server.Address}/a.bin", $"{Server.Address}/b.bin"] }));
        Assert.Equal(Content, File.ReadAllBytes(Root["toy/a.bin"]));
    }

    [Fact]
    public async Task MachineWithoutNetworkIsToldWhatToDo()
    {
        Server.Dispose();
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain())));
        Assert.Contains("fetch the file elsewhere and name its folder or another server with --from", error.Message);
        AssertNothingInstalled();
    }

    [Fact]
    public async Task CanceledDownloadStopsAndLeavesNothingInstalled()
    {
        Server.Files["a.bin"] = Content;
        Server.StallsAfter = 100_000;
        using var cancel = new CancellationTokenSource();
        var installer = new DataInstaller(Root.Path, new Collect([], report => { if (report.Bytes >= 100_000) cancel.Cancel(); }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => installer.Get(Set(Plain()), cancel: cancel.Token));
        AssertNothingInstalled();
        Server.StallsAfter = null;
        await Installer.Get(Set(Plain()));
        Assert.Equal(100_000, Server.Requests[^1].From);
    }

    [Fact]
    public async Task FullDiskIsAnErrorThatLeavesNothingInstalled()
    {
        if (!OperatingSystem.IsLinux()) return;
        Server.Files["a.bin"] = Content;
        Directory.CreateDirectory(Root[".downloads/toy"]);
        File.CreateSymbolicLink(Root[".downloads/toy/a.bin.part"], "/dev/full");
        var error = await Assert.ThrowsAnyAsync<IOException>(() => Installer.Get(Set(Plain())));
        Assert.Contains("space", error.Message);
        AssertNothingInstalled();
    }

    private sealed class Collect(List<DataProgress> into, Action<DataProgress>? then = null) : IProgress<DataProgress>
    {
        public void Report(DataProgress value)
        {
            into.Add(value);
            then?.Invoke(value);
        }
    }
}
