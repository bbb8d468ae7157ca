using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using Capsules.Workbook.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Workbook.Benches;

/// <summary><c>./workbook bench train</c>: the first paper's network in training, and its routing in every form.</summary>
internal static class TrainBench
{
    internal static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Times each case is measured.", DefaultValueFactory = _ => 7 }.Must(count => count >= 1, "at least 1");
        var images = new Option<int>("--images") { Description = "Images a round of a training.", DefaultValueFactory = _ => 4096 }.Must(count => count >= 1, "at least 1");
        var output = new Option<string?>("--out") { Description = "Also write the result to this file, as JSON." };
        var command = new Command("train", "Training of the network of Tables 1 and 2 in images per second, and its routing in every form.") { rounds, images, output };
        command.SetAction(result => Run(result.GetValue(rounds), result.GetValue(images), result.GetValue(output)));
        return command;
    }

    private static void Run(int rounds, int images, string? output)
    {
        manual_seed(1);
        Part[] parts = [.. Routings()];
        foreach (Part part in parts) part.WarmUp();
        // Round by round, so that a disturbance of the machine meets every form alike.
        for (var round = 0; round < rounds; round++)
            foreach (Part part in parts) part.Measure();
        Console.WriteLine($"{get_num_threads()} threads, medians of {rounds} rounds, forward and backward");
        foreach (Part part in parts) Console.WriteLine(part);

        Console.WriteLine("training, network of Tables 1 and 2");
        Rate[] rates = [.. Trainings().Select(t => t.Measure(rounds, images))];
        foreach (Rate rate in rates) Console.WriteLine(rate);
        if (output is null) return;
        ResultDocument.Write(output, "The first paper's network: images per second in training; routing in its forms.",
            new { rounds, images, threads = get_num_threads() },
            new { parts = parts.Select(p => new { p.Name, p.Form, medianMs = p.Median }), trainings = rates });
    }

    private static IEnumerable<Part> Routings()
    {
        const int batch = 512;
        foreach (RoutingForm form in Enum.GetValues<RoutingForm>().Reverse())
        {
            var layer = new CapsuleLayer(16, 8, 16, 8, new Rba(new RbaOptions(Form: form)), form);
            Tensor u = randn(batch, 16, 8).requires_grad_();
            yield return new Part("RBA 16x8 to 16x8, 10 iterations, 512 images", form.ToString(), () => layer.Route(u).Capsules);
        }
    }

    private static IEnumerable<Training> Trainings() =>
    [
        new("routing-by-agreement, 10 iterations", new Rba(), 512),
        new("routing-by-agreement, 10 iterations", new Rba(), 64),
        new("routing-by-agreement, 3 iterations", new Rba(new RbaOptions(Iterations: 3)), 64),
        new("uniform routing", new UniformRouting(), 512),
    ];

    /// <summary>One operation in one of its forms.</summary>
    private sealed class Part(string name, string form, Func<Tensor> forward)
    {
        private readonly List<double> milliseconds = [];

        public string Name => name;

        public string Form => form;

        public double Median => Math.Round(Statistics.Median(milliseconds), 3);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"  {name,-54} {form,-8} {Median,9:F1} ms");

        // Compiled code gets its last speed after some calls.
        internal void WarmUp()
        {
            for (var i = 0; i < 10; i++) Once();
        }

        internal void Measure() => milliseconds.Add(Once());

        private double Once()
        {
            using DisposeScope scope = NewDisposeScope();
            long start = Stopwatch.GetTimestamp();
            Tensor y = forward();
            y.backward([ones_like(y)]);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }

    private sealed record Training(string Routing, IVoteRouting Votes, int Batch)
    {
        internal Rate Measure(int rounds, int images)
        {
            ImageSet digits = Mnist.Load(Split.Train);
            using var network = new CapsNet(CapsNetOptions.AffNist, Votes);
            var train = new Batches(digits, Batch, shuffle: true, placement: new Placement(), placeEveryEpoch: false, epochSize: images);
            var validation = new Batches(digits, Batch, placement: new Placement(), placeEveryEpoch: false, epochSize: 64);
            TrainResult result = new Trainer(network, new TrainOptions(Epochs: rounds + 1, TargetAccuracy: null)).Fit(train, validation);
            double[] rates = [.. result.Epochs.Skip(1).Select(e => e.ImagesPerSecond).Order()];
            return new Rate(Routing, Batch, Math.Round(rates[rates.Length / 2]), Math.Round(rates[0]), Math.Round(rates[^1]));
        }
    }

    private sealed record Rate(string Routing, int Batch, double MedianImagesPerSecond, double Least, double Most)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"  {Routing,-40} batches of {Batch,4} {MedianImagesPerSecond,7:F0} images/s ({Least:F0} to {Most:F0})");
    }
}
