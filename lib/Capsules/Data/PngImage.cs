using System.Buffers.Binary;
using System.IO.Compression;

namespace Capsules.Data;

/// <summary>Pixels as a PNG file, for pages and notebooks.</summary>
/// <remarks>Format: PNG specification, W3C 2003; grey or red-green-blue of eight bits.</remarks>
public static class PngImage
{
    private static readonly uint[] s_crc = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="pixels">Bytes [channels, height, width].</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="ArgumentException">The pixels do not fit the shape, or the channels are neither 1 nor 3.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int channels, int height, int width)
    {
        if (channels is not (1 or 3)) throw new ArgumentException($"A picture has 1 or 3 channels, not {channels}.", nameof(channels));
        if (height < 1 || width < 1 || pixels.Length != channels * height * width)
            throw new ArgumentException(
                $"A picture of {channels}×{height}×{width} takes {channels * height * width} bytes, not {pixels.Length}.", nameof(pixels));

        byte[] rows = new byte[height * (1 + width * channels)]; // a filter number, here none, before every row
        for (int row = 0; row < height; row++)
            for (int column = 0; column < width; column++)
                for (int c = 0; c < channels; c++)
                    rows[row * (1 + width * channels) + 1 + column * channels + c] = pixels[(c * height + row) * width + column];

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(rows);

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, channels == 1 ? (byte)0 : (byte)2);
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] data)
    {
        byte[] chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        name.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        uint crc = uint.MaxValue;
        foreach (byte value in chunk.AsSpan(4, 4 + data.Length)) crc = s_crc[(crc ^ value) & 0xFF] ^ crc >> 8;
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), ~crc);
        return chunk;
    }

    private static uint Remainder(int value)
    {
        uint crc = (uint)value;
        for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ crc >> 1;
        return crc;
    }
}
