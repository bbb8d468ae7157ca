using System.Diagnostics;
using Capsules.Data;

namespace Capsules.Training;

/// <summary>Means over some steps of a training, up to one: cross entropy on mixed labels, accuracy against unmixed ones.</summary>
public sealed record CurvePoint(long Step, double Loss, double Accuracy, double LearningRate);

/// <summary>A test on uncropped pairs during a training, after so many steps: mean cross entropy, share of right answers, pairs asked.</summary>
public sealed record ValidationPoint(long Step, double Loss, double Accuracy, int Pairs);

/// <summary>Runs a training to its end and keeps its curves (Heinsen 2019, figure 8).</summary>
/// <param name="test">Pairs that the training does not see.</param>
/// <param name="pairs">How many of them are asked each time, drawn once at random.</param>
/// <param name="every">Steps between two tests.</param>
/// <param name="window">Steps in a point of the training's curve.</param>
public sealed class SmallNorbRun(SmallNorbTrainer trainer, SmallNorb test, int pairs = 810, int every = 200, int window = 25)
{
    private static readonly TimeSpan BetweenCheckpoints = TimeSpan.FromMinutes(2);

    private List<CurvePoint> curve = [];
    private List<ValidationPoint> validations = [];

    /// <summary>The training's curve so far.</summary>
    public IReadOnlyList<CurvePoint> Curve => curve;

    /// <summary>The tests so far.</summary>
    public IReadOnlyList<ValidationPoint> Validations => validations;

    /// <summary>Time spent in steps, all interrupted runs together.</summary>
    public double TrainingSeconds { get; private set; }

    /// <summary>Takes all remaining steps.</summary>
    /// <param name="checkpoint">Written every two minutes and at the end; continued from where it exists.</param>
    /// <param name="cancel">Ends the run after a step, its checkpoint written.</param>
    /// <exception cref="InvalidDataException">The checkpoint is another training's.</exception>
    public void Run(string? checkpoint = null, Action<string>? progress = null, CancellationToken cancel = default)
    {
        var file = checkpoint is null ? null : trainer.CheckpointAt(checkpoint);
        if (file?.Resume<Progress>() is { } before)
        {
            (curve, validations, TrainingSeconds) = before;
            progress?.Invoke($"continues after step {trainer.Steps}");
        }
        var recent = new List<TrainingStep>();
        var sinceCheckpoint = Stopwatch.StartNew();
        while (!trainer.Finished && !cancel.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            recent.Add(trainer.Step());
            TrainingSeconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (recent.Count == window || trainer.Finished) Point(recent, progress);
            if (trainer.Steps % every == 0 || trainer.Finished) Validate(progress);
            if (sinceCheckpoint.Elapsed < BetweenCheckpoints) continue;
            file?.Save(Position());
            sinceCheckpoint.Restart();
        }
        file?.Save(Position());
    }

    private void Point(List<TrainingStep> recent, Action<string>? progress)
    {
        curve.Add(new CurvePoint(recent[^1].Step, recent.Average(s => s.Loss), recent.Average(s => s.Accuracy), recent[^1].LearningRate));
        recent.Clear();
        progress?.Invoke(FormattableString.Invariant(
            $"step {curve[^1].Step,6} of {trainer.Options.Steps}: loss {curve[^1].Loss:F3}, accuracy {curve[^1].Accuracy:P1}, {TrainingSeconds / trainer.Steps:F2} s a step"));
    }

    private void Validate(Action<string>? progress)
    {
        var asked = SmallNorbEvaluation.Sample(test, pairs);
        var evaluation = SmallNorbEvaluation.Run(trainer.Network, test, asked);
        validations.Add(new ValidationPoint(trainer.Steps, evaluation.Loss, evaluation.Accuracy, asked.Length));
        progress?.Invoke(FormattableString.Invariant($"        {asked.Length} test pairs: loss {evaluation.Loss:F3}, accuracy {evaluation.Accuracy:P1}"));
    }

    private Progress Position() => new(curve, validations, TrainingSeconds);

    private sealed record Progress(List<CurvePoint> Curve, List<ValidationPoint> Validations, double Seconds);
}
