using System.Buffers.Binary;
using System.Text;

namespace Capsules.Data;

/// <summary>Reads one variable of a MATLAB level-5 file forwards from a stream, so that a compressed one needs no memory of its
/// own.</summary>
internal sealed class MatReader(Stream stream, Predicate<string>? wanted, int? columns, Dictionary<string, MatArray> arrays)
{
    internal const uint Matrix = 14;

    private const int StructClass = 2, FirstNumberClass = 6, LastNumberClass = 15;
    private const int LongestPart = 65536;
    private const int Depth = 8; // structs within structs: more is a damaged file
    private readonly byte[] _spare = new byte[8192];
    private int _depth;

    /// <summary>Reads the one element that a compressed variable holds.</summary>
    internal void ReadElement()
    {
        var tag = ReadTag();
        if (tag.Type != Matrix)
            throw new InvalidDataException($"a compressed variable holds an element of type {tag.Type}, not an array ({Matrix})");
        ReadMatrix(tag.Length, "");
    }

    /// <summary>Reads an array's parts: flags, dimensions, name, then numbers or the arrays of a struct's fields.</summary>
    internal void ReadMatrix(long length, string path)
    {
        if (length == 0) return; // an empty array
        if (++_depth > Depth) throw new InvalidDataException($"'{path}' lies more than {Depth} structs deep");
        long left = length;
        int kind = ReadPart(ref left, MatType.UInt32) is [var first, ..] ? first : 0;
        int[] dimensions = ToInts(ReadPart(ref left, MatType.Int32));
        if (dimensions.Length < 2) throw new InvalidDataException($"an array has {dimensions.Length} dimensions; MATLAB's have at least 2");
        string name = Encoding.ASCII.GetString(ReadPart(ref left, MatType.Int8));
        string full = path.Length == 0 ? name : path;

        if (kind == StructClass) ReadStruct(ref left, dimensions, full);
        else if (kind is >= FirstNumberClass and <= LastNumberClass && (wanted is null || wanted(full))) ReadNumbers(ref left, dimensions, full);
        Skip(left);
        _depth--;
    }

    private void ReadStruct(ref long left, int[] dimensions, string path)
    {
        int nameLength = ToInts(ReadPart(ref left, MatType.Int32)) is [var one] ? one : 0;
        byte[] names = ReadPart(ref left, MatType.Int8);
        if (nameLength < 1 || names.Length % nameLength != 0)
            throw new InvalidDataException($"struct '{path}' has field names of {nameLength} bytes each in {names.Length} bytes");
        if (Count(dimensions) != 1) return; // no array of ours lies in an array of structs

        for (int at = 0; at < names.Length; at += nameLength)
        {
            string field = Encoding.ASCII.GetString(names, at, nameLength).TrimEnd('\0');
            var tag = ReadTag();
            left -= tag.Size;
            if (tag.Type != Matrix || left < 0)
                throw new InvalidDataException(
                    $"field '{path}.{field}' is an element of type {tag.Type} and {tag.Length} bytes that does not fit its struct");
            ReadMatrix(tag.Length, $"{path}.{field}");
        }
    }

    private void ReadNumbers(ref long left, int[] dimensions, string path)
    {
        var tag = ReadTag();
        left -= tag.Size;
        long each = MatFile.SizeOf((MatType)tag.Type), count = Count(dimensions);
        if (left < 0 || count * each != tag.Length)
            throw new InvalidDataException(
                $"'{path}' is {string.Join("×", dimensions)}, which takes {count * each} bytes, but holds {tag.Length}");

        if (columns is int most && dimensions[^1] > most)
        {
            count = count / dimensions[^1] * most;
            dimensions = [.. dimensions[..^1], most];
        }
        if (count * each > Array.MaxLength)
            throw new InvalidDataException($"'{path}' takes {count * each} bytes, more than one array can hold: read fewer columns");
        byte[] bytes = new byte[count * each];
        stream.ReadExactly(bytes);
        Skip(tag.Length - bytes.Length + tag.Padding);
        arrays[path] = new MatArray(dimensions, (MatType)tag.Type, bytes);
    }

    // A small part of an array's description.
    private byte[] ReadPart(ref long left, MatType expected)
    {
        var tag = ReadTag();
        left -= tag.Size;
        if (tag.Type != (uint)expected || tag.Length > LongestPart || left < 0)
            throw new InvalidDataException(
                $"an array's description has a part of type {tag.Type} and {tag.Length} bytes where type {(int)expected} was expected");
        byte[] bytes = new byte[tag.Length];
        stream.ReadExactly(bytes);
        Skip(tag.Padding);
        return bytes;
    }

    // Type and length in four bytes each; or, where the data take at most four bytes, in two each with the data behind.
    private Tag ReadTag()
    {
        Span<byte> word = stackalloc byte[4];
        stream.ReadExactly(word);
        uint first = BinaryPrimitives.ReadUInt32LittleEndian(word), small = first >> 16;
        if (small > 4) throw new InvalidDataException($"a small element claims {small} bytes");
        if (small > 0) return new Tag(first & 0xFFFF, small, 4 - small, 8);
        stream.ReadExactly(word);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(word);
        long padding = (8 - length % 8) % 8;
        return new Tag(first, length, padding, 8 + length + padding);
    }

    private readonly record struct Tag(uint Type, long Length, long Padding, long Size);

    private void Skip(long bytes)
    {
        while (bytes > 0)
        {
            int got = stream.Read(_spare, 0, (int)Math.Min(bytes, _spare.Length));
            if (got == 0) throw new EndOfStreamException();
            bytes -= got;
        }
    }

    private static long Count(int[] dimensions)
    {
        long count = 1;
        foreach (int d in dimensions)
        {
            if (d < 0 || d > 0 && count > int.MaxValue * 8L / d)
                throw new InvalidDataException($"an array has the dimensions {string.Join("×", dimensions)}");
            count *= d;
        }
        return count;
    }

    private static int[] ToInts(byte[] bytes)
    {
        int[] numbers = new int[bytes.Length / 4];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * i));
        return numbers;
    }
}
