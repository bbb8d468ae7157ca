using TorchSharp;

namespace Capsules.Language;

/// <summary>One of the two tasks with its three splits.</summary>
/// <param name="Task">SST-5/R or SST-2/R.</param>
/// <param name="Source">The treebank's name.</param>
/// <param name="Train">Unique phrases, or some of them.</param>
/// <param name="Dev">Validation sentences.</param>
/// <param name="Test">Test sentences.</param>
/// <param name="AllPhrases">How many unique training phrases there are.</param>
public sealed record SstData(
    SentimentTask Task,
    string Source,
    IReadOnlyList<LabeledPhrase> Train,
    IReadOnlyList<LabeledPhrase> Dev,
    IReadOnlyList<LabeledPhrase> Test,
    int AllPhrases)
{
    /// <summary>All phrases, as the paper trains on.</summary>
    public static SstData Of(Treebank treebank, SentimentTask task) => Of(treebank, task, int.MaxValue, 0);

    /// <summary>All whole sentences and, up to a number, other phrases drawn at random: most of what the trees say in less time.</summary>
    /// <param name="treebank">The trees.</param>
    /// <param name="task">Which labels.</param>
    /// <param name="phrases">At most so many training phrases, the whole sentences among them.</param>
    /// <param name="seed">Of the draw.</param>
    public static SstData Of(Treebank treebank, SentimentTask task, int phrases, int seed)
    {
        List<LabeledPhrase> all = task.Phrases(treebank.Train);
        IReadOnlyList<LabeledPhrase> train = all;
        if (phrases < all.Count)
        {
            HashSet<string> sentences = [.. treebank.Train.Select(tree => tree.Text())];
            LabeledPhrase[] whole = [.. all.Where(p => sentences.Contains(p.Text))], parts = [.. all.Where(p => !sentences.Contains(p.Text))];
            new Random(seed).Shuffle(parts);
            train = [.. whole.Concat(parts).Take(phrases)];
        }
        return new SstData(task, treebank.Name, train, task.Sentences(treebank.Dev), task.Sentences(treebank.Test), all.Count);
    }

    /// <summary>Every text of the three splits.</summary>
    public IEnumerable<string> Texts => Train.Concat(Dev).Concat(Test).Select(phrase => phrase.Text);

    /// <summary>Accuracy on the test sentences of whoever gives all of them the label that is most frequent there.</summary>
    public double Majority => Test.GroupBy(p => p.Label).Max(g => g.Count()) / (double)Test.Count;
}

/// <summary>A trained network with its curves, its accuracy and what it is to be measured against.</summary>
/// <param name="Data">What it was trained and tested on.</param>
/// <param name="Embeddings">The name of the model whose embeddings it routes.</param>
/// <param name="Network">The network.</param>
/// <param name="Epochs">Its training.</param>
/// <param name="Test">Loss and accuracy on the test sentences.</param>
/// <param name="BagOfWords">Test accuracy of a bag-of-words logistic regression trained on the same phrases.</param>
public sealed record SstResult(
    SstData Data, string Embeddings, SstNet Network, IReadOnlyList<SstEpoch> Epochs, SstScore Test, double BagOfWords)
{
    /// <summary>Task, accuracies and sources in a line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Data.Task}: {Test.Accuracy:P1} of {Data.Test.Count} test sentences right (majority {Data.Majority:P1}, bag of words {BagOfWords:P1}); {Data.Source}; {Embeddings}");
}

/// <summary>Runs section 4 of Heinsen (2019) from cached embeddings to test accuracy.</summary>
public static class SstExperiment
{
    /// <summary>Trains the network of figure 5 and tests it once, at the end of training.</summary>
    /// <param name="data">The splits.</param>
    /// <param name="cache">Embeddings; what is missing is computed first.</param>
    /// <param name="options">Order of layers and routing; layers, width and classes are taken from cache and data.</param>
    /// <param name="training">The regime; the paper's where null.</param>
    /// <param name="seed">Of the initial weights.</param>
    /// <param name="progress">Called after every epoch.</param>
    /// <param name="cancel">Stops between steps.</param>
    public static SstResult Run(
        SstData data,
        EmbeddingCache cache,
        SstOptions? options = null,
        SstTrainingOptions? training = null,
        int seed = 1,
        Action<SstEpoch>? progress = null,
        CancellationToken cancel = default)
    {
        cache.Fill(data.Texts, cancel: cancel);
        torch.manual_seed(seed);
        var network = new SstNet((options ?? new SstOptions()) with
        {
            Layers = cache.Model.Layers,
            Width = cache.Model.Width,
            Classes = data.Task.ClassNames.Count,
        });
        network.to(cache.Model.Network.Device);
        IReadOnlyList<SstEpoch> epochs = SstTrainer.Train(network, cache, data.Train, data.Dev, training, progress, cancel);
        var words = new BagOfWords(data.Train, data.Task.ClassNames.Count);
        return new SstResult(data, cache.Model.Name, network, epochs, SstTrainer.Score(network, cache, data.Test), words.Accuracy([.. data.Test]));
    }
}
