using System.Diagnostics;
using TorchSharp;

namespace Capsules.Language;

/// <summary>One of the two tasks with its three splits.</summary>
/// <param name="Task">SST-5/R or SST-2/R.</param>
/// <param name="Train">Unique phrases, or some of them.</param>
/// <param name="AllPhrases">How many unique training phrases there are.</param>
public sealed record SstData(
    SentimentTask Task,
    string Source,
    IReadOnlyList<LabeledPhrase> Train,
    IReadOnlyList<LabeledPhrase> Dev,
    IReadOnlyList<LabeledPhrase> Test,
    int AllPhrases)
{
    /// <summary>All whole sentences and some of the other phrases, drawn at random: most of what the trees say in less time.</summary>
    /// <param name="parts">At most so many phrases beside the whole sentences.</param>
    public static SstData Of(Treebank treebank, SentimentTask task, int parts, int seed)
    {
        List<LabeledPhrase> all = task.Phrases(treebank.Train);
        HashSet<string> sentences = [.. treebank.Train.Select(tree => tree.Text())];
        var (whole, others) = (all.Where(p => sentences.Contains(p.Text)), all.Where(p => !sentences.Contains(p.Text)).ToArray());
        new Random(seed).Shuffle(others);
        return new SstData(
            task, treebank.Name, [.. whole, .. others.Take(parts)], task.Sentences(treebank.Dev), task.Sentences(treebank.Test), all.Count);
    }

    /// <summary>Every text of the three splits.</summary>
    public IEnumerable<string> Texts => Train.Concat(Dev).Concat(Test).Select(phrase => phrase.Text);

    /// <summary>Accuracy on the test sentences of whoever gives all of them the label that is most frequent there.</summary>
    public double Majority => Test.GroupBy(p => p.Label).Max(g => g.Count()) / (double)Test.Count;
}

/// <summary>A trained head with its curves, its accuracy and what both cost.</summary>
/// <param name="Test">Loss and accuracy on the test sentences.</param>
public sealed record SstResult(SentimentHead Head, IReadOnlyList<SstEpoch> Epochs, SstScore Test, double Seconds);

/// <summary>Section 4 of Heinsen (2019), with any head: from embeddings to test accuracy.</summary>
public static class SstExperiment
{
    /// <summary>Trains a head and tests it once, at the end of training.</summary>
    public static SstResult Run(
        SstData data, IEmbeddings embeddings, Func<SentimentHead> make, SstTrainingOptions training,
        Action<SstEpoch>? progress = null, CancellationToken cancel = default)
    {
        var watch = Stopwatch.StartNew();
        torch.manual_seed(training.Seed);
        SentimentHead head = make();
        IReadOnlyList<SstEpoch> epochs = SstTrainer.Train(head, embeddings, data.Train, data.Dev, training, progress, cancel);
        double seconds = watch.Elapsed.TotalSeconds;
        return new SstResult(head, epochs, SstTrainer.Score(head, embeddings, data.Test), seconds);
    }
}
