using System.Diagnostics;
using System.Globalization;
using Capsules.Analysis;
using Capsules.Networks;
using Capsules.Plots;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Sweeps;

/// <summary>Trains and measures one member of a sweep, from where its files say it stands.</summary>
internal sealed class SweepRun(SweepMember member, SweepSettings settings, RunFolder folder, Device device, Action<string> tell)
{
    private readonly Thresholds thresholds = new();

    /// <summary>Trains until the run's end, measures, and keeps weights and figures.</summary>
    /// <param name="cancellation">Checked after every batch; the checkpoint is then up to date.</param>
    /// <exception cref="OperationCanceledException">Canceled; the same call goes on.</exception>
    /// <exception cref="ArithmeticException">The training diverged; the message names the layer.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is another training's or damaged.</exception>
    internal RunResult Run(RunFile file, CancellationToken cancellation)
    {
        manual_seed(member.Seed);
        using var model = member.Make(settings);
        model.to(device);
        var images = member.Task.Load(settings, member.Seed, device);
        if (!File.Exists(folder.Checkpoint(member.Name))) file.Forget();
        file.Begin(Header(model, images, starts: 1 + (file.Header?.Starts ?? 0)));

        var lines = new Pace(member.Name, tell);
        var trained = new Trainer(model, settings.Training).Fit(
            images.Train, images.ValidationSet, lines.Batch, epoch => { file.Add(epoch); lines.Epoch(epoch); },
            cancellation, new CheckpointOptions(folder.Checkpoint(member.Name)));

        var result = Measure(model, images, trained, cancellation);
        StateFile.Save(
            model, folder.Trained(member.Name),
            metadata: new Dictionary<string, string> { ["run"] = member.Name, ["bestEpoch"] = $"{trained.Best.Epoch}" });
        file.Finish(trained.Epochs, result);
        File.Delete(folder.Checkpoint(member.Name));
        return result;
    }

    private RunHeader Header(CapsNet model, SweepImages images, int starts)
    {
        var formula = ParameterCount.Of(model.Options);
        static string Source(Batches batches) => $"{batches} ({batches.Images.Source})";
        var sources = images.Measured.ToDictionary(m => m.Name, m => Source(m.Batches));
        sources["train"] = Source(images.Train);
        var counted = model.parameters().Sum(p => p.numel());
        var (depth, capsules, dim) = member.Architecture;
        return new RunHeader(
            member.Task.Name, depth, capsules, dim, member.RoutingName, member.Seed, settings, thresholds,
            new RunParameters(formula.Routing, formula.Backbone, formula.Decoder, counted), sources, images.IsGenerated, starts,
            Provenance.Current());
    }

    /// <summary>Measures a finished run once more, from the weights it kept.</summary>
    /// <exception cref="FileNotFoundException">The weights are not kept on this machine.</exception>
    internal RunResult Remeasure(RunFile file, CancellationToken cancellation)
    {
        var weights = folder.Trained(member.Name);
        if (!File.Exists(weights)) throw new FileNotFoundException($"its weights are not at {weights}; only this machine's own runs can be measured again", weights);
        using var model = member.Make(settings);
        StateFile.Load(model, weights);
        model.to(device);
        var (accuracy, statistics, seconds) = Figures(model, member.Task.Load(settings, member.Seed, device), cancellation);
        var result = file.Result! with { Accuracy = accuracy, Statistics = statistics, MeasuringSeconds = seconds };
        file.Finish([.. file.Epochs], result);
        return result;
    }

    private RunResult Measure(CapsNet model, SweepImages images, TrainResult trained, CancellationToken cancellation)
    {
        var (accuracy, statistics, measuring) = Figures(model, images, cancellation);
        var seconds = trained.Epochs.Sum(e => e.Seconds);
        var pace = trained.Epochs.Sum(e => e.Seconds * e.ImagesPerSecond) / seconds;
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        return new RunResult(
            accuracy, trained.Best.Epoch, trained.Epochs.Count, trained.Reason, Rounded(seconds), Rounded(pace), measuring, peak, statistics);
    }

    private (Dictionary<string, double> Accuracy, Dictionary<string, SetStatistics> Statistics, double Seconds) Figures(
        CapsNet model, SweepImages images, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var accuracy = new Dictionary<string, double>();
        var statistics = new Dictionary<string, SetStatistics>();
        foreach (var (name, batches) in images.Measured)
        {
            var gathered = new NetworkStatistics(model.Options.CapsulesPerLayer, thresholds);
            accuracy[name] = Trainer.Accuracy(model, batches, (_, output) => gathered.Add(output), cancellation);
            statistics[name] = Figures(gathered.Result());
        }

        return (accuracy, statistics, Rounded(clock.Elapsed.TotalSeconds));
    }

    private static SetStatistics Figures(NetworkReport report) => new(
        report.Images,
        [.. report.Activations.Select(a => a with
        {
            Cnm = Rounded(a.Cnm),
            Cns = Rounded(a.Cns),
            Car = Rounded(a.Car),
            Cas = Rounded(a.Cas),
            Cdr = Rounded(a.Cdr),
            MeanNorms = [.. a.MeanNorms.Select(Rounded)],
            StdNorms = [.. a.StdNorms.Select(Rounded)],
        })],
        [.. report.DynamicsAlive.Zip(report.DynamicsAll, (alive, all) => (alive, all)).Select((d, l) => new RoutingStatistics(
            l + 1, d.alive.Lower, d.alive.Upper, Finite(d.alive.Dyr), Finite(d.alive.Dys), Finite(d.all.Dyr), Finite(d.all.Dys),
            [.. report.StdCouplings[l].Rows().Select(row => Array.ConvertAll(row, Rounded))]))]);

    private static double? Finite(double value) => double.IsFinite(value) ? Rounded(value) : null;

    private static double Rounded(double value) => Math.Round(value, 5);

    /// <summary>Progress in lines: one an epoch, and one every half minute within it.</summary>
    private sealed class Pace(string name, Action<string> tell)
    {
        private readonly Stopwatch since = Stopwatch.StartNew();

        internal void Batch(TrainProgress progress)
        {
            if (since.Elapsed < TimeSpan.FromSeconds(30)) return;
            since.Restart();
            tell($"{name}: {progress}");
        }

        internal void Epoch(EpochResult epoch)
        {
            since.Restart();
            tell(string.Create(CultureInfo.InvariantCulture,
                $"{name}: epoch {epoch.Epoch} done  loss {epoch.Loss:F4}  training {epoch.Accuracy:P2}  "
                + $"validation {epoch.ValidationAccuracy:P2}  {epoch.ImagesPerSecond:F0} images/s  {epoch.Seconds:F0} s"));
        }
    }
}
