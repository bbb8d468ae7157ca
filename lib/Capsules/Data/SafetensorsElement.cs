using System.Runtime.InteropServices;

namespace Capsules.Data;

/// <summary>The .NET types behind safetensors' element types.</summary>
internal static class SafetensorsElement
{
    /// <summary>Whether elements of <paramref name="type"/> are read as <typeparamref name="T"/>.</summary>
    internal static bool Fits<T>(SafetensorsType type)
        where T : unmanaged => default(T) switch
        {
            bool => type is SafetensorsType.BOOL,
            byte => type is SafetensorsType.U8 or SafetensorsType.BOOL,
            sbyte => type is SafetensorsType.I8,
            ushort => type is SafetensorsType.U16 or SafetensorsType.BF16,
            short => type is SafetensorsType.I16,
            uint => type is SafetensorsType.U32,
            int => type is SafetensorsType.I32,
            ulong => type is SafetensorsType.U64,
            long => type is SafetensorsType.I64,
            Half => type is SafetensorsType.F16,
            float => type is SafetensorsType.F32,
            double => type is SafetensorsType.F64,
            _ => false,
        };

    /// <summary>The element type under which values of <typeparamref name="T"/> are written.</summary>
    internal static SafetensorsType Of<T>()
        where T : unmanaged => default(T) switch
        {
            bool => SafetensorsType.BOOL,
            byte => SafetensorsType.U8,
            sbyte => SafetensorsType.I8,
            ushort => SafetensorsType.U16,
            short => SafetensorsType.I16,
            uint => SafetensorsType.U32,
            int => SafetensorsType.I32,
            ulong => SafetensorsType.U64,
            long => SafetensorsType.I64,
            Half => SafetensorsType.F16,
            float => SafetensorsType.F32,
            double => SafetensorsType.F64,
            _ => throw new ArgumentException($"safetensors has no element type for {typeof(T).Name}"),
        };

    internal static double[] ToDoubles(SafetensorsType type, ReadOnlySpan<byte> bytes) => type switch
    {
        SafetensorsType.BOOL or SafetensorsType.U8 => Convert<byte>(bytes, x => x),
        SafetensorsType.I8 => Convert<sbyte>(bytes, x => x),
        SafetensorsType.U16 => Convert<ushort>(bytes, x => x),
        SafetensorsType.I16 => Convert<short>(bytes, x => x),
        SafetensorsType.U32 => Convert<uint>(bytes, x => x),
        SafetensorsType.I32 => Convert<int>(bytes, x => x),
        SafetensorsType.U64 => Convert<ulong>(bytes, x => x),
        SafetensorsType.I64 => Convert<long>(bytes, x => x),
        SafetensorsType.F16 => Convert<Half>(bytes, x => (double)x),
        SafetensorsType.BF16 => Convert<ushort>(bytes, x => BitConverter.UInt32BitsToSingle((uint)x << 16)),
        SafetensorsType.F32 => Convert<float>(bytes, x => x),
        SafetensorsType.F64 => Convert<double>(bytes, x => x),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such element type"),
    };

    private static double[] Convert<T>(ReadOnlySpan<byte> bytes, Func<T, double> convert)
        where T : unmanaged
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(bytes);
        var result = new double[values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = convert(values[i]);
        return result;
    }
}
