namespace Capsules.Training;

/// <summary>Settings of a training; the defaults are appendix A.1's of Mitterreiter et al. (2023).</summary>
/// <param name="Epochs">Most epochs; the paper stops at the target accuracy and gives no number.</param>
/// <param name="LearningRate">Adam's, at the start.</param>
/// <param name="Decay">Factor of the learning rate after every decay period.</param>
/// <param name="DecayEvery">Epochs of a decay period: 1, as in Efficient-CapsNet; the paper does not say.</param>
/// <param name="WeightDecay">Weight decay, added to the gradient as Adam does.</param>
/// <param name="TargetAccuracy">Validation accuracy that ends the training; null to run all epochs.</param>
/// <param name="TimeLimit">Ends the training after the batch in which this time of one call is up; null for no limit.</param>
/// <param name="KeepBest">Whether the network ends with the weights of the epoch best on validation: so for CIFAR-10 (A.2).</param>
public sealed record TrainOptions(
    int Epochs = 100,
    double LearningRate = 1e-3,
    double Decay = 0.97,
    int DecayEvery = 1,
    double WeightDecay = 1e-6,
    double? TargetAccuracy = 0.992,
    TimeSpan? TimeLimit = null,
    LossOptions? Loss = null,
    bool KeepBest = false)
{
    /// <summary>The learning rate of an epoch, the first being 1.</summary>
    public double LearningRateOf(int epoch) => LearningRate * Math.Pow(Decay, (epoch - 1) / DecayEvery);

    /// <summary>Throws where a setting makes no training.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public void Validate()
    {
        Require(Epochs >= 1, nameof(Epochs), Epochs, "at least 1");
        Require(LearningRate > 0, nameof(LearningRate), LearningRate, "more than 0 (the paper: 0.001)");
        Require(Decay is > 0 and <= 1, nameof(Decay), Decay, "more than 0 and at most 1 (the paper: 0.97)");
        Require(DecayEvery >= 1, nameof(DecayEvery), DecayEvery, "at least 1 epoch");
        Require(WeightDecay >= 0, nameof(WeightDecay), WeightDecay, "0 or more (the paper: 1e-6)");
        Require(TargetAccuracy is null or (> 0 and <= 1), nameof(TargetAccuracy), TargetAccuracy ?? 0, "more than 0 and at most 1 (the paper: 0.992)");
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds) throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}");
    }
}

/// <summary>Where a training stands: batches, loss, accuracy and speed are those of the epoch so far.</summary>
public sealed record TrainProgress(
    int Epoch, int Epochs, int Batch, int Batches, double Loss, double Accuracy, double ImagesPerSecond, TimeSpan Left)
{
    /// <summary>One line for a terminal.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"epoch {Epoch}/{Epochs}  batch {Batch}/{Batches}  loss {Loss:F4}  accuracy {Accuracy:P1}  {ImagesPerSecond:F0} images/s  {Left:m\\:ss} left");
}

/// <summary>One epoch in numbers.</summary>
/// <param name="Accuracy">Share of training images classified rightly while training.</param>
/// <param name="ValidationAccuracy">Share of validation images classified rightly after the epoch.</param>
/// <param name="Seconds">Time of the epoch's training, validation not counted.</param>
public sealed record EpochResult(
    int Epoch, double LearningRate, double Loss, double Accuracy, double ValidationAccuracy, double ImagesPerSecond, double Seconds);

/// <summary>Why a training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs were run.</summary>
    EpochsDone,

    /// <summary>The target accuracy was reached on the validation images.</summary>
    TargetReached,

    /// <summary>The time was up.</summary>
    TimeUp,
}

/// <summary>A finished training.</summary>
public sealed record TrainResult(IReadOnlyList<EpochResult> Epochs, StopReason Reason)
{
    /// <summary>Validation accuracy after the last epoch.</summary>
    public double ValidationAccuracy => Epochs[^1].ValidationAccuracy;

    /// <summary>The first of the epochs with the highest validation accuracy.</summary>
    public EpochResult Best => Epochs.MaxBy(e => e.ValidationAccuracy)!;
}
