using System.Formats.Tar;
using System.IO.Compression;

namespace Capsules.Data;

/// <summary>Takes the files of a data set out of what was downloaded. Only the files asked for are written, so an archive cannot write
/// elsewhere.</summary>
internal static class DataUnpacker
{
    /// <summary>Writes the files below a folder.</summary>
    /// <exception cref="InvalidDataException">The archive is damaged, or lacks a file.</exception>
    internal static async Task Unpack(string archive, DataDownload download, string folder, CancellationToken cancel)
    {
        try
        {
            switch (download.Unpack)
            {
                case DataPacking.None:
                    File.Move(archive, Target(folder, download.Files[0]));
                    break;
                case DataPacking.GZip:
                    await using (var file = File.OpenRead(archive))
                    await using (var content = new GZipStream(file, CompressionMode.Decompress))
                        await Write(content, Target(folder, download.Files[0]), cancel);
                    break;
                case DataPacking.Zip:
                    await UnpackZip(archive, download, folder, cancel);
                    break;
                case DataPacking.TarGZip:
                    await UnpackTar(archive, download, folder, cancel);
                    break;
            }
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"{download.FileName}: the archive is cut short.");
        }
        catch (InvalidDataException broken)
        {
            throw new InvalidDataException($"{download.FileName}: the archive is damaged ({broken.Message})", broken);
        }
        foreach (var file in download.Files)
            if (!File.Exists(Target(folder, file))) throw new InvalidDataException($"{download.FileName}: the archive lacks {file.Path}.");
    }

    /// <summary>The full path of a file of a data set, its folder made.</summary>
    internal static string Target(string folder, DataFile file)
    {
        string path = Path.Combine(folder, Path.Combine(file.Path.Split('/')));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private static async Task UnpackZip(string archive, DataDownload download, string folder, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(archive);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        foreach (var file in download.Files)
        {
            if (zip.GetEntry(file.Path) is not { } entry) continue;
            await using var content = entry.Open();
            await Write(content, Target(folder, file), cancel);
        }
    }

    private static async Task UnpackTar(string archive, DataDownload download, string folder, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(archive);
        await using var content = new GZipStream(stream, CompressionMode.Decompress);
        await using var tar = new TarReader(content);
        while (await tar.GetNextEntryAsync(cancellationToken: cancel) is { } entry)
        {
            var file = download.Files.FirstOrDefault(file => entry.Name == file.Path || entry.Name == "./" + file.Path);
            if (file is not null && entry.DataStream is not null) await Write(entry.DataStream, Target(folder, file), cancel);
        }
    }

    private static async Task Write(Stream content, string path, CancellationToken cancel)
    {
        await using var file = File.Create(path);
        await content.CopyToAsync(file, cancel);
    }
}
