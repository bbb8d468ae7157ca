using System.Diagnostics;
using Capsules.Training;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace Capsules.Plots;

/// <summary>Shows a training while it runs: one line renewed in place, one line kept for every epoch; afterwards the curves.</summary>
public sealed class TrainingLog
{
    private const int SmoothBatches = 20;
    private readonly List<(double Images, double Accuracy)> curve = [];
    private readonly List<(double Images, EpochResult Result)> epochs = [];
    private readonly Queue<double> recent = [];
    private DisplayedValue? line;
    private long shownAt;
    private (int Epoch, double Accuracy, int Batch) last;

    /// <summary>Takes in a batch; to be given to <see cref="Trainer.Fit"/>.</summary>
    public void Batch(TrainProgress progress)
    {
        Remember(progress);
        var whole = progress.Batch == progress.Batches;
        if (!whole && Stopwatch.GetElapsedTime(shownAt).TotalSeconds < 1) return;
        shownAt = Stopwatch.GetTimestamp();
        Show(progress.ToString());
    }

    /// <summary>Takes in an epoch; to be given to <see cref="Trainer.Fit"/>.</summary>
    public void Epoch(EpochResult result)
    {
        epochs.Add((curve.Count > 0 ? curve[^1].Images : result.Epoch, result));
        Console.WriteLine(FormattableString.Invariant(
            $"epoch {result.Epoch}: loss {result.Loss:F4}, training {result.Accuracy:P1}, validation {result.ValidationAccuracy:P2}, {result.ImagesPerSecond:F0} images/s, {result.Seconds:F0} s"));
    }

    /// <summary>Accuracy over the epochs seen so far: of training batches, smoothed, and of the validation images.</summary>
    public GenericChart Chart()
    {
        var every = Math.Max(1, curve.Count / 200);
        var kept = curve.Where((_, k) => k % every == 0 || k == curve.Count - 1).ToArray();
        return Plot.Lines(
            [
                new Series("training, last 20 batches", [.. kept.Select(p => p.Accuracy)], [.. kept.Select(p => p.Images)]),
                new Series("validation", [.. epochs.Select(e => e.Result.ValidationAccuracy)], [.. epochs.Select(e => e.Images)]),
            ],
            "epochs", "accuracy", "Accuracy while training", markers: false);
    }

    // What comes in are means over the epoch so far; the curve wants the last batches.
    private void Remember(TrainProgress p)
    {
        if (p.Epoch != last.Epoch) last = (p.Epoch, 0, 0);
        recent.Enqueue((p.Accuracy * p.Batch) - (last.Accuracy * last.Batch));
        last = (p.Epoch, p.Accuracy, p.Batch);
        if (recent.Count > SmoothBatches) recent.Dequeue();
        curve.Add((p.Epoch - 1 + ((double)p.Batch / p.Batches), recent.Average()));
    }

    private void Show(string text)
    {
        if (KernelInvocationContext.Current is null) Console.WriteLine(text);
        else if (line is null) line = Shown.Place(text, "text/plain");
        else line.Update(text);
    }
}
