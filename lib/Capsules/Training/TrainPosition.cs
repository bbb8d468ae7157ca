namespace Capsules.Training;

/// <summary>Where and how often a training writes its checkpoint.</summary>
/// <param name="Path">The file; where it exists, the training goes on from it.</param>
/// <param name="Every">Least time between two within an epoch; one a minute where none is given. Every epoch ends with one.</param>
public sealed record CheckpointOptions(string Path, TimeSpan? Every = null)
{
    internal TimeSpan Interval => Every ?? TimeSpan.FromMinutes(1);
}

/// <summary>How far a training has come: the epochs done, and the running one's batches and sums.</summary>
internal sealed record TrainPosition
{
    public IReadOnlyList<EpochResult> Done { get; init; } = [];

    /// <summary>Batches done of the epoch after them.</summary>
    public int Batch { get; init; }

    public long Images { get; init; }

    public long Right { get; init; }

    public double LossSum { get; init; }

    public double Seconds { get; init; }

    internal int Epoch => Done.Count + 1;

    internal TrainPosition After(long images, long right, double loss) =>
        this with { Batch = Batch + 1, Images = Images + images, Right = Right + right, LossSum = LossSum + loss * images };

    internal EpochResult Result(double rate, double validationAccuracy) =>
        new(Epoch, rate, LossSum / Images, (double)Right / Images, validationAccuracy, Images / Seconds, Seconds);
}
