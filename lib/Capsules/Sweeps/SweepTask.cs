using Capsules.Data;
using Capsules.Networks;
using Capsules.Training;
using static TorchSharp.torch;

namespace Capsules.Sweeps;

/// <summary>The images a run is measured on once it is trained.</summary>
internal sealed record MeasuredSet(string Name, Batches Batches);

/// <summary>What a run trains on and is measured on; the first measured set is the validation set.</summary>
internal sealed record SweepImages(Batches Train, IReadOnlyList<MeasuredSet> Measured)
{
    internal const string Validation = "validation";
    internal const string AffNistSet = "affnist";

    internal Batches ValidationSet => Measured[0].Batches;

    internal bool IsGenerated => Train.Images.IsGenerated || Measured.Any(m => m.Batches.Images.IsGenerated);
}

/// <summary>A benchmark of the paper: its images, and what appendix A trains on them.</summary>
/// <param name="Network">The network whose size an architecture sets.</param>
internal abstract record SweepTask(string Name, CapsNetOptions Network, SweepSettings Defaults)
{
    // The validation images lie where they lie for every run, so that runs are compared on the same pictures.
    private const int ValidationSeed = 2023;
    private const int MeasuringBatch = 500;

    /// <summary>AffNIST (A.1).</summary>
    internal static SweepTask AffNist { get; } = new AffNistTask();

    /// <summary>CIFAR-10 (A.2).</summary>
    internal static SweepTask Cifar10 { get; } = new Cifar10Task();

    /// <summary>Numbers of routing layers the paper tries.</summary>
    internal IReadOnlyList<int> Depths { get; } = [1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>Numbers of capsules it tries; for AffNIST its text says 15 where its tables have 16.</summary>
    internal abstract IReadOnlyList<int> CapsuleCounts { get; }

    /// <summary>Dimensions it tries; for AffNIST its tables have 16 besides those of its text.</summary>
    internal abstract IReadOnlyList<int> Dims { get; }

    /// <summary>How many of the combinations it trained.</summary>
    internal abstract int PaperCount { get; }

    /// <summary>The network of an architecture.</summary>
    internal CapsNetOptions NetworkOf(Architecture a) => Network with { RoutingLayers = a.Depth, Capsules = a.Capsules, Dim = a.Dim };

    /// <summary>The images of a run.</summary>
    internal abstract SweepImages Load(SweepSettings settings, int seed, Device device);

    /// <summary>Name of the measured set whose accuracy the paper's tables give.</summary>
    internal abstract string Reported { get; }

    /// <summary>Its result files in a folder.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">It holds no run of this benchmark, or a broken file, whose line is named.</exception>
    internal SweepResults Results(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"There is no folder '{folder}'; `./workbook sweep {Name}` makes it, --out names another.");
        var results = SweepResults.Read(Name, folder);
        return results.Finished.Count + results.Unfinished + results.Failed > 0
            ? results
            : throw new InvalidDataException($"'{folder}' holds no result file of `./workbook sweep {Name}`.");
    }

    /// <summary>The accuracy that the paper's tables give, as measured here; null where no run of the kind is finished.</summary>
    internal MeasuredAccuracy? Accuracy(SweepResults results, Architecture architecture, SweepRouting routing) =>
        results.Accuracy(architecture, SweepMember.NameOf(routing), Reported);

    private static Batches Measured(ImageSet images, Device device, Placement? placement = null) =>
        new(images, MeasuringBatch, placement: placement, device: device);

    // MNIST and CIFAR-10 have 10,000 test images.
    private static int? AtMost(int? images) => images is { } n ? Math.Min(n, 10_000) : null;

    private sealed record AffNistTask() : SweepTask("affnist", CapsNetOptions.AffNist, new SweepSettings())
    {
        internal override IReadOnlyList<int> CapsuleCounts { get; } = [16, 32, 64];

        internal override IReadOnlyList<int> Dims { get; } = [8, 16, 32, 64];

        internal override int PaperCount => 81;

        internal override string Reported => SweepImages.AffNistSet;

        internal override SweepImages Load(SweepSettings settings, int seed, Device device) => new(
            new Batches(
                Mnist.Load(Split.Train, settings.Images), settings.Batch, shuffle: true, seed, new Placement(Seed: seed), device: device),
            [
                new(
                    SweepImages.Validation,
                    Measured(Mnist.Load(Split.Test, AtMost(settings.Images)), device, new Placement(Seed: ValidationSeed))),
                new(SweepImages.AffNistSet, Measured(Data.AffNist.Load(Split.Test, AtMost(settings.Images)), device)),
            ]);
    }

    private sealed record Cifar10Task()
        : SweepTask("cifar10", CapsNetOptions.Cifar10, new SweepSettings(LearningRate: 1e-4, Target: null))
    {
        internal override IReadOnlyList<int> CapsuleCounts { get; } = [32, 64, 128];

        internal override IReadOnlyList<int> Dims { get; } = [16, 32, 64];

        internal override int PaperCount => 40;

        internal override string Reported => SweepImages.Validation;

        internal override SweepImages Load(SweepSettings settings, int seed, Device device) => new(
            new Batches(Data.Cifar10.Load(Split.Train, settings.Images), settings.Batch, shuffle: true, seed, device: device),
            [new(SweepImages.Validation, Measured(Data.Cifar10.Load(Split.Test, AtMost(settings.Images)), device))]);
    }
}
