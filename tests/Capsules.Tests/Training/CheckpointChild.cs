using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>A small training in a process of its own (<see cref="TestChild"/>), which a test can kill.</summary>
internal static class CheckpointChild
{
    internal const int BatchesInAll = 3 * 3;

    internal static void Train(string checkpoint, string weights)
    {
        set_num_threads(1);
        manual_seed(3);
        using var model = new CapsNet(CapsNetOptions.AffNist with { Capsules = 4, Dim = 4, RoutingLayers = 1, Decoder = false }, new Rba(new RbaOptions(2)));
        var train = new Batches(GeneratedDigits.Create(Split.Train, 22, 7), 8, shuffle: true, seed: 2, placement: new Placement(Seed: 2));
        new Trainer(model, new TrainOptions(Epochs: 3, TargetAccuracy: null, KeepBest: true)).Fit(
            train, train,
            p => Console.WriteLine($"{p.Epoch} {p.Batch}"),
            checkpoint: new CheckpointOptions(checkpoint, TimeSpan.Zero));
        StateFile.Save(model, weights);
    }

    /// <summary>Runs it, killed (SIGKILL) after so many batches unless it ends before.</summary>
    /// <returns>Batches it told of.</returns>
    internal static int Run(string checkpoint, string weights, int killAfter = int.MaxValue) =>
        TestChild.Run(killAfter, nameof(CheckpointChild), checkpoint, weights).Count;
}
