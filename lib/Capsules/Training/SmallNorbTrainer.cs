using System.Text.Json;
using Capsules.Data;
using Capsules.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>Trains the network for smallNORB (Heinsen 2019, section 3.2).</summary>
/// <remarks>
/// Order, crops and mixup of a step depend on the seed and the step's number alone, so a training that continues from a checkpoint
/// takes the same steps as one that was never interrupted.
/// </remarks>
public sealed class SmallNorbTrainer : IDisposable
{
    private readonly SmallNorb data;
    private readonly SingleCycle schedule;
    private readonly RAdam optimizer;
    private readonly Device device;
    private int[] order = [];
    private long orderedEpoch = -1;

    /// <summary>A training from the start.</summary>
    /// <param name="data">Pairs to train on; stays the caller's.</param>
    /// <param name="options">How; as in the paper where absent.</param>
    /// <param name="network">The network to train; a fresh one where absent.</param>
    /// <param name="device">Where to train.</param>
    /// <exception cref="ArgumentException">Options that no training can run with.</exception>
    public SmallNorbTrainer(SmallNorb data, SmallNorbOptions? options = null, SmallNorbNet? network = null, Device? device = null)
    {
        this.data = data;
        this.device = device ?? CPU;
        Options = options ?? new SmallNorbOptions();
        Options.Check();
        schedule = new SingleCycle(Options.Steps) { High = Options.Peak };
        manual_seed(Options.Seed);
        Network = network ?? new SmallNorbNet();
        Network.to(this.device);
        optimizer = new RAdam(Network.named_parameters());
    }

    /// <summary>The network being trained.</summary>
    public SmallNorbNet Network { get; }

    /// <summary>How it is trained.</summary>
    public SmallNorbOptions Options { get; }

    /// <summary>Steps taken.</summary>
    public long Steps => optimizer.Steps;

    /// <summary>Whether all steps are taken.</summary>
    public bool Finished => Steps >= Options.Steps;

    /// <summary>One optimizer step; as many tensors are alive after it as before.</summary>
    /// <exception cref="InvalidOperationException">All steps are taken, or the loss is no longer a number.</exception>
    public TrainingStep Step()
    {
        if (Finished) throw new InvalidOperationException($"all {Options.Steps} steps are taken");
        using DisposeScope scope = NewDisposeScope();
        (Tensor images, Tensor labels) = Batch(Steps);
        Tensor inputs = images, targets = nn.functional.one_hot(labels, SmallNorb.ClassNames.Count).to(float32);
        if (Options.Mixup is { } alpha)
        {
            (long[] partners, float[] weights) = Mixup.Draw((int)labels.shape[0], new Random(unchecked(Options.Seed * 1_000_003 + (int)Steps)), alpha);
            Tensor partner = tensor(partners, device: device), weight = tensor(weights, device: device);
            (inputs, targets) = (Mixup.Mix(images, partner, weight), Mixup.Mix(targets, partner, weight));
        }

        Network.train();
        optimizer.ZeroGrad();
        optimizer.Follow(schedule);
        Tensor scores = Network.call(inputs); // [B, 5]
        Tensor loss = Mixup.CrossEntropy(scores, targets);
        loss.backward();
        optimizer.Step();
        double value = loss.item<float>();
        if (!double.IsFinite(value)) throw new InvalidOperationException($"the loss is {value} at step {Steps}; lower the learning rate");
        return new TrainingStep(Steps, value, scores.argmax(-1).eq(labels).to(float32).mean().item<float>(), optimizer.LearningRate);
    }

    /// <summary>The training's checkpoint at a path.</summary>
    internal Checkpoint CheckpointAt(string path) => new(path, Network, OptimizerState.Of(optimizer), new Dictionary<string, string>
    {
        ["images"] = $"{data.Count} pairs, {data.Source}",
        ["options"] = JsonSerializer.Serialize(Options),
    });

    /// <summary>Frees the optimizer; the network stays.</summary>
    public void Dispose() => optimizer.Dispose();

    // The pairs of a step: every epoch is a permutation of all pairs, its last batch what remains.
    private (Tensor Images, Tensor Labels) Batch(long step)
    {
        long batches = (data.Count + Options.BatchSize - 1) / Options.BatchSize, epoch = step / batches;
        if (epoch != orderedEpoch)
        {
            order = [.. Enumerable.Range(0, data.Count)];
            new Random(unchecked(Options.Seed * 7919 + (int)epoch)).Shuffle(order);
            orderedEpoch = epoch;
        }
        int start = (int)(step % batches) * Options.BatchSize;
        int[] indices = order[start..Math.Min(start + Options.BatchSize, order.Length)];
        var pixels = new float[indices.Length * SmallNorb.PairSize];
        data.CopyTo(indices, pixels, Options.Padding is { } padding ? new EdgeCrop(padding, Options.Seed) : null, (int)epoch);
        return (tensor(pixels, [indices.Length, 2, SmallNorb.Size, SmallNorb.Size], device: device),
            tensor((long[])[.. indices.Select(i => (long)data.Labels[i].Category)], device: device));
    }
}
