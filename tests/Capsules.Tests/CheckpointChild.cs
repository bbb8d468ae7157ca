using System.Diagnostics;
using Capsules.Data;
using Capsules.Models;
using Capsules.Routing;
using Capsules.Training;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>A small training in a process of its own, which a test can kill.</summary>
internal static class CheckpointChild
{
    internal const int BatchesInAll = 3 * 3;

    private static int Main(string[] args)
    {
        var (checkpoint, weights) = (args[0], args[1]);
        set_num_threads(1);
        manual_seed(3);
        using var model = new CapsNet(CapsNetOptions.AffNist with { Capsules = 4, Dim = 4, RoutingLayers = 1, Decoder = false }, new Rba(new RbaOptions(2)));
        var train = new Batches(GeneratedDigits.Create(Split.Train, 22, 7), 8, shuffle: true, seed: 2, placement: new Placement(Seed: 2));
        new Trainer(model, new TrainOptions(Epochs: 3, TargetAccuracy: null, KeepBest: true)).Fit(
            train, train,
            p => Console.WriteLine($"{p.Epoch} {p.Batch}"),
            checkpoint: new CheckpointOptions(checkpoint, TimeSpan.Zero));
        StateFile.Save(model, weights);
        return 0;
    }

    /// <summary>Runs it, killed (SIGKILL) after so many batches unless it ends before.</summary>
    /// <returns>Batches it told of.</returns>
    internal static int Run(string checkpoint, string weights, int killAfter = int.MaxValue)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CheckpointChild).Assembly.Location, checkpoint, weights])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var told = 0;
        while (child.StandardOutput.ReadLine() is not null)
            if (++told == killAfter) child.Kill();
        child.WaitForExit();
        if (told < killAfter) Assert.True(child.ExitCode == 0, errors.Result);
        return told;
    }
}
