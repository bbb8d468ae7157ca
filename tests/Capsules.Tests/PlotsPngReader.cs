using System.Buffers.Binary;
using System.IO.Compression;

namespace Capsules.Tests;

/// <summary>Pixels of an unfiltered PNG, with its checksums verified by an independent table.</summary>
internal static class PngReader
{
    public static byte[] Pixels(byte[] png, int channels)
    {
        int width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
        int height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20));
        byte[]? data = null;
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            Assert.Equal(Crc(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            if (png[at + 4] == 'I' && png[at + 5] == 'D')
            {
                data = png[(at + 8)..(at + 8 + length)];
            }

            at += length + 12;
        }

        using ZLibStream zlib = new(new MemoryStream(data!), CompressionMode.Decompress);
        using MemoryStream rows = new();
        zlib.CopyTo(rows);
        byte[] filtered = rows.ToArray();
        Assert.Equal(height * (width * channels + 1), filtered.Length);
        return [.. Enumerable.Range(0, height).SelectMany(y => filtered.Skip(y * (width * channels + 1) + 1).Take(width * channels))];
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        uint[] table = [.. Enumerable.Range(0, 256).Select(n =>
        {
            uint value = (uint)n;
            for (int k = 0; k < 8; k++)
            {
                value = (value & 1) != 0 ? 0xedb88320 ^ (value >> 1) : value >> 1;
            }

            return value;
        })];
        uint sum = 0xffffffff;
        foreach (byte one in data)
        {
            sum = table[(sum ^ one) & 255] ^ (sum >> 8);
        }

        return sum ^ 0xffffffff;
    }
}
