using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>The constants of RAdam.</summary>
public sealed record RAdamOptions
{
    /// <summary>Decay of the mean of gradients: 0.9; the schedule may change it from step to step.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients: 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the squares' mean before its bias is corrected, as in the optimizer's reference code: 1e-8.</summary>
    public double Eps { get; init; } = 1e-8;

    /// <summary>Learning rate until a schedule sets another: 5e-4, the paper's peak.</summary>
    public double LearningRate { get; init; } = 5e-4;
}

/// <summary>Rectified Adam (Liu et al. 2019), the optimizer of Heinsen (2019), section 3.2.</summary>
/// <remarks>TorchSharp 0.107 has a class of that name; from step 6 on it multiplies the learning rate in twice, so this one is the project's own.</remarks>
public sealed class RAdam : IDisposable
{
    private readonly List<Slot> slots;
    private readonly RAdamOptions options;

    /// <summary>An optimizer of these parameters.</summary>
    /// <param name="parameters">Parameters with their names, as <c>module.named_parameters()</c> gives them.</param>
    /// <param name="options">Constants; the usual ones where absent.</param>
    /// <exception cref="ArgumentException">No parameter.</exception>
    public RAdam(IEnumerable<(string name, Parameter parameter)> parameters, RAdamOptions? options = null)
    {
        this.options = options ?? new RAdamOptions();
        slots = [.. parameters.Select(p => new Slot(p.name, p.parameter))];
        if (slots.Count == 0) throw new ArgumentException("an optimizer needs at least one parameter", nameof(parameters));
        (LearningRate, Beta1) = (this.options.LearningRate, this.options.Beta1);
    }

    /// <summary>Learning rate of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>β1 of the next step.</summary>
    public double Beta1 { get; set; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; internal set; }

    /// <summary>Takes learning rate and β1 of the next step from a schedule.</summary>
    public void Follow(SingleCycle schedule) => (LearningRate, Beta1) = schedule.At(Steps);

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGrad()
    {
        foreach (Slot slot in slots) slot.Parameter.grad = null;
    }

    /// <summary>One step on every parameter that has a gradient.</summary>
    public void Step()
    {
        Steps++;
        double beta2 = options.Beta2, beta2t = Math.Pow(beta2, Steps);
        double longest = 2 / (1 - beta2) - 1; // ρ∞
        double length = longest - 2 * Steps * beta2t / (1 - beta2t); // ρt: effective length of the squares' average
        bool rectified = length >= 5;
        double size = LearningRate / (1 - Math.Pow(Beta1, Steps));
        if (rectified)
            size *= Math.Sqrt((1 - beta2t) * (length - 4) / (longest - 4) * ((length - 2) / length) * (longest / (longest - 2)));

        using IDisposable constant = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach (Slot slot in slots)
        {
            if (slot.Parameter.grad is not { } g) continue;
            slot.V.mul_(beta2).addcmul_(g, g, 1 - beta2);
            slot.M.mul_(Beta1).add_(g, 1 - Beta1);
            if (rectified) slot.Parameter.addcdiv_(slot.M, slot.V.sqrt().add_(options.Eps), -size);
            else slot.Parameter.add_(slot.M, -size); // too few squares yet: momentum alone
        }
    }

    /// <summary>The optimizer's own tensors by name (<c>NAME.m</c> and <c>NAME.v</c>): with <see cref="Steps"/> all that a checkpoint needs.</summary>
    public IEnumerable<(string Name, Tensor Value)> State() => slots.SelectMany(s => new[] { (s.Name + ".m", s.M), (s.Name + ".v", s.V) });

    /// <summary>Frees the optimizer's own tensors, not the parameters.</summary>
    public void Dispose()
    {
        foreach (Slot slot in slots) slot.Dispose();
    }

    private sealed class Slot(string name, Parameter parameter) : IDisposable
    {
        internal string Name { get; } = name;

        internal Parameter Parameter { get; } = parameter;

        internal Tensor M { get; } = zeros_like(parameter).requires_grad_(false).DetachFromDisposeScope();

        internal Tensor V { get; } = zeros_like(parameter).requires_grad_(false).DetachFromDisposeScope();

        public void Dispose()
        {
            M.Dispose();
            V.Dispose();
        }
    }
}

/// <summary>The single-cycle schedule: up in a line, down along a cosine, once over the whole training (Heinsen 2019, section 3.2).</summary>
public sealed record SingleCycle
{
    /// <summary>A schedule over a whole training.</summary>
    /// <param name="steps">Optimizer steps of the training.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one step.</exception>
    public SingleCycle(long steps)
    {
        if (steps < 1) throw new ArgumentOutOfRangeException(nameof(steps), steps, "a schedule needs at least 1 step");
        Steps = steps;
    }

    /// <summary>Optimizer steps of the whole training.</summary>
    public long Steps { get; }

    /// <summary>Share of the steps on the way up: 10 % (section 3.2).</summary>
    public double Rise { get; init; } = 0.1;

    /// <summary>Learning rate of the first step, and of the end: 1e-5 (section 3.2).</summary>
    public double Low { get; init; } = 1e-5;

    /// <summary>Learning rate at the peak: 5e-4 (section 3.2).</summary>
    public double High { get; init; } = 5e-4;

    /// <summary>β1 at the ends: 0.9; that β1 cycles against the learning rate is in the author's code, not in the paper.</summary>
    public double Beta1High { get; init; } = 0.9;

    /// <summary>β1 at the peak: 0.81.</summary>
    public double Beta1Low { get; init; } = 0.81;

    /// <summary>Learning rate and β1 of a step, counted from 0; beyond the last step they stay at the end's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative step.</exception>
    public (double LearningRate, double Beta1) At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        double peak = Rise * Steps;
        double height = step < peak
            ? step / peak
            : (1 + Math.Cos(Math.PI * Math.Min(1, (step - peak) / (Steps - peak)))) / 2;
        return (Low + (High - Low) * height, Beta1High + (Beta1Low - Beta1High) * height);
    }
}
