using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Capsules.Data;

/// <summary>What checking a file found.</summary>
public enum DataCheck
{
    /// <summary>The file is the expected one.</summary>
    Right,

    /// <summary>The file is another: damaged, altered, or another edition.</summary>
    Differs,

    /// <summary>The file is not there.</summary>
    Missing,

    /// <summary>The file is there, and no checksum is known.</summary>
    Unknown,
}

/// <summary>Takes the files of a data set out of what was downloaded, and checks them. Only the files that are listed are written, so an
/// archive cannot write elsewhere.</summary>
internal static class DataUnpacker
{
    /// <summary>Writes the listed files of a download below a folder. The downloaded file's name says what it is: a ZIP or tar archive that
    /// holds the files by their paths, a compressed file, a BERT exported to ONNX (config.json and model.safetensors are made of it), or the
    /// file itself.</summary>
    /// <exception cref="DataUnavailableException">The archive is damaged, or lacks a file.</exception>
    internal static async Task Unpack(string archive, DataDownload download, string folder, CancellationToken cancel)
    {
        try
        {
            if (Is(".zip"))
            {
                using var zip = ZipFile.OpenRead(archive);
                foreach (var file in download.Files)
                    if (zip.GetEntry(file.Path) is { } entry) await Write(entry.Open(), file);
            }
            else if (Is(".tar.gz"))
            {
                await using var content = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
                await using var tar = new TarReader(content);
                while (await tar.GetNextEntryAsync(cancellationToken: cancel) is { } entry)
                    if (download.Files.FirstOrDefault(file => entry.Name == file.Path || entry.Name == "./" + file.Path) is { } file
                        && entry.DataStream is not null)
                        await Write(entry.DataStream, file);
            }
            else if (Is(".onnx"))
            {
                OnnxBert.Convert(archive, folder);
            }
            else if (Is(".gz") && !download.Files[0].Path.EndsWith(".gz", StringComparison.Ordinal))
            {
                await using var content = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
                await Write(content, download.Files[0]);
            }
            else
            {
                File.Move(archive, Target(folder, download.Files[0]));
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            throw new DataUnavailableException($"{download.FileName}: the archive is damaged or cut short ({broken.Message})");
        }
        if (download.Files.FirstOrDefault(file => !File.Exists(Target(folder, file))) is { } lacking)
            throw new DataUnavailableException($"{download.FileName}: the archive lacks {lacking.Path}");

        bool Is(string ending) => download.FileName.EndsWith(ending, StringComparison.Ordinal);

        async Task Write(Stream content, DataFile file)
        {
            await using var to = File.Create(Target(folder, file));
            await content.CopyToAsync(to, cancel);
        }
    }

    /// <summary>The full path of a file of a data set, its folder made.</summary>
    internal static string Target(string folder, DataFile file)
    {
        var path = Path.Combine(folder, Path.Combine(file.Path.Split('/')));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Compares a file with what is known of it.</summary>
    internal static DataCheck Check(string path, DataFile expected)
    {
        if (!File.Exists(path)) return DataCheck.Missing;
        if (expected.Size is long size && new FileInfo(path).Length != size) return DataCheck.Differs;
        if (expected.Sha256 is string sum && Files.Sha256(path) == sum) return DataCheck.Right;
        if (expected.ContentSha256 is not string content) return expected.Sha256 is null ? DataCheck.Unknown : DataCheck.Differs;
        try
        {
            using var unzipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            return Convert.ToHexStringLower(SHA256.HashData(unzipped)) == content ? DataCheck.Right : DataCheck.Differs;
        }
        catch (InvalidDataException)
        {
            return DataCheck.Differs;
        }
    }
}
