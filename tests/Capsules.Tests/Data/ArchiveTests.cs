using System.Formats.Tar;
using System.IO.Compression;
using Capsules.Data;

namespace Capsules.Tests;

/// <summary>Archives: only what is listed leaves them, and only whole.</summary>
public sealed class DataArchiveTests : DataInstallerFixture
{
    [Theory]
    [InlineData(".zip")]
    [InlineData(".tar.gz")]
    public async Task OnlyTheListedFilesOfAnArchiveAreUnpacked(string ending)
    {
        var archive = Archive(ending, ("deep/a.bin", Content), ("../outside.txt", [1]), ("unlisted.txt", [2]));
        Server.Files["toy" + ending] = archive;
        var download = new DataDownload(
            [$"{Server.Address}/toy{ending}"], [new DataFile("deep/a.bin")], archive.Length, Sum(archive));
        await Installer.Get(Set(download));
        Assert.Equal(Content, File.ReadAllBytes(Root["toy/deep/a.bin"]));
        Assert.Equal(["a.bin"], Directory.EnumerateFiles(Root.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public async Task GzipIsUnpackedAndCheckedByItsContent()
    {
        Server.Files["a.bin.gz"] = DataFiles.GZip(Content);
        await Installer.Get(Set(new DataDownload([$"{Server.Address}/a.bin.gz"], [Listed("a.bin")])));
        Assert.Equal(Content, File.ReadAllBytes(Root["toy/a.bin"]));
    }

    [Fact]
    public async Task CompressedFileIsKnownByItsContentHoweverCompressed()
    {
        Server.Files["a.gz"] = DataFiles.GZip(Content);
        var set = Set(new DataDownload([$"{Server.Address}/a.gz"], [new DataFile("a.gz", ContentSha256: Sum(Content))]));
        await Installer.Get(set);
        Assert.Equal(DataCheck.Right, Installer.Verify(set).First().Check);
        File.WriteAllBytes(Root["toy/a.gz"], DataFiles.GZip(Content[1..]));
        Assert.Equal(DataCheck.Differs, Installer.Verify(set).First().Check);
        File.WriteAllBytes(Root["toy/a.gz"], Content);
        Assert.Equal(DataCheck.Differs, Installer.Verify(set).First().Check);
        File.Delete(Root["toy/a.gz"]);
        Assert.Equal(DataCheck.Missing, Installer.Verify(set).First().Check);
    }

    [Theory]
    [InlineData(".zip")]
    [InlineData(".tar.gz")]
    [InlineData(".gz")]
    public async Task DamagedArchiveInstallsNothingAndIsFetchedAnew(string ending)
    {
        var archive = ending == ".gz" ? DataFiles.GZip(Content) : Archive(ending, ("a.bin", Content));
        var download = new DataDownload([$"{Server.Address}/toy{ending}"], [Listed("a.bin")]);
        Server.Files["toy" + ending] = archive[..(archive.Length / 2)];
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(download)));
        Assert.Contains("toy" + ending, error.Message);
        AssertNothingInstalled();
        Server.Files["toy" + ending] = archive;
        Assert.True(await Installer.Get(Set(download)));
        Assert.Equal(Content, File.ReadAllBytes(Root["toy/a.bin"]));
    }

    [Fact]
    public async Task ArchiveThatLacksAFileInstallsNothing()
    {
        var archive = Archive(".zip", ("b.bin", Content));
        Server.Files["toy.zip"] = archive;
        var download = new DataDownload([$"{Server.Address}/toy.zip"], [new DataFile("a.bin")], null, Sum(archive));
        var error = await Assert.ThrowsAsync<DataUnavailableException>(() => Installer.Get(Set(download)));
        Assert.Contains("toy.zip: the archive lacks a.bin", error.Message);
        AssertNothingInstalled();
    }

    [Fact]
    public async Task MirrorFolderMayHoldArchivesOrTheirFilesUnpacked()
    {
        using var mirror = new TemporaryFolder();
        var archive = Archive(".zip", ("deep/a.bin", Content));
        var set = Set(new DataDownload(["http://127.0.0.1:9/never/toy.zip"], [Listed("deep/a.bin")]));
        File.WriteAllBytes(mirror["toy.zip"], archive);
        await Installer.Get(set, from: mirror.Path);
        Assert.True(File.Exists(Root["toy/deep/a.bin"]));

        Directory.Delete(Root["toy"], recursive: true);
        File.Delete(mirror["toy.zip"]);
        Directory.CreateDirectory(mirror["toy/deep"]);
        File.WriteAllBytes(mirror["toy/deep/a.bin"], Content);
        await Installer.Get(set, from: mirror.Path);
        Assert.Equal(Content, File.ReadAllBytes(Root["toy/deep/a.bin"]));
    }

    private DataFile Listed(string name) => new(name, Content.Length, Sum(Content));

    private static byte[] Archive(string ending, params (string Name, byte[] Bytes)[] files)
    {
        using var packed = new MemoryStream();
        if (ending == ".zip")
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
            foreach (var (name, bytes) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
            }
        }
        return packed.ToArray();
    }
}
