using Capsules.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>Tensors to write, from .NET values, and numbers read back.</summary>
internal static class Stored
{
    internal static (string Name, Tensor Value) From<T>(string name, T[] values, params long[] shape)
        where T : unmanaged => (name, from_array(values).reshape(shape));

    internal static float[] Floats(this SafetensorsFile file, string name)
    {
        using var scope = NewDisposeScope();
        return file.Load(name).to(float32).data<float>().ToArray();
    }

    internal static double[] Doubles(this SafetensorsFile file, string name)
    {
        using var scope = NewDisposeScope();
        return file.Load(name).to(float64).data<double>().ToArray();
    }
}
