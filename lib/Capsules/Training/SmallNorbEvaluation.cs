using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>What the network says of one pair.</summary>
/// <param name="Predicted">The class with the highest score.</param>
/// <param name="Probability">Softmax of the true class's score.</param>
/// <param name="True">The true class's capsule.</param>
public sealed record SmallNorbAnswer(int Index, int Predicted, double Probability, PoseSample True)
{
    /// <summary>Whether the class is right.</summary>
    public bool Right => Predicted == True.Label.Category;
}

/// <summary>A network's answers to stereo pairs.</summary>
public sealed record SmallNorbEvaluation(IReadOnlyList<SmallNorbAnswer> Answers, double Seconds)
{
    /// <summary>Share of right answers.</summary>
    public double Accuracy => Answers.Count(a => a.Right) / (double)Answers.Count;

    /// <summary>Mean cross entropy.</summary>
    public double Loss => -Answers.Average(a => Math.Log(Math.Max(a.Probability, 1e-30)));

    /// <summary>Pairs by true class (row) and answer (column). [5, 5]</summary>
    public int[,] Confusion
    {
        get
        {
            var counts = new int[SmallNorb.ClassNames.Count, SmallNorb.ClassNames.Count];
            foreach (var answer in Answers) counts[answer.True.Label.Category, answer.Predicted]++;
            return counts;
        }
    }

    /// <summary>The pairs whose true class got the least probability, the hardest first.</summary>
    public IReadOnlyList<SmallNorbAnswer> Hardest(int count) => [.. Answers.OrderBy(a => a.Probability).ThenBy(a => a.Index).Take(count)];

    /// <summary>At most so many pairs of a set, drawn at random. (Every k-th would miss categories, which alternate in the official files.)</summary>
    public static int[] Sample(SmallNorb data, int count, int seed = 1)
    {
        int[] all = [.. Enumerable.Range(0, data.Count)];
        if (count >= all.Length) return all;
        new Random(seed).Shuffle(all);
        return [.. all.Take(count).Order()];
    }

    /// <summary>Asks the network, without crops, as the paper's test does (section 3.3).</summary>
    /// <exception cref="ArgumentException">No pair, or one that is not there.</exception>
    public static SmallNorbEvaluation Run(
        SmallNorbNet network, SmallNorb data, IReadOnlyList<int>? indices = null, int batchSize = 20, Action<int>? progress = null)
    {
        indices ??= [.. Enumerable.Range(0, data.Count)];
        if (indices.Count == 0) throw new ArgumentException("an evaluation needs at least one pair", nameof(indices));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var answers = new List<SmallNorbAnswer>(indices.Count);
        using var mode = new EvaluationMode(network);
        foreach (var batch in indices.Chunk(batchSize))
        {
            answers.AddRange(Ask(network, data, batch));
            progress?.Invoke(answers.Count);
        }
        return new SmallNorbEvaluation(answers, clock.Elapsed.TotalSeconds);
    }

    private static IEnumerable<SmallNorbAnswer> Ask(SmallNorbNet network, SmallNorb data, int[] batch)
    {
        using var scope = NewDisposeScope();
        var device = network.parameters().First().device;
        var pixels = new float[batch.Length * SmallNorb.PairSize];
        data.CopyTo(batch, pixels);
        var classes = network.Run(tensor(pixels, [batch.Length, 2, SmallNorb.Size, SmallNorb.Size], device: device));
        var probabilities = classes.Scores.softmax(-1).cpu().data<float>().ToArray(); // [B, 5]
        var poses = classes.Capsules.cpu().contiguous(); // [B, 5, 4, 4]
        var k = SmallNorb.ClassNames.Count;
        return batch.Select((index, b) =>
        {
            var label = data.Labels[index];
            var row = probabilities[(b * k)..((b + 1) * k)];
            var pose = (float[,])poses[b, label.Category].data<float>().ToNDArray();
            return new SmallNorbAnswer(index, Array.IndexOf(row, row.Max()), row[label.Category], new PoseSample(label, pose));
        }).ToArray();
    }
}
