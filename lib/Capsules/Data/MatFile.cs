using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Capsules.Data;

/// <summary>How a MATLAB file stores a number, by the numbers of the format.</summary>
internal enum MatType
{
    Int8 = 1, UInt8, Int16, UInt16, Int32, UInt32, Single, Double = 9, Int64 = 12, UInt64,
}

/// <summary>A numeric array of a MATLAB file.</summary>
/// <param name="Dimensions">Lengths of the axes, fastest first, as MATLAB stores them.</param>
internal sealed record MatArray(int[] Dimensions, MatType Type, byte[] Bytes)
{
    internal double[] ToDoubles() => [.. Bytes.Chunk(MatFile.SizeOf(Type)).Select(b => Type switch
    {
        MatType.Int8 => (sbyte)b[0],
        MatType.UInt8 => b[0],
        MatType.Int16 => BitConverter.ToInt16(b),
        MatType.UInt16 => BitConverter.ToUInt16(b),
        MatType.Int32 => BitConverter.ToInt32(b),
        MatType.UInt32 => BitConverter.ToUInt32(b),
        MatType.Single => BitConverter.ToSingle(b),
        MatType.Double => BitConverter.ToDouble(b),
        MatType.Int64 => BitConverter.ToInt64(b),
        _ => BitConverter.ToUInt64(b),
    })];
}

/// <summary>Reads numeric arrays of MATLAB level-5 files (<c>.mat</c> of MATLAB 5 to 7), compressed or not, and those that are fields of a
/// struct; forwards, so that a compressed file needs no memory of its own.</summary>
/// <remarks>Format: The MathWorks, "MAT-File Format", level 5. No maintained package reads it.</remarks>
internal sealed class MatFile(Predicate<string> wanted, int? columns)
{
    private const int Compressed = 15, Matrix = 14, StructClass = 2, FirstNumberClass = 6, LastNumberClass = 15;
    private const int LongestPart = 65536; // of an array's description: more is a damaged file

    private readonly Dictionary<string, MatArray> arrays = [];

    /// <summary>Reads a file's arrays by name; a struct's field is <c>struct.field</c>.</summary>
    /// <param name="wanted">Which arrays to keep; others are passed over without memory.</param>
    /// <param name="columns">Keep only so many of the first positions of an array's last axis; null for all.</param>
    /// <exception cref="InvalidDataException">Not a level-5 file, or it is damaged or cut short.</exception>
    internal static IReadOnlyDictionary<string, MatArray> Read(string path, Predicate<string> wanted, int? columns = null)
    {
        using var file = Files.OpenRead(path);
        var reader = new MatFile(wanted, columns);
        try
        {
            CheckHeader(file);
            while (file.Position < file.Length)
            {
                var tag = ReadTag(file);
                var end = file.Position + tag.Length;
                if (end > file.Length) throw new EndOfStreamException();
                if (tag.Type == Matrix) reader.ReadMatrix(file, tag.Length, null);
                if (tag.Type == Compressed)
                {
                    using var content = new ZLibStream(file, CompressionMode.Decompress, leaveOpen: true);
                    if (ReadTag(content) is { Type: Matrix } inner) reader.ReadMatrix(content, inner.Length, null);
                }
                file.Position = end; // a decompressor reads ahead
            }
        }
        catch (EndOfStreamException)
        {
            throw Files.Refuse(path, $"it is cut short or damaged: an array ends after byte {file.Position} of {file.Length}");
        }
        catch (InvalidDataException broken)
        {
            throw Files.Refuse(path, broken.Message);
        }
        return reader.arrays;
    }

    internal static int SizeOf(MatType type) => type switch
    {
        MatType.Int8 or MatType.UInt8 => 1,
        MatType.Int16 or MatType.UInt16 => 2,
        MatType.Int32 or MatType.UInt32 or MatType.Single => 4,
        MatType.Double or MatType.Int64 or MatType.UInt64 => 8,
        _ => throw new InvalidDataException($"numbers of type {(int)type} are unknown"),
    };

    private static void CheckHeader(FileStream file)
    {
        var header = new byte[128];
        file.ReadExactly(header);
        if (header.AsSpan().StartsWith("MATLAB 7.3"u8)) throw new InvalidDataException("it is a MATLAB 7.3 (HDF5) file; save it with -v7");
        if (header is not [.., 0, 1, (byte)'I', (byte)'M']) throw new InvalidDataException("it is not a little-endian MATLAB level-5 file");
    }

