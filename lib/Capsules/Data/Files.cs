using System.Security.Cryptography;
using System.Text.Json;

namespace Capsules.Data;

/// <summary>What all readers and writers of files share.</summary>
internal static class Files
{
    /// <summary>Opens a file for reading; a Git LFS pointer in its place is refused.</summary>
    /// <exception cref="InvalidDataException">The file is a Git LFS pointer.</exception>
    internal static FileStream OpenRead(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16);
        try
        {
            Span<byte> start = stackalloc byte[64];
            var got = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            if (start[..got].StartsWith("version https://git-lfs.github.com/"u8))
                throw Refuse(path, "it is a Git LFS pointer, not the file itself; fetch the content with `git lfs pull`");
            file.Position = 0;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads JSON, with or without a byte order mark.</summary>
    /// <param name="what">What it should hold, for messages.</param>
    /// <param name="read">Takes what is wanted from it; its JSON errors are reported with the file's name.</param>
    /// <exception cref="InvalidDataException">The file is not JSON, or not what <paramref name="read"/> expects.</exception>
    internal static T ReadJson<T>(string path, string what, Func<JsonElement, T> read)
    {
        using var file = OpenRead(path);
        using var text = new StreamReader(file); // skips a byte order mark
        try
        {
            using var json = JsonDocument.Parse(text.ReadToEnd());
            return read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path}: not the JSON of {what}: {e.Message}", e);
        }
    }

    /// <summary>Writes a file so that readers see the old content or the new, never a part of it.</summary>
    internal static void Replace(string path, Action<FileStream> write)
    {
        var part = path + ".part";
        try
        {
            using (var file = File.Create(part))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>The sha256 of a file in lower-case hexadecimal digits.</summary>
    internal static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>An error about a file's content that names the file.</summary>
    internal static InvalidDataException Refuse(string path, string what) => new($"{path}: {what}") { Data = { ["file"] = path } };
}
