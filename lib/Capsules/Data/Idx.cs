using System.Buffers.Binary;
using System.IO.Compression;

namespace Capsules.Data;

/// <summary>Bytes in the IDX format of MNIST: a big-endian header with the dimensions, then the bytes.</summary>
/// <remarks>Format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".</remarks>
internal static class Idx
{
    /// <summary>Reads a file, gzip-compressed or not: its first bytes tell, not its name.</summary>
    /// <param name="dimensions">How many axes must be there: 3 for images, 1 for labels.</param>
    /// <exception cref="InvalidDataException">Not an IDX file of bytes, or it has other axes, is cut short or has bytes left over.</exception>
    internal static (int[] Lengths, byte[] Bytes) Read(string path, int dimensions)
    {
        byte[] all = Content(path);
        int head = 4 + 4 * dimensions;
        if (all.Length < 4) throw Files.Refuse(path, $"{all.Length} bytes are not an IDX file: the header alone takes {head}");
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(all), expected = 0x0800 | (uint)dimensions;
        if (magic != expected) throw Files.Refuse(path, $"it begins with {Describe(magic)}; {Describe(expected)} was expected");
        if (all.Length < head) throw Files.Refuse(path, "it ends within the header");
        int[] lengths = [.. Enumerable.Range(1, dimensions).Select(d => BinaryPrimitives.ReadInt32BigEndian(all.AsSpan(4 * d)))];
        if (lengths.Any(length => length < 1) || lengths.Aggregate(1.0, (product, length) => product * length) != all.Length - head)
            throw Files.Refuse(path, $"its header promises {string.Join("×", lengths)} bytes, but {all.Length - head} follow");
        return (lengths, all[head..]);
    }

    private static byte[] Content(string path)
    {
        using var file = Files.OpenRead(path);
        bool zipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using Stream stream = zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var content = new MemoryStream();
        try
        {
            stream.CopyTo(content);
        }
        catch (InvalidDataException broken)
        {
            throw Files.Refuse(path, $"the gzip stream is damaged ({broken.Message})");
        }
        return content.ToArray();
    }

    private static string Describe(uint magic) => magic switch
    {
        0x0803 => "the mark of images (0x00000803)",
        0x0801 => "the mark of labels (0x00000801)",
        _ => $"0x{magic:X8}",
    };
}
