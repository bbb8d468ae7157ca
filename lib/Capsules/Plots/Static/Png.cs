using System.Buffers.Binary;
using System.IO.Compression;

namespace Capsules.Plots.Static;

/// <summary>A small lossless picture: the form in which a heatmap's cells take least room in an SVG.</summary>
internal static class Png
{
    private const string Prefix = "data:image/png;base64,";

    /// <summary>Encodes pixels as a PNG.</summary>
    /// <param name="pixels">Channels of each pixel, row by row; [height · width · channels].</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="channels">1: brightness; 3: red, green, blue; 4: and opacity.</param>
    public static byte[] Encode(byte[] pixels, int width, int channels)
    {
        int height = pixels.Length / channels / width;
        using MemoryStream png = new();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits a channel
        header[9] = channels switch { 1 => 0, 3 => 2, _ => 6 }; // PNG's numbers of these kinds
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, Compress(pixels, width * channels, height));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>Columns and rows of an encoded PNG.</summary>
    public static (int Width, int Height)? Size(byte[] png) =>
        png.Length < 24 || png[1] != 'P'
            ? null
            : (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));

    /// <summary>A PNG as an address that holds all of it.</summary>
    public static string Address(byte[] png) => Prefix + Convert.ToBase64String(png);

    /// <summary>The PNG in such an address; null where it holds none.</summary>
    public static byte[]? FromAddress(string? address)
    {
        if (address?.StartsWith(Prefix, StringComparison.Ordinal) != true)
        {
            return null;
        }

        byte[] png = new byte[address.Length];
        return Convert.TryFromBase64String(address[Prefix.Length..], png, out int length) ? png[..length] : null;
    }

    private static byte[] Compress(byte[] pixels, int line, int height)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.SmallestSize))
        {
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte(0); // rows are not filtered
                zlib.Write(pixels, y * line, line);
            }
        }

        return compressed.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(name);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(name, data));
        png.Write(number);
    }

    private static uint Checksum(ReadOnlySpan<byte> name, byte[] data)
    {
        uint sum = 0xffffffff;
        foreach (byte value in name)
        {
            sum = Add(sum, value);
        }

        foreach (byte value in data)
        {
            sum = Add(sum, value);
        }

        return ~sum;
    }

    // CRC-32 as PNG has it, bit by bit: the pictures are small.
    private static uint Add(uint sum, byte value)
    {
        sum ^= value;
        for (int bit = 0; bit < 8; bit++)
        {
            sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xedb88320;
        }

        return sum;
    }
}
