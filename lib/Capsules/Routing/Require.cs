using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>Refuses tensors that do not fit, in the library's words: native code would end the process or read past their end.</summary>
internal static class Require
{
    /// <summary>Refuses a tensor of another shape; −1 stands for any length.</summary>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    internal static void Shape(Tensor t, string taker, params long[] shape)
    {
        if (t.ndim == shape.Length && t.shape.Zip(shape).All(p => p.Second == -1 || p.First == p.Second)) return;
        throw new ArgumentException($"{taker} takes [{string.Join(", ", shape.Select(k => k == -1 ? "any" : $"{k}"))}]; it was given [{string.Join(", ", t.shape)}]");
    }

    /// <summary>Refuses votes [B, n, m, h] and priors [n, m] that do not fit each other.</summary>
    /// <exception cref="ArgumentException">A shape, type or device differs.</exception>
    internal static void Votes(Tensor uHat, Tensor b)
    {
        Shape(uHat, "routing of votes", -1, -1, -1, -1);
        Shape(b, "routing of these votes, for its priors,", uHat.shape[1], uHat.shape[2]);
        Like(uHat, b);
    }

    /// <summary>Refuses a tensor that has not the type and device of a layer's numbers.</summary>
    /// <exception cref="ArgumentException">Type or device differ.</exception>
    internal static void Like(Tensor t, Tensor own)
    {
        if (t.dtype == own.dtype && t.device_type == own.device_type) return;
        throw new ArgumentException($"this layer's numbers are {own.dtype} on {own.device}, the input's {t.dtype} on {t.device}; move one with .to(…)");
    }
}
