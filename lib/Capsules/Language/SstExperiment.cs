using System.Diagnostics;
using System.Runtime.ExceptionServices;
using TorchSharp;

namespace Capsules.Language;

/// <summary>One of the two tasks with its three splits.</summary>
/// <param name="AllPhrases">How many unique training phrases there are.</param>
public sealed record SstData(
    SentimentTask Task,
    IReadOnlyList<LabeledPhrase> Train,
    IReadOnlyList<LabeledPhrase> Dev,
    IReadOnlyList<LabeledPhrase> Test,
    int AllPhrases)
{
    /// <summary>All whole sentences and some of the other phrases, drawn at random: most of what the trees say in less time.</summary>
    /// <param name="parts">At most so many phrases beside the whole sentences.</param>
    public static SstData Of(Treebank treebank, SentimentTask task, int parts, int seed)
    {
        var all = task.Phrases(treebank.Train);
        HashSet<string> sentences = [.. treebank.Train.Select(tree => tree.Text())];
        var (whole, others) = (all.Where(p => sentences.Contains(p.Text)), all.Where(p => !sentences.Contains(p.Text)).ToArray());
        new Random(seed).Shuffle(others);
        return new SstData(
            task, [.. whole, .. others.Take(parts)], task.Sentences(treebank.Dev), task.Sentences(treebank.Test), all.Count);
    }

    /// <summary>Every text of the three splits.</summary>
    public IEnumerable<string> Texts => Train.Concat(Dev).Concat(Test).Select(phrase => phrase.Text);

    /// <summary>Accuracy on the test sentences of whoever gives all of them the label that is most frequent there.</summary>
    public double Majority => Test.GroupBy(p => p.Label).Max(g => g.Count()) / (double)Test.Count;
}

/// <summary>A trained head with its curves, its accuracy and what both cost.</summary>
public sealed record SstResult(SentimentHead Head, IReadOnlyList<SstEpoch> Epochs, SstScore Test, double Seconds);

/// <summary>One training: a head, the embeddings it sees, and how it is trained.</summary>
/// <param name="Make">Creates the head, with the seed of <paramref name="Training"/> set.</param>
public sealed record SstRun(SstData Data, IEmbeddings Embeddings, Func<SentimentHead> Make, SstTrainingOptions Training);

/// <summary>Section 4 of Heinsen (2019), with any head: from embeddings to test accuracy.</summary>
public static class SstExperiment
{
    /// <summary>Trains heads and tests each once, at the end of its training.</summary>
    /// <remarks>On the processor as many at a time as there are threads, each on one: its steps are too small to share out, and the numbers
    /// do not depend on how many there are.</remarks>
    public static IReadOnlyList<SstResult> Run(IReadOnlyList<SstRun> runs, CancellationToken cancel = default)
    {
        SentimentHead[] heads = [.. runs.Select(run =>
        {
            torch.manual_seed(run.Training.Seed);
            return run.Make();
        })];
        var results = new SstResult[runs.Count];
        var threads = torch.get_num_threads();
        var atOnce = heads.All(head => head.Device.type == DeviceType.CPU) ? threads : 1;
        try
        {
            Parallel.For(0, runs.Count, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancel }, k =>
            {
                torch.set_num_threads(1);
                try
                {
                    results[k] = Run(runs[k], heads[k], cancel);
                }
                finally
                {
                    torch.set_num_threads(threads);
                }
            });
        }
        catch (AggregateException several) when (several.InnerExceptions is [{ } only])
        {
            ExceptionDispatchInfo.Throw(only);
        }
        return results;
    }

    private static SstResult Run(SstRun run, SentimentHead head, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var epochs = SstTrainer.Train(head, run.Embeddings, run.Data.Train, run.Data.Dev, run.Training, cancel: cancel);
        var seconds = watch.Elapsed.TotalSeconds;
        return new SstResult(head, epochs, SstTrainer.Score(head, run.Embeddings, run.Data.Test), seconds);
    }
}
