using System.Buffers.Binary;
using System.IO.Compression;

namespace Capsules.Data;

/// <summary>Bytes in the IDX format of MNIST: a big-endian header with the dimensions, then the bytes.</summary>
/// <param name="Dimensions">Lengths of the axes, slowest first.</param>
/// <param name="Bytes">The values, as many as the product of the dimensions.</param>
/// <remarks>Format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".</remarks>
public sealed record IdxFile(int[] Dimensions, byte[] Bytes)
{
    private const int UnsignedByte = 0x08;
    private const int MostDimensions = 4;
    private const long DeflateRatio = 1032; // no deflate stream expands further, so a larger promise is a lie

    /// <summary>Reads a file, gzip-compressed or not.</summary>
    /// <param name="path">The file; compression is told from its first bytes, not from its name.</param>
    /// <param name="dimensions">How many axes must be there: 3 for images, 1 for labels.</param>
    /// <exception cref="InvalidDataException">The file is no IDX file of bytes, has other axes, is cut short or has bytes left
    /// over.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        using var file = Files.OpenRead(path);
        bool zipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        try
        {
            using Stream stream = zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
            return Read(stream, path, dimensions, zipped ? file.Length * DeflateRatio : file.Length);
        }
        catch (InvalidDataException broken) when (broken.Data["file"] is null)
        {
            throw Files.Refuse(path, $"the gzip stream is damaged ({broken.Message})");
        }
    }

    private static IdxFile Read(Stream stream, string path, int dimensions, long most)
    {
        Span<byte> head = stackalloc byte[4 + 4 * MostDimensions];
        int got = stream.ReadAtLeast(head[..4], 4, throwOnEndOfStream: false);
        if (got < 4) throw Files.Refuse(path, $"{got} bytes are no IDX file: the header alone takes {4 + 4 * dimensions}");
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(head);
        uint expected = UnsignedByte << 8 | (uint)dimensions;
        if (magic != expected) throw Files.Refuse(path, $"it begins with {Describe(magic)}; {Describe(expected)} was expected");

        var axes = head[4..(4 + 4 * dimensions)];
        if (stream.ReadAtLeast(axes, axes.Length, throwOnEndOfStream: false) < axes.Length) throw Files.Refuse(path, "it ends within the header");
        int[] lengths = new int[dimensions];
        long count = 1;
        for (int d = 0; d < dimensions; d++)
        {
            lengths[d] = BinaryPrimitives.ReadInt32BigEndian(axes[(4 * d)..]);
            if (lengths[d] < 1) throw Files.Refuse(path, $"its dimensions are {string.Join("×", lengths[..(d + 1)])}: each must be at least 1");
            count = Math.Min(count * lengths[d], int.MaxValue + 1L);
        }
        string promise = $"its header promises {string.Join("×", lengths)} bytes";
        if (count > Math.Min(most, Array.MaxLength)) throw Files.Refuse(path, $"{promise}, more than the file can hold: it is cut short or damaged");

        byte[] bytes = new byte[count];
        got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (got < bytes.Length) throw Files.Refuse(path, $"{promise}, but only {got} follow: it is cut short");
        if (stream.ReadByte() >= 0) throw Files.Refuse(path, $"{promise}, but more follow");
        return new IdxFile(lengths, bytes);
    }

    private static string Describe(uint magic) => magic switch
    {
        0x0803 => "the mark of images (0x00000803)",
        0x0801 => "the mark of labels (0x00000801)",
        _ => $"0x{magic:X8}",
    };
}
