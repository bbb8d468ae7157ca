using System.Runtime.InteropServices;
using Capsules.Data;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>Tensors to write, from .NET values.</summary>
internal static class TensorsOfValues
{
    extension(SafetensorsTensor)
    {
        internal static SafetensorsTensor From<T>(string name, ReadOnlySpan<T> values, params long[] shape)
            where T : unmanaged => new(name, TypeOf(default(T)), shape, MemoryMarshal.AsBytes(values).ToArray());
    }

    private static ScalarType TypeOf(object value) => value switch
    {
        float => ScalarType.Float32,
        double => ScalarType.Float64,
        Half => ScalarType.Float16,
        long => ScalarType.Int64,
        byte => ScalarType.Byte,
        _ => throw new ArgumentException($"no tensor of {value.GetType().Name} is needed yet"),
    };
}
