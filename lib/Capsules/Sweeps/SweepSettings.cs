using System.Globalization;
using System.Text.Json.Serialization;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;

namespace Capsules.Sweeps;

/// <summary>Everything a run of a sweep depends on besides its architecture, routing and seed; the defaults are appendix A.1's.</summary>
/// <param name="Epochs">Most epochs: the paper gives no number for AffNIST, 100 for CIFAR-10.</param>
/// <param name="Batch">Images a step: 512 in the paper.</param>
/// <param name="LearningRate">Adam's, at the start: .001 in A.1, .0001 in A.2.</param>
/// <param name="Iterations">r of Algorithm 1: 10 in A.1; uniform routing has none.</param>
/// <param name="Softmax">Over which capsules the couplings of routing-by-agreement sum to one: the upper ones.</param>
/// <param name="Squash">Of all capsules: Eq. (1).</param>
/// <param name="InitialStd">Deviation of the initial matrices; null for 1/√(d+h). The paper gives none.</param>
/// <param name="Closing">Initial weights of the closing convolution; the paper gives none.</param>
/// <param name="WeightDecay">Adam's: 1e-6 in A.1.</param>
/// <param name="DecayEvery">Epochs of a decay period; the paper gives none.</param>
/// <param name="Target">Validation accuracy that ends a run: .992 in A.1; null to run all epochs, as A.2 does.</param>
/// <param name="Images">Training images from the start, and at most so many of every other set, for a trial; null for all of them.</param>
public sealed record SweepSettings(
    int Epochs = 100,
    int Batch = 512,
    double LearningRate = 1e-3,
    int Iterations = 10,
    SoftmaxOver Softmax = SoftmaxOver.Upper,
    SquashKind Squash = SquashKind.Exponential,
    double? InitialStd = null,
    ClosingStart Closing = ClosingStart.PyTorch,
    double WeightDecay = 1e-6,
    int DecayEvery = 1,
    double? Target = 0.992,
    int? Images = null)
{
    /// <summary>The trainer's settings: the best epoch's weights are kept, in a run that ends early as in one that does not.</summary>
    [JsonIgnore]
    public TrainOptions Training => new(
        Epochs: Epochs, LearningRate: LearningRate, DecayEvery: DecayEvery, WeightDecay: WeightDecay, TargetAccuracy: Target, KeepBest: true);

    /// <summary>Whether a run made with these settings is a run made with those, however long each was to go on.</summary>
    public bool SameButForLength(SweepSettings other) => this with { Epochs = other.Epochs, Target = other.Target } == other;

    /// <summary>The settings in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"at most {Epochs} epochs{(Target is { } t ? $", to {t}" : "")}, batch {Batch}, learning rate {LearningRate}, "
        + $"decay every {DecayEvery}, weight decay {WeightDecay}, {Iterations} iterations, "
        + $"{(Softmax == SoftmaxOver.Lower ? "softmax over the lower capsules, " : "")}{(Squash == SquashKind.Sabour ? "Sabour's squash, " : "")}"
        + $"initial deviation {(InitialStd is { } std ? $"{std}" : "1/√(d+h)")}, closing convolution {Closing}, "
        + $"{(Images is { } n ? $"only {n} images" : "all images")}");
}

/// <summary>What a sweep's settings may be, by the options that set them.</summary>
internal static class SettingsRange
{
    /// <summary>Throws where a setting makes no run.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names the option.</exception>
    internal static void Validate(this SweepSettings settings)
    {
        Require(settings.Epochs >= 1, "--epochs", settings.Epochs, "at least 1");
        Require(settings.Batch >= 1, "--batch", settings.Batch, "at least 1 image (the paper: 512)");
        Require(settings.LearningRate > 0, "--learning-rate", settings.LearningRate, "more than 0");
        Require(settings.Iterations >= 1, "--iterations", settings.Iterations, "at least 1 (the paper: 10)");
        Require(settings.InitialStd is null or > 0, "--initial-std", settings.InitialStd ?? 0, "more than 0");
        Require(settings.WeightDecay >= 0, "--weight-decay", settings.WeightDecay, "0 or more (the paper: 1e-6)");
        Require(settings.DecayEvery >= 1, "--decay-every", settings.DecayEvery, "at least 1 epoch");
        Require(
            settings.Target is null or (> 0 and <= 1), "--target", settings.Target ?? 0, "more than 0 and at most 1 (the paper: 0.992)");
        Require(settings.Images is null or >= 1, "--images", settings.Images ?? 0, "at least 1");
    }

    private static void Require(bool holds, string option, IFormattable value, string range)
    {
        if (!holds) throw new ArgumentException($"{option} is {value.ToString(null, CultureInfo.InvariantCulture)}; it must be {range}");
    }
}

/// <summary>An architecture of appendices D and F.</summary>
/// <param name="Capsules">Capsules in every layer but the last.</param>
public sealed record Architecture(int Depth, int Capsules, int Dim);
