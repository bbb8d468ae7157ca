using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>How a head is trained (Heinsen 2019, sections 3.2 and 4.2).</summary>
/// <param name="Epochs">Passes over the phrases.</param>
/// <param name="Batch">Phrases in a step.</param>
/// <param name="MixupAlpha">α of mixup's Beta distribution; 0 turns mixup off.</param>
/// <param name="Low">Learning rate at the ends of the cycle.</param>
/// <param name="High">Learning rate at the peak.</param>
/// <param name="BucketBatches">Phrases of similar length are put together within so many batches: 1, as in the author's code, mixes lengths
/// freely; more pads less and is faster.</param>
/// <param name="Seed">Of the order of phrases and of mixup.</param>
public sealed record SstTrainingOptions(
    int Epochs = 3, int Batch = 20, double MixupAlpha = Mixup.Alpha, double Low = 1e-5, double High = 5e-4, int BucketBatches = 1, int Seed = 1);

/// <summary>Loss and accuracy over a split: means over samples, a standard deviation over batches of 20 (figure 8's shaded area).</summary>
public readonly record struct SstScore(double Loss, double Accuracy, double AccuracySd);

/// <summary>One epoch of training.</summary>
/// <param name="TrainLoss">Mean loss on mixed samples.</param>
/// <param name="TrainAccuracy">Accuracy on mixed samples against their own labels, before mixing.</param>
public readonly record struct SstEpoch(int Epoch, double TrainLoss, double TrainAccuracy, SstScore Dev);

/// <summary>Trains and tests heads on embeddings that do not change.</summary>
/// <remarks>Not part of Capsules.Training, which knows nothing of phrases and transformers: Language uses Training, never the reverse.</remarks>
public static class SstTrainer
{
    private const int ScoreBatch = 20;

    /// <summary>Trains with RAdam, the single-cycle schedule and mixup, and validates after every epoch.</summary>
    public static IReadOnlyList<SstEpoch> Train(
        SentimentHead head,
        IEmbeddings embeddings,
        IReadOnlyList<LabeledPhrase> train,
        IReadOnlyList<LabeledPhrase> dev,
        SstTrainingOptions? options = null,
        CancellationToken cancel = default)
    {
        var o = options ?? new SstTrainingOptions();
        var random = new Random(o.Seed);
        var perEpoch = (train.Count + o.Batch - 1) / o.Batch;
        var schedule = new SingleCycle((long)perEpoch * o.Epochs) { Low = o.Low, High = o.High };
        using var optimizer = new RAdam(head.named_parameters());
        var epochs = new List<SstEpoch>();
        for (var epoch = 1; epoch <= o.Epochs; epoch++)
        {
            head.train();
            double loss = 0, right = 0;
            foreach (var batch in Batches(train, o, embeddings, random))
            {
                cancel.ThrowIfCancellationRequested();
                optimizer.Follow(schedule);
                var (batchLoss, batchRight) = Step(head, embeddings, batch, optimizer, o, random);
                loss += batchLoss * batch.Length;
                right += batchRight;
            }
            epochs.Add(new SstEpoch(epoch, loss / train.Count, right / train.Count, Score(head, embeddings, dev)));
        }
        return epochs;
    }

    /// <summary>Loss and accuracy over phrases, in batches sorted by length.</summary>
    public static SstScore Score(SentimentHead head, IEmbeddings embeddings, IReadOnlyList<LabeledPhrase> phrases)
    {
        head.eval();
        using var constant = no_grad();
        var losses = new List<(double Loss, double Right, int Count)>();
        foreach (var batch in phrases.OrderBy(p => embeddings.Tokens(p.Text)).Chunk(ScoreBatch))
        {
            using var scope = NewDisposeScope();
            var (mask, x) = embeddings.Batch([.. batch.Select(p => p.Text)], head.Device);
            Tensor scores = head.call(mask, x), labels = Labels(batch, head.Device);
            double loss = nn.functional.cross_entropy(scores, labels).item<float>();
            losses.Add((loss, Right(scores, labels), batch.Length));
        }
        return new SstScore(
            losses.Sum(b => b.Loss * b.Count) / phrases.Count,
            losses.Sum(b => b.Right) / phrases.Count,
            Statistics.Deviation([.. losses.Select(b => b.Right / b.Count)]));
    }

    private static (double Loss, double Right) Step(
        SentimentHead head, IEmbeddings embeddings, LabeledPhrase[] batch, RAdam optimizer, SstTrainingOptions o, Random random)
    {
        using var scope = NewDisposeScope();
        var (mask, x) = embeddings.Batch([.. batch.Select(p => p.Text)], head.Device);
        var labels = Labels(batch, head.Device);
        var targets = nn.functional.one_hot(labels, head.Classes).to_type(ScalarType.Float32);   // [B, K]
        if (o.MixupAlpha > 0)
        {
            var (partners, weights) = Mixup.Draw(batch.Length, random, o.MixupAlpha);
            Tensor partner = tensor(partners).to(head.Device), weight = tensor(weights).to(head.Device);
            (mask, x, targets) = (Mixup.Mix(mask, partner, weight), Mixup.Mix(x, partner, weight), Mixup.Mix(targets, partner, weight));
        }
        optimizer.ZeroGrad();
        var scores = head.call(mask, x);
        var loss = Mixup.CrossEntropy(scores, targets);
        loss.backward();
        optimizer.Step();
        return (loss.item<float>(), Right(scores, labels));
    }

    /// <summary>Shuffled batches; where asked for, of similar length within pools of several batches.</summary>
    private static IEnumerable<LabeledPhrase[]> Batches(
        IReadOnlyList<LabeledPhrase> phrases, SstTrainingOptions o, IEmbeddings embeddings, Random random)
    {
        LabeledPhrase[] order = [.. phrases];
        random.Shuffle(order);
        if (o.BucketBatches <= 1)
            return order.Chunk(o.Batch);
        LabeledPhrase[][] batches =
            [.. order.Chunk(o.Batch * o.BucketBatches).SelectMany(pool => pool.OrderBy(p => embeddings.Tokens(p.Text)).Chunk(o.Batch))];
        random.Shuffle(batches);
        return batches;
    }

    private static Tensor Labels(LabeledPhrase[] batch, Device device) => tensor([.. batch.Select(p => (long)p.Label)], [batch.Length]).to(device);

    private static double Right(Tensor scores, Tensor labels) => scores.argmax(-1).eq(labels).sum().item<long>();
}
