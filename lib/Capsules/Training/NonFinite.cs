using Capsules.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>Finds where numbers stopped being finite, so that an abort can name the layer.</summary>
internal static class NonFinite
{
    /// <summary>The first part of a network, in the order of the pass, whose output is not finite; null where all are.</summary>
    internal static string? Output(CapsNet model, CapsNetOutput output)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        for (var l = 0; l < output.Capsules.Count; l++)
            if (!Finite(output.Capsules[l])) return Named(model, l == 0 ? "backbone" : $"layers.{l - 1}");
        return output.Reconstruction is { } pixels && !Finite(pixels) ? Named(model, "decoder") : null;
    }

    /// <summary>The last parameter whose gradient is not finite, which is the first that the backward pass came to; null where all are.</summary>
    internal static string? Gradient(nn.Module model)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var gradients = model.named_parameters().Where(p => p.parameter.grad is not null).ToArray();
        // One number for all of them, every step: the largest magnitude is finite only where all are, and max keeps a NaN.
        if (Finite(stack(gradients.Select(p => p.parameter.grad!.abs().max()).ToArray()))) return null;
        return gradients.Last(p => !Finite(p.parameter.grad!)).name;
    }

    private static string Named(nn.Module model, string part)
    {
        foreach (var (name, parameter) in model.named_parameters())
            if (name.StartsWith(part + ".", StringComparison.Ordinal) && !Finite(parameter)) return $"{part}, whose parameter {name} is not finite either";
        return part;
    }

    private static bool Finite(Tensor values) => double.IsFinite(values.detach().abs().max().to(float64).item<double>());
}
