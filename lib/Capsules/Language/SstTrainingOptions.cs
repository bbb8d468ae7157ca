using Capsules.Training;

namespace Capsules.Language;

/// <summary>How the network of figure 5 is trained (Heinsen 2019, sections 3.2 and 4.2).</summary>
public sealed record SstTrainingOptions
{
    /// <summary>Passes over the phrases: 3.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Phrases in a step: 20.</summary>
    public int Batch { get; init; } = 20;

    /// <summary>α of mixup's Beta distribution: 0.2; 0 turns mixup off.</summary>
    public double MixupAlpha { get; init; } = Mixup.Alpha;

    /// <summary>Learning rate at the ends of the cycle: 1e-5.</summary>
    public double Low { get; init; } = 1e-5;

    /// <summary>Learning rate at the peak: 5e-4.</summary>
    public double High { get; init; } = 5e-4;

    /// <summary>
    /// Phrases of similar length are put together within so many batches: 1, as in the author's code, mixes lengths freely; more
    /// pads less and is faster.
    /// </summary>
    public int BucketBatches { get; init; } = 1;

    /// <summary>Of the order of phrases and of mixup.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>Loss and accuracy over a split: means over samples, standard deviations over batches of 20 (figure 8's shaded area).</summary>
/// <param name="Loss">Cross entropy in nats.</param>
/// <param name="Accuracy">0 to 1.</param>
/// <param name="LossSd">Of the batches' losses.</param>
/// <param name="AccuracySd">Of the batches' accuracies.</param>
public readonly record struct SstScore(double Loss, double Accuracy, double LossSd, double AccuracySd);

/// <summary>One epoch of training.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean loss on mixed samples.</param>
/// <param name="TrainAccuracy">Accuracy on mixed samples against their own labels, before mixing.</param>
/// <param name="Dev">Validation.</param>
public readonly record struct SstEpoch(int Epoch, double TrainLoss, double TrainAccuracy, SstScore Dev);
