using System.CommandLine;
using System.Globalization;
using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using Capsules.Workbook.Commands;
using Capsules.Workbook.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Workbook.Benches;

/// <summary><c>./workbook bench train</c>: the first paper's networks in training.</summary>
internal static class TrainBench
{
    internal static Command Create()
    {
        var images = new Option<int>("--images") { Description = "Images a round of a training.", DefaultValueFactory = _ => 4096 }.Must(count => count >= 1, "at least 1");
        return BenchCommand.Of(
            "train", "Training of the first paper's networks in images per second.", (result, rounds, output) => Run(rounds, result.GetValue(images), output), images);
    }

    private static void Run(int rounds, int images, string? output)
    {
        manual_seed(1);
        Console.WriteLine($"training, {get_num_threads()} threads, medians of {rounds} rounds");
        Rate[] rates = [.. Trainings().Select(t => t.Measure(rounds, images))];
        foreach (var rate in rates) Console.WriteLine(rate);
        if (output is null) return;
        ResultDocument.Write(output, "The first paper's networks: images per second in training.",
            new { rounds, images, threads = get_num_threads() },
            new { trainings = rates });
    }

    private static IEnumerable<Training> Trainings() =>
    [
        new("Tables 1 and 2", CapsNetOptions.AffNist, new Rba(), 512),
        new("Tables 1 and 2", CapsNetOptions.AffNist, new Rba(), 64),
        new("Tables 1 and 2", CapsNetOptions.AffNist, new Rba(new RbaOptions(Iterations: 3)), 64),
        new("Tables 1 and 2", CapsNetOptions.AffNist, new UniformRouting(), 512),
        new("3 × 64×64, the sweep's widest", CapsNetOptions.AffNist with { Capsules = 64, Dim = 64, RoutingLayers = 3 }, new Rba(), 64),
        new("the original CapsNet", CapsNetOptions.Original, new Rba(new RbaOptions(Iterations: 3)), 64),
    ];

    private sealed record Training(string Name, CapsNetOptions Options, IVoteRouting Votes, int Batch)
    {
        internal Rate Measure(int rounds, int images)
        {
            var digits = Mnist.Load(Split.Train);
            using var network = new CapsNet(Options, Votes);
            var placement = Options.ImageSize == 40 ? new Placement() : null;
            var train = new Batches(digits, Batch, shuffle: true, placement: placement, placeEveryEpoch: false, epochSize: images);
            var validation = new Batches(digits, Batch, placement: placement, placeEveryEpoch: false, epochSize: 64);
            var result = new Trainer(network, new TrainOptions(Epochs: rounds + 1, TargetAccuracy: null)).Fit(train, validation);
            var rates = Statistics.Range([.. result.Epochs.Skip(1).Select(e => e.ImagesPerSecond)]);
            return new Rate(Name, Votes.Description, Batch, Math.Round(rates.Median), Math.Round(rates.Low), Math.Round(rates.High));
        }
    }

    private sealed record Rate(string Network, string Routing, int Batch, double MedianImagesPerSecond, double Least, double Most)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"  {Network,-30} {Routing,-36} batches of {Batch,4} {MedianImagesPerSecond,7:F0} images/s ({Least:F0} to {Most:F0})");
    }
}
