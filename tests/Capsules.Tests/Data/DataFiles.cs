using System.Buffers.Binary;
using System.IO.Compression;

namespace Capsules.Tests;

/// <summary>A folder of its own for a test, removed afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("capsules-data-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>Writes the files that loaders are tested with.</summary>
internal static class DataFiles
{
    internal static byte[] Idx(int[] dimensions, ReadOnlySpan<byte> values)
    {
        var file = new byte[4 + 4 * dimensions.Length + values.Length];
        BinaryPrimitives.WriteInt32BigEndian(file, 0x0800 | dimensions.Length);
        for (var d = 0; d < dimensions.Length; d++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * d), dimensions[d]);
        values.CopyTo(file.AsSpan(4 + 4 * dimensions.Length));
        return file;
    }

    internal static byte[] GZip(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>A whole MNIST folder: image i has every pixel i, label i % 10.</summary>
    internal static void WriteMnist(string folder, int count)
    {
        byte[] pixels = new byte[count * 784], labels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            pixels.AsSpan(i * 784, 784).Fill((byte)i);
            labels[i] = (byte)(i % 10);
        }
        foreach (var stem in (string[])["train", "t10k"])
        {
            File.WriteAllBytes(Path.Combine(folder, $"{stem}-images-idx3-ubyte"), Idx([count, 28, 28], pixels));
            File.WriteAllBytes(Path.Combine(folder, $"{stem}-labels-idx1-ubyte"), Idx([count], labels));
        }
    }
}
