using System.Globalization;
using Capsules.Sweeps;

namespace Capsules.Workbook.Sweeps;

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
