using System.Diagnostics;
using System.Text.Json;
using Capsules.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>Trains a capsule network as appendix A.1 of Mitterreiter et al. (2023) describes.</summary>
public sealed class Trainer
{
    private readonly CapsNet model;
    private readonly TrainOptions options;
    private readonly Adam optimizer;

    /// <summary>Prepares a training.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public Trainer(CapsNet model, TrainOptions? options = null)
    {
        this.model = model;
        this.options = options ?? new TrainOptions();
        this.options.Validate();
        optimizer = optim.Adam(model.parameters(), this.options.LearningRate, weight_decay: this.options.WeightDecay);
    }

    /// <summary>Trains until the target accuracy, the last epoch or the time limit.</summary>
    /// <param name="checkpoint">File to go on from and to keep; an interrupted training that goes on gives the same weights, bit for bit,
    /// as one that was not.</param>
    /// <param name="observe">Called with every batch's pass after its backward pass, while the network holds its gradients.</param>
    /// <exception cref="OperationCanceledException">The token was canceled; the network keeps what it has learned.</exception>
    /// <exception cref="ArithmeticException">The loss or a gradient is no longer finite; the message names the layer.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is truncated or another training's; the message names the file.</exception>
    public TrainResult Fit(
        Batches train, Batches validation, Action<TrainProgress>? progress = null, Action<EpochResult>? epochDone = null,
        CancellationToken cancellation = default, CheckpointOptions? checkpoint = null, Action<CapsNetOutput>? observe = null)
    {
        var clock = Stopwatch.StartNew();
        using var best = new BestWeights();
        var file = checkpoint is null ? null : new Checkpoint(checkpoint.Path, model, OptimizerState.Of(optimizer), MadeWith(train), best);
        var position = file?.Resume<TrainPosition>() ?? new TrainPosition([]);
        var sinceSaved = Stopwatch.StartNew();
        var reason = Ended(position.Done);
        while (reason is null)
        {
            var (before, started, timeUp) = (position, clock.Elapsed, false);
            var rate = options.LearningRateOf(position.Epoch);
            foreach (var group in optimizer.ParamGroups) group.LearningRate = rate;
            model.train();
            foreach (var batch in train.Epoch(position.Epoch, position.Batch))
            {
                var count = batch.Labels.shape[0];
                var (loss, right) = Step(batch, observe, $"in epoch {position.Epoch}, batch {position.Batch + 1}; a smaller learning rate than {rate:G3} may help");
                batch.X.Dispose();
                batch.Labels.Dispose();
                position = position.After(count, right, loss) with { Seconds = before.Seconds + (clock.Elapsed - started).TotalSeconds };
                progress?.Invoke(Progress(position, before, train));
                timeUp = clock.Elapsed > options.TimeLimit;
                if (timeUp || cancellation.IsCancellationRequested || sinceSaved.Elapsed >= checkpoint?.Interval)
                {
                    file?.Save(position);
                    sinceSaved.Restart();
                }

                cancellation.ThrowIfCancellationRequested();
                if (timeUp) break;
            }

            var result = position.Result(rate, Accuracy(model, validation, cancellation: cancellation));
            if (options.KeepBest && position.Done.All(e => e.ValidationAccuracy < result.ValidationAccuracy)) best.Keep(model);
            position = new TrainPosition([.. position.Done, result]);
            // An epoch cut short by the clock stays open in the file, so that the training can go on in its middle.
            if (!timeUp) file?.Save(position);
            epochDone?.Invoke(result);
            reason = Ended(position.Done) ?? (timeUp ? StopReason.TimeUp : null);
        }

        best.Restore(model);
        return new TrainResult(position.Done, reason.Value);
    }

    /// <summary>Share of images whose longest class capsule is the right one.</summary>
    /// <param name="visit">Given every batch and the network's output, for statistics.</param>
    public static double Accuracy(
        CapsNet model, Batches batches, Action<Batch, CapsNetOutput>? visit = null, CancellationToken cancellation = default)
    {
        using var mode = new EvaluationMode(model);
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

        return (double)right / batches.Count;
    }

    private Dictionary<string, string> MadeWith(Batches train) => new()
    {
        ["network"] = $"{JsonSerializer.Serialize(model.Options)}, {model.Routing.Description}",
        ["images"] = $"{train}",
        // How long to train may be changed on the way; what each step does may not.
        ["options"] = JsonSerializer.Serialize(options with { Epochs = 1, TargetAccuracy = null, TimeLimit = null }),
    };

    private StopReason? Ended(IReadOnlyList<EpochResult> done) =>
        done.Count > 0 && done[^1].ValidationAccuracy >= options.TargetAccuracy ? StopReason.TargetReached
        : done.Count >= options.Epochs ? StopReason.EpochsDone
        : null;

    private TrainProgress Progress(TrainPosition now, TrainPosition before, Batches train)
    {
        var speed = (now.Images - before.Images) / (now.Seconds - before.Seconds);
        return new TrainProgress(
            now.Epoch, options.Epochs, now.Batch, train.BatchCount, now.LossSum / now.Images, (double)now.Right / now.Images, speed,
            TimeSpan.FromSeconds((train.Count - now.Images) / speed));
    }

    // Everything a step makes is freed at its end: as many tensors are alive after it as before.
    private (double Loss, long Right) Step(Batch batch, Action<CapsNetOutput>? observe, string where)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var output = model.Run(batch.X, batch.Labels);
        var total = Losses.Total(output, batch.X, batch.Labels, options.Loss);
        var loss = total.item<float>();
        if (!float.IsFinite(loss))
            throw new ArithmeticException($"the loss is {loss} {where}; first not finite: the output of {NonFinite.Output(model, output) ?? "the loss itself"}");
        total.backward();
        if (NonFinite.Gradient(model) is { } name)
            throw new ArithmeticException($"the gradient of {name} is not finite {where}; the weights are those before this batch");
        observe?.Invoke(output);
        optimizer.step();
        return (loss, Right(output, batch.Labels));
    }

    private static long Right(CapsNetOutput output, Tensor labels) => output.ClassNorms.argmax(1).eq(labels).sum().item<long>();
}

/// <summary>Finds where numbers stopped being finite, so that an abort can name the layer.</summary>
internal static class NonFinite
{
    /// <summary>The first part of a network, in the order of the pass, whose output is not finite; null where all are.</summary>
    internal static string? Output(CapsNet model, CapsNetOutput output)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        for (var l = 0; l < output.Capsules.Count; l++)
            if (!Finite(output.Capsules[l])) return Named(model, l == 0 ? "backbone" : $"layers.{l - 1}");
        return output.Reconstruction is { } pixels && !Finite(pixels) ? Named(model, "decoder") : null;
    }

    /// <summary>The last parameter whose gradient is not finite, which is the first that the backward pass came to; null where all are.</summary>
    internal static string? Gradient(nn.Module model)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var gradients = model.named_parameters().Where(p => p.parameter.grad is not null).ToArray();
        // One number for all of them, every step: the largest magnitude is finite only where all are, and max keeps a NaN.
        if (Finite(stack(gradients.Select(p => p.parameter.grad!.abs().max()).ToArray()))) return null;
        return gradients.Last(p => !Finite(p.parameter.grad!)).name;
    }

    private static string Named(nn.Module model, string part)
    {
        foreach (var (name, parameter) in model.named_parameters())
            if (name.StartsWith(part + ".", StringComparison.Ordinal) && !Finite(parameter)) return $"{part}, whose parameter {name} is not finite either";
        return part;
    }

    private static bool Finite(Tensor values) => double.IsFinite(values.detach().abs().max().to(float64).item<double>());
}
