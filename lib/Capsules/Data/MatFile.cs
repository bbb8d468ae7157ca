using System.Buffers.Binary;
using System.IO.Compression;

namespace Capsules.Data;

/// <summary>A numeric array of a MATLAB file.</summary>
/// <param name="Dimensions">Lengths of the axes, fastest first, as MATLAB stores them.</param>
/// <param name="Type">How each number is stored.</param>
/// <param name="Bytes">The numbers, little-endian.</param>
public sealed record MatArray(int[] Dimensions, MatType Type, byte[] Bytes)
{
    /// <summary>The numbers, whatever their type.</summary>
    public double[] ToDoubles()
    {
        int size = MatFile.SizeOf(Type);
        double[] numbers = new double[Bytes.Length / size];
        for (int i = 0; i < numbers.Length; i++)
        {
            var at = Bytes.AsSpan(i * size, size);
            numbers[i] = Type switch
            {
                MatType.Int8 => (sbyte)at[0],
                MatType.UInt8 => at[0],
                MatType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
                MatType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                MatType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                MatType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                MatType.Single => BinaryPrimitives.ReadSingleLittleEndian(at),
                MatType.Double => BinaryPrimitives.ReadDoubleLittleEndian(at),
                MatType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
            };
        }
        return numbers;
    }
}

/// <summary>How a MATLAB file stores a number.</summary>
public enum MatType
{
    /// <summary>One byte, signed.</summary>
    Int8 = 1,

    /// <summary>One byte.</summary>
    UInt8 = 2,

    /// <summary>Two bytes, signed.</summary>
    Int16 = 3,

    /// <summary>Two bytes.</summary>
    UInt16 = 4,

    /// <summary>Four bytes, signed.</summary>
    Int32 = 5,

    /// <summary>Four bytes.</summary>
    UInt32 = 6,

    /// <summary>Four bytes, floating.</summary>
    Single = 7,

    /// <summary>Eight bytes, floating.</summary>
    Double = 9,

    /// <summary>Eight bytes, signed.</summary>
    Int64 = 12,

    /// <summary>Eight bytes.</summary>
    UInt64 = 13,
}

/// <summary>Numeric arrays from a MATLAB level-5 file (<c>.mat</c> of MATLAB 5 to 7), compressed or not, fields of structs
/// included.</summary>
/// <remarks>Format: The MathWorks, "MAT-File Format", level 5.</remarks>
public static class MatFile
{
    private const int HeaderLength = 128;
    private const uint Compressed = 15;

    /// <summary>Reads a file's arrays by name; a struct's field is <c>struct.field</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">Which arrays to keep; null for all. Others are passed over without memory.</param>
    /// <param name="columns">Keep only so many of the first positions of an array's last axis; null for all.</param>
    /// <exception cref="InvalidDataException">The file is no level-5 file, is damaged or cut short; the message says where.</exception>
    public static IReadOnlyDictionary<string, MatArray> Read(string path, Predicate<string>? wanted = null, int? columns = null)
    {
        using var file = Files.OpenRead(path);
        var arrays = new Dictionary<string, MatArray>();
        try
        {
            ReadHeader(file);
            Span<byte> tag = stackalloc byte[8];
            while (file.ReadAtLeast(tag, 8, throwOnEndOfStream: false) is var got && got > 0)
            {
                if (got < 8) throw new EndOfStreamException();
                uint type = BinaryPrimitives.ReadUInt32LittleEndian(tag), length = BinaryPrimitives.ReadUInt32LittleEndian(tag[4..]);
                long end = file.Position + length;
                if (end > file.Length)
                    throw new InvalidDataException(
                        $"an element at byte {file.Position - 8} of {length} bytes reaches beyond the end of the file");
                if (type == Compressed)
                {
                    using var stream = new ZLibStream(file, CompressionMode.Decompress, leaveOpen: true);
                    new MatReader(stream, wanted, columns, arrays).ReadElement();
                }
                else if (type == MatReader.Matrix)
                {
                    new MatReader(file, wanted, columns, arrays).ReadMatrix(length, "");
                }
                file.Position = end; // a decompressor reads ahead
            }
        }
        catch (EndOfStreamException)
        {
            throw Files.Refuse(path, $"it is cut short or damaged: an array ends after byte {file.Position} of {file.Length}");
        }
        catch (InvalidDataException broken) when (broken.Data["file"] is null)
        {
            throw Files.Refuse(path, broken.Message);
        }
        return arrays;
    }

    internal static int SizeOf(MatType type) => type switch
    {
        MatType.Int8 or MatType.UInt8 => 1,
        MatType.Int16 or MatType.UInt16 => 2,
        MatType.Int32 or MatType.UInt32 or MatType.Single => 4,
        MatType.Double or MatType.Int64 or MatType.UInt64 => 8,
        _ => throw new InvalidDataException($"numbers of type {(int)type} are unknown"),
    };

    private static void ReadHeader(FileStream file)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        int got = file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (got < HeaderLength) throw new InvalidDataException($"{got} bytes are no MATLAB file: its header alone takes {HeaderLength}");
        if (header.StartsWith("MATLAB 7.3"u8)) throw new InvalidDataException("it is a MATLAB 7.3 (HDF5) file; save it with -v7");
        int version = BinaryPrimitives.ReadUInt16LittleEndian(header[124..]);
        var endian = header[126..];
        if (endian.SequenceEqual("MI"u8))
            throw new InvalidDataException("it is a big-endian MATLAB file; only little-endian ones are read");
        if (!endian.SequenceEqual("IM"u8) || version != 0x0100)
            throw new InvalidDataException(
                $"it is no MATLAB level-5 file: bytes 124 to 127 are {Convert.ToHexString(header[124..])}, not 0001494D");
    }
}
