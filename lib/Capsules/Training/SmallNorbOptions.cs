using System.Globalization;

namespace Capsules.Training;

/// <summary>How the network for smallNORB is trained (Heinsen 2019, section 3.2).</summary>
public sealed record SmallNorbOptions
{
    /// <summary>Pairs a step: 20.</summary>
    public int BatchSize { get; init; } = 20;

    /// <summary>Optimizer steps: 50 epochs of 1,215 steps. The schedule spans them, so a shorter training is a whole one in small.</summary>
    public long Steps { get; init; } = 50 * 1215;

    /// <summary>Pixels of edge padding on each side before the random crop: 16; null trains without crops.</summary>
    public int? Padding { get; init; } = 16;

    /// <summary>α of mixup's Beta(α, α): 0.2; null trains without mixup.</summary>
    public double? Mixup { get; init; } = Training.Mixup.Alpha;

    /// <summary>Learning rate at the peak of the single-cycle schedule: 5e-4.</summary>
    public double Peak { get; init; } = 5e-4;

    /// <summary>Seed of weights, order, crops and mixup; the author set none.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Refuses values that no training can run with.</summary>
    /// <exception cref="ArgumentException">A number is zero or negative.</exception>
    public void Check()
    {
        if (BatchSize < 1 || Steps < 1 || Padding < 0 || !(Peak > 0))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"a training needs at least 1 pair a step, 1 step, no negative padding and a positive learning rate, not {BatchSize}, {Steps}, {Padding}, {Peak}"));
    }
}

/// <summary>One step of a training.</summary>
/// <param name="Step">Counted from 1.</param>
/// <param name="Loss">Cross entropy on mixed labels.</param>
/// <param name="Accuracy">Share of the batch whose strongest class is the unmixed label.</param>
/// <param name="LearningRate">Of this step.</param>
public sealed record TrainingStep(long Step, double Loss, double Accuracy, double LearningRate);
