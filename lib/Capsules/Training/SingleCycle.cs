namespace Capsules.Training;

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
