using System.Diagnostics;
using Capsules.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>Trains a capsule network as appendix A.1 of Mitterreiter et al. (2023) describes.</summary>
public sealed class Trainer
{
    private readonly CapsNet model;
    private readonly TrainOptions options;
    private readonly optim.Optimizer optimizer;

    /// <summary>Prepares a training.</summary>
    /// <param name="model">The network; it is trained in place.</param>
    /// <param name="options">Settings, the paper's where none are given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public Trainer(CapsNet model, TrainOptions? options = null)
    {
        this.model = model;
        this.options = options ?? new TrainOptions();
        this.options.Validate();
        optimizer = optim.Adam(model.parameters(), this.options.LearningRate, weight_decay: this.options.WeightDecay);
    }

    /// <summary>Trains until the target accuracy, the last epoch or the time limit.</summary>
    /// <param name="train">Training batches.</param>
    /// <param name="validation">Validation batches, measured after every epoch.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="epochDone">Told after every epoch.</param>
    /// <param name="cancellation">Checked after every batch.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; the network keeps what it has learned.</exception>
    /// <exception cref="ArithmeticException">The loss is no longer a finite number.</exception>
    public TrainResult Fit(
        Batches train, Batches validation, Action<TrainProgress>? progress = null, Action<EpochResult>? epochDone = null,
        CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var done = new List<EpochResult>();
        while (true)
        {
            var (result, timeUp) = Epoch(done.Count + 1, train, validation, clock, progress, cancellation);
            done.Add(result);
            epochDone?.Invoke(result);
            if (result.ValidationAccuracy >= options.TargetAccuracy) return new TrainResult(done, StopReason.TargetReached);
            if (timeUp) return new TrainResult(done, StopReason.TimeUp);
            if (done.Count == options.Epochs) return new TrainResult(done, StopReason.EpochsDone);
        }
    }

    /// <summary>Share of images whose longest class capsule is the right one.</summary>
    /// <param name="model">The network; measured in evaluation mode.</param>
    /// <param name="batches">The images.</param>
    /// <param name="visit">Given every batch and the network's output, for statistics.</param>
    /// <param name="cancellation">Checked after every batch.</param>
    public static double Accuracy(
        CapsNet model, Batches batches, Action<Batch, CapsNetOutput>? visit = null, CancellationToken cancellation = default)
    {
        var wasTraining = model.training;
        model.eval();
        using var off = no_grad();
        long right = 0;
        foreach (var batch in batches.Epoch())
        {
            using var scope = NewDisposeScope();
            scope.Attach(batch.X);
            scope.Attach(batch.Labels);
            var output = model.Run(batch.X, reconstruct: false);
            right += Right(output, batch.Labels);
            visit?.Invoke(batch, output);
            cancellation.ThrowIfCancellationRequested();
        }

        model.train(wasTraining);
        return (double)right / batches.Count;
    }

    private (EpochResult Result, bool TimeUp) Epoch(
        int epoch, Batches train, Batches validation, Stopwatch clock, Action<TrainProgress>? progress, CancellationToken cancellation)
    {
        model.train();
        var rate = options.LearningRateOf(epoch);
        foreach (var group in optimizer.ParamGroups) group.LearningRate = rate;
        var started = clock.Elapsed;
        var (images, right, number, sum, timeUp) = (0L, 0L, 0, 0.0, false);
        foreach (var batch in train.Epoch(epoch))
        {
            var (loss, correct) = Step(batch);
            if (!double.IsFinite(loss))
                throw new ArithmeticException($"the loss is {loss} in epoch {epoch}, batch {number + 1}; a smaller learning rate than {rate:G3} may help");
            var count = batch.Labels.shape[0];
            batch.X.Dispose();
            batch.Labels.Dispose();
            (images, right, sum, number) = (images + count, right + correct, sum + loss * count, number + 1);
            var seconds = (clock.Elapsed - started).TotalSeconds;
            progress?.Invoke(new TrainProgress(
                epoch, options.Epochs, number, train.BatchCount, sum / images, (double)right / images, images / seconds,
                TimeSpan.FromSeconds((train.Count - images) * seconds / images)));
            cancellation.ThrowIfCancellationRequested();
            if (timeUp = clock.Elapsed > options.TimeLimit) break;
        }

        var time = (clock.Elapsed - started).TotalSeconds;
        var accuracy = Accuracy(model, validation, cancellation: cancellation);
        return (new EpochResult(epoch, rate, sum / images, (double)right / images, accuracy, images / time, time), timeUp);
    }

    // Everything a step makes is freed at its end: as many tensors are alive after it as before.
    private (double Loss, long Right) Step(Batch batch)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var output = model.Run(batch.X, batch.Labels);
        var loss = Losses.Total(output, batch.X, batch.Labels, options.Loss);
        loss.backward();
        optimizer.step();
        return (loss.item<float>(), Right(output, batch.Labels));
    }

    private static long Right(CapsNetOutput output, Tensor labels) => output.ClassNorms.argmax(1).eq(labels).sum().item<long>();
}