    // An array's parts: flags, dimensions, name, then numbers or the arrays of a struct's fields.
    private void ReadMatrix(Stream stream, long left, string? field)
    {
        if (left == 0) return; // an empty array
        var kind = ReadPart(stream, MatType.UInt32, ref left) is [var first, ..] ? first : 0;
        int[] dimensions = [.. ReadPart(stream, MatType.Int32, ref left).Chunk(4).Where(b => b.Length == 4).Select(b => BitConverter.ToInt32(b))];
        var name = Encoding.ASCII.GetString(ReadPart(stream, MatType.Int8, ref left));
        var count = dimensions.Aggregate(1.0, (product, d) => product * d);
        if (dimensions.Length < 2 || dimensions.Any(d => d < 0)) throw new InvalidDataException($"an array has the dimensions {string.Join("×", dimensions)}");
        if (kind == StructClass && count == 1 && field is null) ReadStruct(stream, name, ref left);
        else if (kind is >= FirstNumberClass and <= LastNumberClass && wanted(field ?? name)) ReadNumbers(stream, dimensions, count, field ?? name, ref left);
        Skip(stream, left);
    }

    private void ReadStruct(Stream stream, string name, ref long left)
    {
        var nameLength = ReadPart(stream, MatType.Int32, ref left) is { Length: 4 } bytes ? BitConverter.ToInt32(bytes) : 0;
        var names = ReadPart(stream, MatType.Int8, ref left);
        if (nameLength < 1) throw new InvalidDataException($"struct '{name}' has field names of {nameLength} bytes");
        foreach (var part in names.Chunk(nameLength))
        {
            var field = $"{name}.{Encoding.ASCII.GetString(part).TrimEnd('\0')}";
            var tag = ReadTag(stream);
            left -= tag.Size;
            if (tag.Type != Matrix || left < 0) throw new InvalidDataException($"field '{field}' is an element of type {tag.Type} that does not fit its struct");
            ReadMatrix(stream, tag.Length, field);
        }
    }

    private void ReadNumbers(Stream stream, int[] dimensions, double count, string name, ref long left)
    {
        var tag = ReadTag(stream);
        left -= tag.Size;
        var each = SizeOf((MatType)tag.Type);
        if (left < 0 || count * each != tag.Length)
            throw new InvalidDataException($"'{name}' is {string.Join("×", dimensions)}, which takes {count * each} bytes, but holds {tag.Length}");
        if (dimensions[^1] > columns) dimensions = [.. dimensions[..^1], columns.Value];
        var kept = dimensions.Aggregate((double)each, (product, d) => product * d);
        if (kept > Array.MaxLength) throw new InvalidDataException($"'{name}' takes {kept} bytes: read fewer columns");
        var bytes = new byte[(int)kept];
        stream.ReadExactly(bytes);
        Skip(stream, tag.Length - bytes.Length + tag.Padding);
        arrays[name] = new MatArray(dimensions, (MatType)tag.Type, bytes);
    }

    // A small part of an array's description.
    private static byte[] ReadPart(Stream stream, MatType expected, ref long left)
    {
        var tag = ReadTag(stream);
        left -= tag.Size;
        if (tag.Type != (uint)expected || tag.Length > LongestPart || left < 0)
            throw new InvalidDataException($"an array's description has a part of type {tag.Type} and {tag.Length} bytes where type {(int)expected} was expected");
        var bytes = new byte[tag.Length];
        stream.ReadExactly(bytes);
        Skip(stream, tag.Padding);
        return bytes;
    }

    private readonly record struct Tag(uint Type, long Length, long Padding, long Size);

    // Type and length in four bytes each; or, where the data take at most four bytes, in two each with the data behind.
    private static Tag ReadTag(Stream stream)
    {
        Span<byte> word = stackalloc byte[4];
        stream.ReadExactly(word);
        uint first = BinaryPrimitives.ReadUInt32LittleEndian(word), small = first >> 16;
        if (small > 4) throw new InvalidDataException($"a small element claims {small} bytes");
        if (small > 0) return new Tag(first & 0xFFFF, small, 4 - small, 8);
        stream.ReadExactly(word);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(word);
        long padding = (8 - length % 8) % 8;
        return new Tag(first, length, padding, 8 + length + padding);
    }

    private static void Skip(Stream stream, long bytes)
    {
        Span<byte> spare = stackalloc byte[8192];
        for (; bytes > 0; bytes -= Math.Min(bytes, spare.Length)) stream.ReadExactly(spare[..(int)Math.Min(bytes, spare.Length)]);
    }
}
