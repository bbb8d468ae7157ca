using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>Rectified Adam (Liu et al. 2019), the optimizer of Heinsen (2019), section 3.2.</summary>
/// <remarks>TorchSharp 0.107 has a class of that name; from step 6 on it multiplies the learning rate in twice, so this one is the project's own.</remarks>
public sealed class RAdam : IDisposable
{
    private const double Beta2 = 0.999;
    private const double Eps = 1e-8; // added to the root of the squares' mean before its bias is corrected, as in the optimizer's reference code

    private readonly Slot[] slots;

    /// <summary>An optimizer of parameters with their names, as <c>module.named_parameters()</c> gives them.</summary>
    public RAdam(IEnumerable<(string name, Parameter parameter)> parameters) =>
        slots = [.. parameters.Select(p => new Slot(p.name, p.parameter, Zeros(p.parameter), Zeros(p.parameter)))];

    /// <summary>Learning rate of the next step; the paper's peak until a schedule sets another.</summary>
    public double LearningRate { get; set; } = 5e-4;

    /// <summary>β1 of the next step: the decay of the mean of gradients.</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>Steps taken.</summary>
    public long Steps { get; internal set; }

    /// <summary>Takes learning rate and β1 of the next step from a schedule.</summary>
    public void Follow(SingleCycle schedule) => (LearningRate, Beta1) = schedule.At(Steps);

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGrad()
    {
        foreach (var slot in slots) slot.Parameter.grad = null;
    }

    /// <summary>One step on every parameter that has a gradient.</summary>
    public void Step()
    {
        Steps++;
        var beta2t = Math.Pow(Beta2, Steps);
        var longest = 2 / (1 - Beta2) - 1; // ρ∞
        var length = longest - 2 * Steps * beta2t / (1 - beta2t); // ρt: effective length of the squares' average
        var rectified = length >= 5;
        var size = LearningRate / (1 - Math.Pow(Beta1, Steps));
        if (rectified)
            size *= Math.Sqrt((1 - beta2t) * (length - 4) / (longest - 4) * ((length - 2) / length) * (longest / (longest - 2)));

        using var constant = no_grad();
        using var scope = NewDisposeScope();
        foreach (var slot in slots)
        {
            if (slot.Parameter.grad is not { } g) continue;
            slot.V.mul_(Beta2).addcmul_(g, g, 1 - Beta2);
            slot.M.mul_(Beta1).add_(g, 1 - Beta1);
            if (rectified) slot.Parameter.addcdiv_(slot.M, slot.V.sqrt().add_(Eps), -size);
            else slot.Parameter.add_(slot.M, -size); // too few squares yet: momentum alone
        }
    }

    /// <summary>The optimizer's own tensors by name (<c>NAME.m</c> and <c>NAME.v</c>): with <see cref="Steps"/> all that a checkpoint needs.</summary>
    public IEnumerable<(string Name, Tensor Value)> State() => slots.SelectMany(s => new[] { (s.Name + ".m", s.M), (s.Name + ".v", s.V) });

    /// <summary>Frees the optimizer's own tensors, not the parameters.</summary>
    public void Dispose()
    {
        foreach (var (_, value) in State()) value.Dispose();
    }

    private static Tensor Zeros(Parameter parameter) => zeros_like(parameter).requires_grad_(false).DetachFromDisposeScope();

    private sealed record Slot(string Name, Parameter Parameter, Tensor M, Tensor V);
}

/// <summary>The single-cycle schedule: up in a line, down along a cosine, once over the whole training (Heinsen 2019, section 3.2).</summary>
/// <param name="Steps">Optimizer steps of the whole training.</param>
public sealed record SingleCycle(long Steps)
{
    private const double Rise = 0.1; // share of the steps on the way up (section 3.2)
    private const double Beta1AtEnds = 0.9, Beta1AtPeak = 0.81; // that β1 cycles too is in the author's code, not in the paper

    /// <summary>Learning rate of the first step, and of the end: 1e-5 (section 3.2).</summary>
    public double Low { get; init; } = 1e-5;

    /// <summary>Learning rate at the peak: 5e-4 (section 3.2).</summary>
    public double High { get; init; } = 5e-4;

    /// <summary>Learning rate and β1 of a step, counted from 0; beyond the last step they stay at the end's.</summary>
    public (double LearningRate, double Beta1) At(long step)
    {
        var peak = Rise * Steps;
        var height = step < peak
            ? step / peak
            : (1 + Math.Cos(Math.PI * Math.Min(1, (step - peak) / (Steps - peak)))) / 2;
        return (Low + (High - Low) * height, Beta1AtEnds + (Beta1AtPeak - Beta1AtEnds) * height);
    }
}
