using System.CommandLine;
using System.Globalization;
using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using Capsules.Workbook.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Workbook.Benches;

/// <summary><c>./workbook bench train</c>: the first paper's networks in training.</summary>
internal static class TrainBench
{
    internal static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Times each case is measured.", DefaultValueFactory = _ => 7 }.Must(count => count >= 1, "at least 1");
        var images = new Option<int>("--images") { Description = "Images a round of a training.", DefaultValueFactory = _ => 4096 }.Must(count => count >= 1, "at least 1");
        var threads = new Option<int?>("--threads") { Description = "Threads; as many as cores where absent." }.Must(count => count >= 1, "at least 1");
        var output = new Option<string?>("--out") { Description = "Also write the result to this file, as JSON." };
        var command = new Command("train", "Training of the first paper's networks in images per second.") { rounds, images, threads, output };
        command.SetAction(result =>
        {
            if (result.GetValue(threads) is { } count) set_num_threads(count);
            Run(result.GetValue(rounds), result.GetValue(images), result.GetValue(output));
        });
        return command;
    }

    private static void Run(int rounds, int images, string? output)
    {
        manual_seed(1);
        Console.WriteLine($"training, {get_num_threads()} threads, medians of {rounds} rounds");
        Rate[] rates = [.. Trainings().Select(t => t.Measure(rounds, images))];
        foreach (Rate rate in rates) Console.WriteLine(rate);
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
            ImageSet digits = Mnist.Load(Split.Train);
            using var network = new CapsNet(Options, Votes);
            Placement? placement = Options.ImageSize == 40 ? new Placement() : null;
            var train = new Batches(digits, Batch, shuffle: true, placement: placement, placeEveryEpoch: false, epochSize: images);
            var validation = new Batches(digits, Batch, placement: placement, placeEveryEpoch: false, epochSize: 64);
            TrainResult result = new Trainer(network, new TrainOptions(Epochs: rounds + 1, TargetAccuracy: null)).Fit(train, validation);
            double[] rates = [.. result.Epochs.Skip(1).Select(e => e.ImagesPerSecond).Order()];
            return new Rate(Name, Votes.Description, Batch, Math.Round(rates[rates.Length / 2]), Math.Round(rates[0]), Math.Round(rates[^1]));
        }
    }

    private sealed record Rate(string Network, string Routing, int Batch, double MedianImagesPerSecond, double Least, double Most)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"  {Network,-30} {Routing,-36} batches of {Batch,4} {MedianImagesPerSecond,7:F0} images/s ({Least:F0} to {Most:F0})");
    }
}
