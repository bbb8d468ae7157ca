using System.IO.Compression;
using System.Security.Cryptography;

namespace Capsules.Data;

/// <summary>What checking a file by its sum found.</summary>
public enum DataCheck
{
    /// <summary>The file is the expected one.</summary>
    Right,

    /// <summary>The file is another: damaged, altered, or another edition.</summary>
    Differs,

    /// <summary>The file is not there.</summary>
    Missing,

    /// <summary>The file is there, and no sum is known to check it by.</summary>
    Unknown,
}

/// <summary>Checks files by sha256.</summary>
internal static class DataChecksum
{
    /// <summary>Compares a file with what is known of it.</summary>
    internal static async Task<DataCheck> Check(string path, DataFile expected, CancellationToken cancel)
    {
        if (!File.Exists(path)) return DataCheck.Missing;
        if (expected.Size is long size && new FileInfo(path).Length != size) return DataCheck.Differs;
        if (expected.Sha256 is string sum && await Sum(path, cancel) == sum) return DataCheck.Right;
        if (expected.ContentSha256 is string content) return await ContentSum(path, cancel) == content ? DataCheck.Right : DataCheck.Differs;
        return expected.Sha256 is null ? DataCheck.Unknown : DataCheck.Differs;
    }

    /// <summary>The sum of a file, in lower-case hex digits.</summary>
    internal static async Task<string> Sum(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }

    // Null where the file is not gzip, or damaged.
    private static async Task<string?> ContentSum(string path, CancellationToken cancel)
    {
        try
        {
            await using var file = File.OpenRead(path);
            await using var content = new GZipStream(file, CompressionMode.Decompress);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
