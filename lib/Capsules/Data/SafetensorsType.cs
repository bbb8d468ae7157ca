namespace Capsules.Data;

/// <summary>The element types a safetensors file may hold, by the names of its header.</summary>
public enum SafetensorsType
{
    /// <summary>One byte, 0 or 1.</summary>
    BOOL,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>IEEE 754 half precision.</summary>
    F16,

    /// <summary>The upper half of a single-precision number.</summary>
    BF16,

    /// <summary>IEEE 754 single precision.</summary>
    F32,

    /// <summary>IEEE 754 double precision.</summary>
    F64,
}

/// <summary>What a safetensors header says of one tensor; offsets count from the first byte after the header.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="Begin">Offset of its first byte.</param>
/// <param name="End">Offset just past its last byte.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Number of bytes.</summary>
    public long Length => End - Begin;

    /// <summary>Bytes of one element of <paramref name="type"/>.</summary>
    public static int SizeOf(SafetensorsType type) => type switch
    {
        SafetensorsType.BOOL or SafetensorsType.U8 or SafetensorsType.I8 => 1,
        SafetensorsType.U16 or SafetensorsType.I16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.U32 or SafetensorsType.I32 or SafetensorsType.F32 => 4,
        SafetensorsType.U64 or SafetensorsType.I64 or SafetensorsType.F64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such element type"),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Shape)}]";
}
