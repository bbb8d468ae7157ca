using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataMatFileTests : IDisposable
{
    private static readonly string Fixtures = Path.Combine(DataRoot.RepositoryRoot!, "tests", "fixtures", "data");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Write(byte[] bytes)
    {
        File.WriteAllBytes(folder["a.mat"], bytes);
        return folder["a.mat"];
    }

    private string Refusal(byte[] bytes) => Assert.Throws<InvalidDataException>(() => MatFile.Read(Write(bytes), _ => true)).Message;

    [Theory]
    [InlineData("affnist-v5.mat")]
    [InlineData("affnist-v5-compressed.mat")]
    public void FilesThatScipyWroteAreRead(string name)
    {
        var arrays = MatFile.Read(Path.Combine(Fixtures, name), _ => true);
        Assert.Equal([1600, 3], arrays["affNISTdata.image"].Dimensions);
        Assert.Equal(MatType.UInt8, arrays["affNISTdata.image"].Type);
        Assert.Equal((7 + 1 + 2 * 5) % 256, arrays["affNISTdata.image"].Bytes[1600 + 45]); // image 1, row 1, column 5
        Assert.Equal([7, 2, 9], arrays["affNISTdata.label_int"].ToDoubles());
        Assert.Equal([0, 3, 6, 9, 12, 15, 1], arrays["affNISTdata.human_readable_transform"].ToDoubles()[..7]); // column by column
        Assert.Equal([1, 2, 3], arrays["affNISTdata.original_id"].ToDoubles());
        Assert.DoesNotContain("note", arrays.Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryNumberTypeComesBack(bool compressed)
    {
        var file = MatWriter.File(compressed,
            MatWriter.Matrix("d", 6, [1, 2], MatType.Double, [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-2.0)]),
            MatWriter.Matrix("s", 7, [1, 1], MatType.Single, BitConverter.GetBytes(0.25f)),
            MatWriter.Matrix("i8", 8, [1, 3], MatType.Int8, [0xFF, 0x80, 5]),
            MatWriter.Matrix("u16", 11, [2, 1], MatType.UInt16, [0xFF, 0xFF, 1, 0]),
            MatWriter.Matrix("i32", 12, [1, 1], MatType.Int32, BitConverter.GetBytes(-7)),
            MatWriter.Matrix("u64", 15, [1, 1], MatType.UInt64, BitConverter.GetBytes(1UL << 40)));
        var arrays = MatFile.Read(Write(file), _ => true);
        Assert.Equal([1.5, -2], arrays["d"].ToDoubles());
        Assert.Equal([0.25], arrays["s"].ToDoubles());
        Assert.Equal([-1, -128, 5], arrays["i8"].ToDoubles());
        Assert.Equal([65535, 1], arrays["u16"].ToDoubles());
        Assert.Equal([-7], arrays["i32"].ToDoubles());
        Assert.Equal([Math.Pow(2, 40)], arrays["u64"].ToDoubles());
    }

    [Fact]
    public void UnwantedArraysArePassedOverAndColumnsCut()
    {
        var file = MatWriter.File(true,
            MatWriter.Matrix("a", 9, [2, 3], MatType.UInt8, [1, 2, 3, 4, 5, 6]),
            MatWriter.Matrix("b", 9, [1, 4], MatType.UInt8, [7, 8, 9, 10]));
        var arrays = MatFile.Read(Write(file), name => name == "a", columns: 2);
        Assert.Equal("a", Assert.Single(arrays.Keys));
        Assert.Equal([2, 2], arrays["a"].Dimensions);
        Assert.Equal([1, 2, 3, 4], arrays["a"].Bytes);
    }

    [Theory]
    [InlineData("affnist-v5.mat")]
    [InlineData("affnist-v5-compressed.mat")]
    public void FileCutShortAnywhereIsRefusedWithItsName(string name)
    {
        var whole = File.ReadAllBytes(Path.Combine(Fixtures, name));
        foreach (var length in (int[])[0, 127, 130, 136, 200, whole.Length / 2, whole.Length - 9])
            Assert.Contains("a.mat", Refusal(whole[..length]));
    }

    [Fact]
    public void NoByteChangedMakesAnythingButAnAnswerOrARefusal()
    {
        var whole = MatWriter.File(false, MatWriter.Matrix("a", 9, [2, 3], MatType.UInt8, [1, 2, 3, 4, 5, 6]));
        for (var at = 126; at < whole.Length; at++)
        {
            foreach (var value in (byte[])[0, 1, 0x7F, 0xFF])
            {
                byte[] damaged = [.. whole];
                damaged[at] = value;
                try { MatFile.Read(Write(damaged), _ => true); }
                catch (InvalidDataException refusal) { Assert.Contains("a.mat", refusal.Message); }
            }
        }
    }

    [Fact]
    public void OtherKindsOfFileAreNamed()
    {
        var file = MatWriter.File(false);
        Assert.Contains("HDF5", Refusal([.. "MATLAB 7.3 MAT-file"u8, .. file[19..]]));
        Assert.Contains("not a little-endian MATLAB level-5 file", Refusal([.. file[..126], .. "MI"u8]));
        Assert.Contains("not a little-endian MATLAB level-5 file", Refusal(new byte[200]));
    }

    [Fact]
    public void ArrayWhoseNumbersDoNotFitItsDimensionsIsRefused() =>
        Assert.Contains("'a' is 2×3, which takes 6 bytes, but holds 5",
            Refusal(MatWriter.File(false, MatWriter.Matrix("a", 9, [2, 3], MatType.UInt8, [1, 2, 3, 4, 5]))));
}

/// <summary>Writes MATLAB level-5 files for tests.</summary>
internal static class MatWriter
{
    internal static byte[] File(bool compressed, params byte[][] variables)
    {
        var header = new byte[128];
        Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, written by a test").CopyTo(header, 0);
        header[125] = 1;
        "IM"u8.CopyTo(header.AsSpan(126));
        return [.. header, .. variables.SelectMany(variable => compressed ? Compress(variable) : variable)];
    }

    internal static byte[] Matrix(string name, int kind, int[] dimensions, MatType type, byte[] numbers) => Element(14,
    [
        .. Element(6, [(byte)kind, 0, 0, 0, 0, 0, 0, 0]),
        .. Element(5, [.. dimensions.SelectMany(BitConverter.GetBytes)]),
        .. Element(1, Encoding.ASCII.GetBytes(name)),
        .. Element((int)type, numbers),
    ]);

    internal static byte[] Struct(string name, params (string Field, byte[] Matrix)[] fields) => Element(14,
    [
        .. Element(6, [2, 0, 0, 0, 0, 0, 0, 0]),
        .. Element(5, [1, 0, 0, 0, 1, 0, 0, 0]),
        .. Element(1, Encoding.ASCII.GetBytes(name)),
        .. Element(5, [32, 0, 0, 0]),
        .. Element(1, [.. fields.SelectMany(f => Encoding.ASCII.GetBytes(f.Field.PadRight(32, '\0')))]),
        .. fields.SelectMany(f => f.Matrix),
    ]);

    private static byte[] Element(int type, byte[] data)
    {
        var tag = new byte[8];
        if (data.Length is > 0 and <= 4)
        {
            BinaryPrimitives.WriteInt32LittleEndian(tag, data.Length << 16 | type);
            data.CopyTo(tag, 4);
            return tag;
        }
        BinaryPrimitives.WriteInt32LittleEndian(tag, type);
        BinaryPrimitives.WriteInt32LittleEndian(tag.AsSpan(4), data.Length);
        return [.. tag, .. data, .. new byte[(8 - data.Length % 8) % 8]];
    }

    private static byte[] Compress(byte[] element)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(element);
        var tag = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(tag, 15);
        BinaryPrimitives.WriteInt32LittleEndian(tag.AsSpan(4), (int)packed.Length);
        return [.. tag, .. packed.ToArray()];
    }
}
