using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataInstallerTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly DataServer _server = new();
    private readonly HttpClient _client = new();
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(300_000);

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
        _root.Dispose();
    }

    private DataInstaller Installer => new(_root.Path, _client);

    private static string Sum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private DataSet Set(params DataDownload[] downloads) => new("toy", "A toy", "none", "nobody", "nowhere", downloads);

    private DataDownload Plain(string name = "a.bin") => new([$"{_server.Address}/files/{name}"], [new DataFile(name, _content.Length, Sum(_content))]);

    private void AssertNothingInstalled()
    {
        Assert.False(Directory.Exists(_root["toy"]));
        Assert.Equal(DataPresence.Absent, Installer.Presence(Set(Plain())));
    }

    [Fact]
    public async Task FileIsFetchedCheckedAndInstalledAndNotFetchedAgain()
    {
        _server.Files["a.bin"] = _content;
        var reports = new List<DataProgress>();
        var installer = new DataInstaller(_root.Path, _client, new Collect(reports));
        Assert.True(await installer.Get(Set(Plain())));
        Assert.Equal(_content, File.ReadAllBytes(_root["toy/a.bin"]));
        Assert.Equal(DataPresence.Present, installer.Presence(Set(Plain())));
        Assert.Equal(_content.Length, reports[^1].Bytes);
        Assert.Equal(_content.Length, reports[^1].Total);
        Assert.False(await installer.Get(Set(Plain())));
        Assert.Single(_server.Requests);
        Assert.False(Directory.Exists(_root[".downloads"]));
    }

    [Fact]
    public async Task BrokenConnectionIsTakenUpWhereItEnded()
    {
        _server.Files["a.bin"] = _content;
        _server.Breaks = (2, 100_000);
        await Installer.Get(Set(Plain()));
        Assert.Equal(_content, File.ReadAllBytes(_root["toy/a.bin"]));
        Assert.Equal(3, _server.Requests.Count);
        Assert.Null(_server.Requests[0].From);
        Assert.True(_server.Requests[2].From > 0);
    }

    [Fact]
    public async Task DownloadThatKeepsBreakingLeavesItsPartForTheNextRun()
    {
        _server.Files["a.bin"] = _content;
        _server.Breaks = (4, 50_000);
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain())));
        Assert.Contains("a.bin could not be downloaded", error.Message);
        AssertNothingInstalled();
        long part = new FileInfo(_root[".downloads/toy/a.bin.part"]).Length;
        Assert.InRange(part, 1, _content.Length - 1);

        await Installer.Get(Set(Plain()));
        Assert.Equal(part, _server.Requests[^1].From);
        Assert.Equal(_content, File.ReadAllBytes(_root["toy/a.bin"]));
    }

    [Fact]
    public async Task ServerWithoutRangesIsAskedForTheWhole()
    {
        _server.Files["a.bin"] = _content;
        _server.Ranges = false;
        _server.Breaks = (1, 100_000);
        await Installer.Get(Set(Plain()));
        Assert.Equal(_content, File.ReadAllBytes(_root["toy/a.bin"]));
    }

    [Fact]
    public async Task PartOfAnotherFileEndsInAWrongSumAndIsNotKept()
    {
        _server.Files["a.bin"] = _content;
        Directory.CreateDirectory(_root[".downloads/toy"]);
        File.WriteAllBytes(_root[".downloads/toy/a.bin.part"], new byte[1000]);
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain())));
        Assert.Contains($"expected 300,000 bytes, sha256 {Sum(_content)}", error.Message);
        AssertNothingInstalled();
        Assert.True(await Installer.Get(Set(Plain())));
    }

    [Fact]
    public async Task WrongSumInstallsNothingAndNamesBothSums()
    {
        byte[] other = [.. _content];
        other[1234] ^= 1;
        _server.Files["a.bin"] = other;
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain())));
        Assert.Contains(Sum(other), error.Message);
        Assert.Contains(Sum(_content), error.Message);
        AssertNothingInstalled();
    }

    [Fact]
    public async Task ServerThatOffersAnotherSizeIsNotListenedTo()
    {
        _server.Files["a.bin"] = new byte[77];
        var download = Plain() with { Size = 300_000 };
        Assert.Contains("the server offers 77 bytes; 300,000 were expected",
            (await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(download)))).Message);
        Assert.Single(_server.Requests);
        AssertNothingInstalled();
    }

    [Fact]
    public async Task MissingFileIsToldWithItsAddressAndTheNextAddressTried()
    {
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain())));
        Assert.Contains($"{_server.Address}/files/a.bin: the server answers 404", error.Message);
        Assert.Contains("--from", error.Message);

        _server.Files["b.bin"] = _content;
        await Installer.Get(Set(Plain() with { Addresses = [$"{_server.Address}/a.bin", $"{_server.Address}/b.bin"] }));
        Assert.Equal(_content, File.ReadAllBytes(_root["toy/a.bin"]));
    }

    [Fact]
    public async Task MachineWithoutNetworkIsToldWhatToDo()
    {
        _server.Dispose();
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain())));
        Assert.Contains("fetch the file elsewhere and name its folder or another server with --from", error.Message);
        AssertNothingInstalled();
    }

    [Fact]
    public async Task FullDiskIsAnErrorThatLeavesNothingInstalled()
    {
        if (!OperatingSystem.IsLinux()) return;
        _server.Files["a.bin"] = _content;
        Directory.CreateDirectory(_root[".downloads/toy"]);
        File.CreateSymbolicLink(_root[".downloads/toy/a.bin.part"], "/dev/full");
        var error = await Assert.ThrowsAnyAsync<IOException>(() => Installer.Get(Set(Plain())));
        Assert.Contains("space", error.Message);
        AssertNothingInstalled();
    }

    [Fact]
    public async Task CancelledDownloadStopsAndLeavesNothingInstalled()
    {
        _server.Files["a.bin"] = _content;
        _server.StallsAfter = 100_000;
        using var cancel = new CancellationTokenSource();
        var installer = new DataInstaller(_root.Path, _client, new Collect([], report => { if (report.Bytes >= 100_000) cancel.Cancel(); }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => installer.Get(Set(Plain()), cancel: cancel.Token));
        AssertNothingInstalled();
        _server.StallsAfter = null;
        await Installer.Get(Set(Plain()));
        Assert.Equal(100_000, _server.Requests[^1].From);
    }

    [Theory]
    [InlineData(DataPacking.Zip)]
    [InlineData(DataPacking.TarGZip)]
    public async Task OnlyTheListedFilesOfAnArchiveAreUnpacked(DataPacking packing)
    {
        byte[] archive = Archive(packing, ("deep/a.bin", _content), ("../outside.txt", [1]), ("unlisted.txt", [2]));
        _server.Files["toy.archive"] = archive;
        var download = new DataDownload([$"{_server.Address}/toy.archive"], [new DataFile("deep/a.bin")], archive.Length, Sum(archive), packing);
        await Installer.Get(Set(download));
        Assert.Equal(_content, File.ReadAllBytes(_root["toy/deep/a.bin"]));
        Assert.Equal(["a.bin"], Directory.EnumerateFiles(_root.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task GzipIsUnpackedAndCheckedByItsContent()
    {
        _server.Files["a.bin.gz"] = DataFiles.GZip(_content);
        await Installer.Get(Set(new DataDownload([$"{_server.Address}/a.bin.gz"], [new DataFile("a.bin", _content.Length, Sum(_content))], Unpack: DataPacking.GZip)));
        Assert.Equal(_content, File.ReadAllBytes(_root["toy/a.bin"]));
    }

    [Fact]
    public async Task CompressedFileIsKnownByItsContentHoweverCompressed()
    {
        _server.Files["a.gz"] = DataFiles.GZip(_content);
        var set = Set(new DataDownload([$"{_server.Address}/a.gz"], [new DataFile("a.gz", ContentSha256: Sum(_content))]));
        await Installer.Get(set);
        Assert.Equal(DataCheck.Right, (await First(Installer.Verify(set))).Check);
        File.WriteAllBytes(_root["toy/a.gz"], DataFiles.GZip(_content[1..]));
        Assert.Equal(DataCheck.Differs, (await First(Installer.Verify(set))).Check);
        File.WriteAllBytes(_root["toy/a.gz"], _content);
        Assert.Equal(DataCheck.Differs, (await First(Installer.Verify(set))).Check);
        File.Delete(_root["toy/a.gz"]);
        Assert.Equal(DataCheck.Missing, (await First(Installer.Verify(set))).Check);
    }

    [Theory]
    [InlineData(DataPacking.Zip)]
    [InlineData(DataPacking.TarGZip)]
    [InlineData(DataPacking.GZip)]
    public async Task DamagedArchiveInstallsNothingAndIsFetchedAnew(DataPacking packing)
    {
        byte[] archive = packing == DataPacking.GZip ? DataFiles.GZip(_content) : Archive(packing, ("a.bin", _content));
        var download = new DataDownload([$"{_server.Address}/toy.archive"], [new DataFile("a.bin", _content.Length, Sum(_content))], Unpack: packing);
        _server.Files["toy.archive"] = archive[..(archive.Length / 2)];
        var error = await Assert.ThrowsAnyAsync<Exception>(() => Installer.Get(Set(download)));
        Assert.True(error is InvalidDataException or DataUnavailableException, error.ToString());
        AssertNothingInstalled();
        _server.Files["toy.archive"] = archive;
        Assert.True(await Installer.Get(Set(download)));
        Assert.Equal(_content, File.ReadAllBytes(_root["toy/a.bin"]));
    }

    [Fact]
    public async Task ArchiveThatLacksAFileInstallsNothing()
    {
        byte[] archive = Archive(DataPacking.Zip, ("b.bin", _content));
        _server.Files["toy.zip"] = archive;
        var download = new DataDownload([$"{_server.Address}/toy.zip"], [new DataFile("a.bin")], Sha256: Sum(archive), Unpack: DataPacking.Zip);
        Assert.Contains("toy.zip: the archive lacks a.bin", (await Assert.ThrowsAsync<InvalidDataException>(() => Installer.Get(Set(download)))).Message);
        AssertNothingInstalled();
    }

    [Fact]
    public async Task FileWithoutKnownSumNeedsTrust()
    {
        _server.Files["a.bin"] = _content;
        var set = Set(new DataDownload([$"{_server.Address}/a.bin"], [new DataFile("a.bin")]));
        Assert.Contains("--trust", (await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(set))).Message);
        Assert.Empty(_server.Requests);
        Assert.True(await Installer.Get(set, trust: true));
        Assert.Equal(DataCheck.Unknown, (await First(Installer.Verify(set))).Check);
    }

    [Fact]
    public async Task OneBadFileOfManyInstallsNoneOfANewSet()
    {
        _server.Files["a.bin"] = _content;
        _server.Files["b.bin"] = new byte[300_000];
        await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(Plain("a.bin"), Plain("b.bin"))));
        AssertNothingInstalled();
        _server.Files["b.bin"] = _content;
        await Installer.Get(Set(Plain("a.bin"), Plain("b.bin")));
        Assert.True(File.Exists(_root["toy/a.bin"]) && File.Exists(_root["toy/b.bin"]));
    }

    [Fact]
    public async Task IncompleteSetGainsOnlyWhatItLacks()
    {
        _server.Files["b.bin"] = _content;
        Directory.CreateDirectory(_root["toy"]);
        File.WriteAllText(_root["toy/a.bin"], "of the user");
        var set = Set(Plain("a.bin"), Plain("b.bin"));
        Assert.Equal(DataPresence.Incomplete, Installer.Presence(set));
        await Installer.Get(set);
        Assert.Equal("of the user", File.ReadAllText(_root["toy/a.bin"]));
        Assert.Equal(_content, File.ReadAllBytes(_root["toy/b.bin"]));
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task MirrorFolderAndMirrorServerStandInForTheOfficialPlace()
    {
        using var mirror = new TemporaryFolder();
        var set = Set(Plain() with { Addresses = ["http://127.0.0.1:9/never/a.bin"] });
        Assert.Contains("Neither a.bin", (await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(set, from: mirror.Path))).Message);
        File.WriteAllBytes(mirror["a.bin"], _content);
        await Installer.Get(set, from: mirror.Path);
        Assert.Equal(_content, File.ReadAllBytes(_root["toy/a.bin"]));
        Assert.True(File.Exists(mirror["a.bin"]));

        Directory.Delete(_root["toy"], recursive: true);
        _server.Files["a.bin"] = _content;
        await Installer.Get(set, from: $"{_server.Address}/mirror/");
        Assert.Equal("/mirror/a.bin", _server.Requests[^1].Path);
        Directory.Delete(_root["toy"], recursive: true);
        Assert.Contains("neither a folder nor an http address", (await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(set, from: "ftp://x"))).Message);
    }

    [Fact]
    public async Task MirrorFolderMayHoldArchivesOrTheirFilesUnpacked()
    {
        using var mirror = new TemporaryFolder();
        byte[] archive = Archive(DataPacking.Zip, ("deep/a.bin", _content));
        var set = Set(new DataDownload(["http://127.0.0.1:9/never/toy.zip"], [new DataFile("deep/a.bin", _content.Length, Sum(_content))], Unpack: DataPacking.Zip));
        File.WriteAllBytes(mirror["toy.zip"], archive);
        await Installer.Get(set, from: mirror.Path);
        Assert.True(File.Exists(_root["toy/deep/a.bin"]));

        Directory.Delete(_root["toy"], recursive: true);
        File.Delete(mirror["toy.zip"]);
        Directory.CreateDirectory(mirror["toy/deep"]);
        File.WriteAllBytes(mirror["toy/deep/a.bin"], _content);
        await Installer.Get(set, from: mirror.Path);
        Assert.Equal(_content, File.ReadAllBytes(_root["toy/deep/a.bin"]));
    }

    [Fact]
    public async Task RemainsOfAKilledRunNeverReachTheSet()
    {
        _server.Files["a.bin"] = _content;
        Directory.CreateDirectory(_root[".downloads/toy/unpacked"]);
        File.WriteAllText(_root[".downloads/toy/unpacked/half.bin"], "half");
        File.WriteAllText(_root[".downloads/toy/unpacked/a.bin"], "half");
        await Installer.Get(Set(Plain()));
        Assert.Equal(["a.bin"], Directory.EnumerateFiles(_root.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        Assert.Equal(_content, File.ReadAllBytes(_root["toy/a.bin"]));
    }

    [Fact]
    public async Task TwoProcessesDoNotFetchTheSameSetAtOnce()
    {
        Directory.CreateDirectory(_root[".downloads/toy"]);
        using var held = new FileStream(_root[".downloads/toy/lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains("Another process is fetching toy", (await Assert.ThrowsAsync<IOException>(() => Installer.Get(Set(Plain())))).Message);
    }

    private static byte[] Archive(DataPacking packing, params (string Name, byte[] Bytes)[] files)
    {
        using var packed = new MemoryStream();
        if (packing == DataPacking.Zip)
        {
            using var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, bytes) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }
        else
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            using var tar = new TarWriter(gzip);
            foreach (var (name, bytes) in files) tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
        }
        return packed.ToArray();
    }

    private static async Task<(DataFile File, DataCheck Check)> First(IAsyncEnumerable<(DataFile, DataCheck)> checks)
    {
        await foreach (var check in checks) return check;
        throw new InvalidOperationException("no file");
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
