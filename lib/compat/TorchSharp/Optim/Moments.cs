using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The update that Adam and AdamW share, over all parameters of a group at once.</summary>
internal static unsafe class Moments
{
    private static readonly Operator
        AddScaled = new("_foreach_add", "List"), AddScaledInPlace = new("_foreach_add_", "List"), AddInPlace = new("_foreach_add_", "Scalar"),
        MulInPlace = new("_foreach_mul_", "Scalar"), AddcmulInPlace = new("_foreach_addcmul_", "Scalar"), Sqrt = new("_foreach_sqrt"),
        Maximum = new("_foreach_maximum", "List"), DivInPlace = new("_foreach_div_", "Scalar"),
        AddcdivInPlace = new("_foreach_addcdiv_", "Scalar"), Neg = new("_foreach_neg");

    internal readonly record struct Settings(
        double Rate, double Beta1, double Beta2, double Eps, double Decay, bool DecoupledDecay, bool Amsgrad, bool Maximize);

    /// <summary>One parameter with its gradient and what is remembered of it.</summary>
    internal readonly record struct Entry(Parameter Parameter, Tensor Grad, Tensor First, Tensor Second, Tensor? Largest);

    /// <summary>Adam's step number <paramref name="step"/> for parameters that have all been stepped as often.</summary>
    internal static void Update(List<Entry> entries, long step, in Settings settings)
    {
        if (!settings.Amsgrad) entries = Fused(entries, step, settings);
        if (entries.Count > 0) ByOperators(entries, step, settings);
    }

    // In main memory one pass over each parameter is several times faster than an operator for each term. Gives back what it cannot do.
    private static List<Entry> Fused(List<Entry> entries, long step, in Settings settings)
    {
        var count = entries.Count;
        var (tensors, handled) = (new nint[4 * count], new int[count]);
        for (var i = 0; i < count; i++)
        {
            var entry = entries[i];
            (tensors[i], tensors[count + i]) = (entry.Parameter.Handle, entry.Grad.Handle);
            (tensors[2 * count + i], tensors[3 * count + i]) = (entry.First.Handle, entry.Second.Handle);
        }
        fixed (nint* all = tensors)
        fixed (int* done = handled)
        {
            Library.Check(Library.ct_adam(
                all, all + count, all + 2 * count, all + 3 * count, count, step, settings.Rate, settings.Beta1, settings.Beta2, settings.Eps,
                settings.Decay, settings.DecoupledDecay ? 1 : 0, settings.Maximize ? 1 : 0, done), "Adam");
        }
        GC.KeepAlive(entries);
        return Array.IndexOf(handled, 0) < 0 ? [] : [.. entries.Where((_, i) => handled[i] == 0)];
    }

    // Ten calls, however many parameters there are.
    private static void ByOperators(List<Entry> entries, long step, in Settings settings)
    {
        Tensor[] parameters = [.. entries.Select(entry => entry.Parameter)];
        Tensor[] grads = [.. entries.Select(entry => entry.Grad)];
        Tensor[] first = [.. entries.Select(entry => entry.First)];
        Tensor[] second = [.. entries.Select(entry => entry.Second)];
        if (settings.Maximize) grads = Neg.CallList(grads);
        if (settings.Decay != 0)
        {
            if (settings.DecoupledDecay) MulInPlace.CallNothing(parameters, 1 - settings.Rate * settings.Decay);
            else grads = AddScaled.CallList(grads, parameters, settings.Decay);
        }
        MulInPlace.CallNothing(first, settings.Beta1);
        AddScaledInPlace.CallNothing(first, grads, 1 - settings.Beta1);
        MulInPlace.CallNothing(second, settings.Beta2);
        AddcmulInPlace.CallNothing(second, grads, grads, 1 - settings.Beta2);
        if (settings.Amsgrad)
        {
            Tensor[] largest = [.. entries.Select(entry => entry.Largest!)];
            second = Maximum.CallList(largest, second);
            for (var i = 0; i < largest.Length; i++) largest[i].copy_(second[i]);
        }
        var scale = Sqrt.CallList([second]);
        DivInPlace.CallNothing(scale, Math.Sqrt(1 - Math.Pow(settings.Beta2, step)));
        AddInPlace.CallNothing(scale, settings.Eps);
        AddcdivInPlace.CallNothing(parameters, first, scale, -settings.Rate / (1 - Math.Pow(settings.Beta1, step)));
    }
}
