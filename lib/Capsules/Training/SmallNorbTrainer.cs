using System.Globalization;
using System.Text.Json;
using Capsules.Data;
using Capsules.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>How the network for smallNORB is trained (Heinsen 2019, section 3.2).</summary>
/// <param name="BatchSize">Pairs a step.</param>
/// <param name="Steps">Optimizer steps: 50 epochs of 1,215 steps. The schedule spans them, so a shorter training is a whole one in small.</param>
/// <param name="Padding">Pixels of edge padding on each side before the random crop; null trains without crops.</param>
/// <param name="Mixup">α of mixup's Beta(α, α); null trains without mixup.</param>
/// <param name="Peak">Learning rate at the peak of the single-cycle schedule.</param>
/// <param name="Seed">Of weights, order, crops and mixup; the author set none.</param>
public sealed record SmallNorbOptions(
    int BatchSize = 20, long Steps = 50 * 1215, int? Padding = 16, double? Mixup = Training.Mixup.Alpha, double Peak = 5e-4, int Seed = 1)
{
    /// <summary>Refuses values that no training can run with.</summary>
    /// <exception cref="ArgumentException">A number is zero or negative.</exception>
    public void Check()
    {
        if (BatchSize < 1 || Steps < 1 || Padding < 0 || !(Peak > 0))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"a training needs at least 1 pair a step, 1 step, no negative padding and a positive learning rate, not {BatchSize}, {Steps}, {Padding}, {Peak}"));
    }
}

/// <summary>One step of a training.</summary>
/// <param name="Loss">Cross entropy on mixed labels.</param>
/// <param name="Accuracy">Share of the batch whose strongest class is the unmixed label.</param>
public sealed record TrainingStep(long Step, double Loss, double Accuracy, double LearningRate);

/// <summary>Trains the network for smallNORB (Heinsen 2019, section 3.2).</summary>
/// <remarks>Order, crops and mixup of a step depend on the seed and the step's number alone, so a training that continues from a
/// checkpoint takes the same steps as one that was never interrupted.</remarks>
public sealed class SmallNorbTrainer : IDisposable
{
    private readonly SmallNorb data;
    private readonly SingleCycle schedule;
    private readonly RAdam optimizer;
    private readonly Device device;
    private int[] order = [];
    private long orderedEpoch = -1;

    /// <summary>A training from the start.</summary>
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
        using var scope = NewDisposeScope();
        var (images, labels) = Batch(Steps);
        Tensor inputs = images, targets = nn.functional.one_hot(labels, SmallNorb.ClassNames.Count).to(float32);
        if (Options.Mixup is { } alpha)
        {
            var (partners, weights) = Mixup.Draw((int)labels.shape[0], new Random(unchecked(Options.Seed * 1_000_003 + (int)Steps)), alpha);
            Tensor partner = tensor(partners, device: device), weight = tensor(weights, device: device);
            (inputs, targets) = (Mixup.Mix(images, partner, weight), Mixup.Mix(targets, partner, weight));
        }

        Network.train();
        optimizer.ZeroGrad();
        optimizer.Follow(schedule);
        var scores = Network.call(inputs); // [B, 5]
        var loss = Mixup.CrossEntropy(scores, targets);
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
        var start = (int)(step % batches) * Options.BatchSize;
        var indices = order[start..Math.Min(start + Options.BatchSize, order.Length)];
        var pixels = new float[indices.Length * SmallNorb.PairSize];
        data.CopyTo(indices, pixels, Options.Padding is { } padding ? new EdgeCrop(padding, Options.Seed) : null, (int)epoch);
        return (tensor(pixels, [indices.Length, 2, SmallNorb.Size, SmallNorb.Size], device: device),
            tensor((long[])[.. indices.Select(i => (long)data.Labels[i].Category)], device: device));
    }
}
