using Capsules.Language;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>A tiny transformer trained once on generated sentences, for all tests that need text with embeddings.</summary>
public sealed class SmallModel : IDisposable
{
    public SmallModel()
    {
        Treebank = SentimentGrammar.Generate(new SentimentGrammarOptions(Train: 300, Dev: 60, Test: 60));
        Model = SmallTransformer.LoadOrTrain(Treebank, Folder, Options, Epochs.Add);
    }

    internal string Folder { get; } = Directory.CreateTempSubdirectory("capsules-").FullName;

    internal Treebank Treebank { get; }

    internal TextModel Model { get; }

    internal List<LanguageModelEpoch> Epochs { get; } = [];

    internal static SmallTransformerOptions Options { get; } =
        new() { Layers = 2, Heads = 2, Width = 24, Context = 40, Vocabulary = 400, Epochs = 4, Batch = 4, LearningRate = 1e-2 };

    public void Dispose()
    {
        Model.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

[Collection("generator")]
public sealed class LanguagePipelineTests(SmallModel small) : IClassFixture<SmallModel>
{
    private readonly string cacheFolder = Path.Combine(small.Folder, Guid.NewGuid().ToString("N"));

    [Fact]
    public void TheSmallTransformerLearnsTheLanguageAndIsTrainedOnce()
    {
        Assert.Equal(4, small.Epochs.Count);
        Assert.True(small.Epochs[^1].DevLoss < small.Epochs[0].DevLoss);
        Assert.True(small.Epochs[^1].DevLoss < Math.Log(400) - 1);
        using var again = SmallTransformer.LoadOrTrain(small.Treebank, small.Folder, SmallModel.Options, small.Epochs.Add);
        Assert.Equal(4, small.Epochs.Count);
        Assert.Equal(small.Model.Fingerprint, again.Fingerprint);
        Assert.Contains("not pretrained", again.Name);
        Assert.Contains("GENERATED sentences of the sentiment grammar (seed 1)", again.Name);
    }

    [Fact]
    public void CachedBatchesAreTheModelsEmbeddingsWithMasksAndZerosBeyondThem()
    {
        using var scope = NewDisposeScope();
        string[] texts = ["the film is good .", "dull", "this plot bores the audience but its ending delights the fans ."];
        using var cache = EmbeddingCache.Open(small.Model, cacheFolder);
        var bytes = cache.MissingBytes(texts);
        cache.Fill(texts);
        Assert.Equal((bytes, 0), (cache.Length, cache.MissingBytes(texts)));
        var (mask, embeddings) = cache.Batch(texts);
        for (var b = 0; b < texts.Length; b++)
        {
            var n = small.Model.Tokens(texts[b]).Length;
            Assert.Equal(n, mask[b].sum().item<float>());
            Assert.Equal(0f, embeddings[b].narrow(0, n, embeddings.shape[1] - n).abs().sum().item<float>());
            var alone = small.Model.Embed([texts[b]]).Embeddings[0];
            Assert.True((embeddings[b].narrow(0, 0, n) - alone).abs().max().item<float>() < 5e-3f);
        }
    }

    [Fact]
    public void AModelOfSomeDepthsGivesThoseAloneAndHasACacheOfItsOwn()
    {
        using var scope = NewDisposeScope();
        var folder = Assert.Single(Directory.GetDirectories(small.Folder, "small-gpt2-*"));
        using var some = TextModel.Load(folder, depths: [0, 2]);
        Tensor picked = some.Embed(["not bad"]).Embeddings, all = small.Model.Embed(["not bad"]).Embeddings;
        Assert.Equal(0f, (picked - all.index_select(2, tensor(new long[] { 0, 2 }))).abs().max().item<float>());
        Assert.NotEqual(small.Model.Fingerprint, some.Fingerprint);
        Assert.Contains("has depths 0 to 2, not 0, 3", Assert.Throws<ArgumentException>(() => TextModel.Load(folder, depths: [0, 3])).Message);
    }

    [Fact]
    public void EveryTokenBelongsToAWord()
    {
        var text = "the film is n't unheard-of .";
        string[] tokens = small.Model.TokenTexts(text), words = text.Split(' ');
        var owners = small.Model.WordOfToken(text);
        Assert.Equal(tokens.Length, owners.Length);
        Assert.Equal(-1, owners[^1]);
        for (var word = 0; word < words.Length; word++)
            Assert.Equal(words[word], string.Concat(tokens.Where((_, token) => owners[token] == word)).Trim());
    }

    [Fact]
    public void ALinearHeadScoresMeansAsItScoresTheEmbeddingsThemselves()
    {
        using var scope = NewDisposeScope();
        string[] texts = ["the film is good .", "dull", "this plot bores the audience ."];
        using var cache = EmbeddingCache.Open(small.Model, cacheFolder);
        cache.Fill(texts);
        using var means = new MeanEmbeddings(cache, texts);
        using var whole = new LinearHead(small.Model.Width, 5);
        using var onMeans = new LinearHead(small.Model.Width, 5);
        onMeans.load_state_dict(whole.state_dict());
        var (mask, x) = cache.Batch(texts);
        var (ones, mean) = means.Batch(texts);
        Assert.True((whole.call(mask, x) - onMeans.call(ones, mean)).abs().max().item<float>() < 1e-5f);
        Assert.Contains("no embedding of 'good'", Assert.Throws<KeyNotFoundException>(() => means.Batch(["good"])).Message);
    }

    [Fact]
    public void FillingGoesOnWhereItWasStopped()
    {
        string[] texts = [.. SentimentTask.Sst5.Phrases(small.Treebank.Train).Select(p => p.Text)];
        using var stop = new CancellationTokenSource();
        using (var cache = EmbeddingCache.Open(small.Model, cacheFolder))
            Assert.Throws<OperationCanceledException>(() => cache.Fill(texts, _ => stop.Cancel(), stop.Token));
        using var opened = EmbeddingCache.Open(small.Model, cacheFolder);
        var there = opened.Count;
        Assert.InRange(there, 1, texts.Length - 1);
        var totals = new List<int>();
        opened.Fill(texts, p => totals.Add(p.Total));
        Assert.Equal(texts.Length, opened.Count);
        Assert.All(totals, total => Assert.Equal(texts.Length - there, total));
    }

    [Theory]
    [InlineData("", "an empty text")]
    [InlineData("good good good good good good good good good good good good good good good good good good good good good good good good good good good good good good good good good good good good good good good good", "longer than the context of 40")]
    public void PhrasesThatHaveNoEmbeddingsAreRefused(string text, string message)
    {
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => small.Model.Tokens(text)).Message);
        using var cache = EmbeddingCache.Open(small.Model, cacheFolder);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => cache.Fill([text])).Message);
    }

    [Fact]
    public void UnknownBytesHaveEmbeddingsToo()
    {
        using var scope = NewDisposeScope();
        var x = small.Model.Embed(["\u0000\ud800 東京 🤖"]).Embeddings;
        Assert.True(x.isfinite().all().item<bool>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ARoutingHeadLearnsTheGrammarBetterThanTheMajority(bool vectors)
    {
        List<LabeledPhrase> train = SentimentTask.Sst2.Phrases(small.Treebank.Train), dev = SentimentTask.Sst2.Sentences(small.Treebank.Dev);
        using var cache = EmbeddingCache.Open(small.Model, cacheFolder);
        cache.Fill(train.Concat(dev).Select(p => p.Text));
        manual_seed(1);
        var (l, m) = (small.Model.Layers, small.Model.Width);
        using SentimentHead network = vectors
            ? new VectorHead(new VectorHeadOptions { Layers = l, Width = m, Classes = 2, Hidden = 8, HiddenWidth = 32 })
            : new SstNet(new SstOptions { Layers = l, Width = m, Classes = 2, Parts = 16 });
        var options = new SstTrainingOptions { Epochs = 8, BucketBatches = 20, High = 1e-2, MixupAlpha = 0 };
        var epochs = SstTrainer.Train(network, cache, train, dev, options);
        var majority = dev.GroupBy(p => p.Label).Max(g => g.Count()) / (double)dev.Count;
        Assert.True(epochs[^1].Dev.Accuracy > majority + 0.05, $"{epochs[^1].Dev.Accuracy:F3} against {majority:F3}");
        Assert.True(epochs[^1].TrainLoss < epochs[0].TrainLoss);
    }

    [Fact]
    public void HeadsTrainedSideBySideAreThoseTrainedAlone()
    {
        List<LabeledPhrase> train = [.. SentimentTask.Sst5.Phrases(small.Treebank.Train).Take(60)], dev = [.. train.Take(10)];
        using var cache = EmbeddingCache.Open(small.Model, cacheFolder);
        cache.Fill(train.Select(p => p.Text));
        var data = new SstData(SentimentTask.Sst5, train, dev, dev, train.Count);
        SstRun[] runs = [.. new[] { 1, 2, 3, 4 }.Select(seed => new SstRun(data, cache,
            () => new SstNet(new SstOptions { Layers = small.Model.Layers, Width = small.Model.Width, Parts = 8 }), new SstTrainingOptions { Epochs = 1, Seed = seed }))];
        var together = SstExperiment.Run(runs);
        for (var k = 0; k < runs.Length; k++) Assert.Equal(SstExperiment.Run([runs[k]])[0].Test, together[k].Test);
        Assert.Equal(4, together.Select(r => r.Test.Loss).Distinct().Count());
    }

    [Fact]
    public void ATrainingStepLeavesNoTensorBehindAndTheSameSeedGivesTheSameNetwork()
    {
        List<LabeledPhrase> train = [.. SentimentTask.Sst5.Phrases(small.Treebank.Train).Take(60)], dev = [.. train.Take(10)];
        using var cache = EmbeddingCache.Open(small.Model, cacheFolder);
        cache.Fill(train.Select(p => p.Text));
        // A scope counts this thread's tensors; other tests run beside this one.
        using var scope = NewDisposeScope();
        Assert.Equal(Run(), Run());

        double Run()
        {
            manual_seed(5);
            using var network = new SstNet(new SstOptions { Layers = small.Model.Layers, Width = small.Model.Width, Parts = 8 });
            var before = scope.DisposablesCount;
            var loss = SstTrainer.Train(network, cache, train, dev, new SstTrainingOptions { Epochs = 2 })[^1].Dev.Loss;
            Assert.Equal(before, scope.DisposablesCount);
            return loss;
        }
    }

    [Fact]
    public void CreditAddsUpToWhatTheLabelsUse()
    {
        manual_seed(2);
        using var network = new SstNet(new SstOptions { Layers = small.Model.Layers, Width = small.Model.Width, Classes = 5, Parts = 16 });
        using var cache = EmbeddingCache.Open(small.Model, cacheFolder);
        var credit = new SentimentReader(cache, network).Credit("the film is not good .");
        Assert.Equal("⟨end⟩", credit.Tokens[^1]);
        Assert.Equal("the film is not good .", string.Concat(credit.Tokens.SkipLast(1)));
        Assert.Equal(1, credit.Probabilities.Sum(), 1e-5);
        // At the start every score is 0: every composite is half on, and each (token, depth) gives all labels together one half.
        var (mask, x) = cache.Batch(["the film is not good ."]);
        Assert.True((network.Explain(mask, x).Credit!.sum(-1) - 0.5).abs().max().item<float>() < 1e-4f);
    }

    [Fact]
    public void AWordsPullIsThatOfItsTokens()
    {
        manual_seed(2);
        var options = new VectorHeadOptions { Layers = small.Model.Layers, Width = small.Model.Width, Classes = 2, Hidden = 4, HiddenWidth = 16 };
        using var head = new VectorHead(options);
        using var cache = EmbeddingCache.Open(small.Model, cacheFolder);
        const string Text = "the film is unbearable";
        // Beside a longer sentence, whose length must not matter.
        var credit = new SentimentReader(cache, head).Credit([Text, "the film is unbearable and the plot is weak ."])[0];
        var words = credit.ByWord(credit.Pull);
        Assert.Equal(4, words.Length);
        var ends = Enumerable.Range(0, options.Layers).Sum(depth => credit.Pull[credit.Tokens.Count - 1, depth]);
        Assert.Equal(credit.Pull.Cast<double>().Sum() - ends, words.Sum(), 1e-6);
        // To first order, a slightly longer embedding changes the difference of the scores by its pull.
        using var scope = NewDisposeScope();
        var (mask, x) = cache.Batch([Text]);
        var longer = x.clone();
        longer[0, 1, 2] *= 1.001;
        double Lean(Tensor embeddings) => (head.call(mask, embeddings)[0, 1] - head.call(mask, embeddings)[0, 0]).item<float>() / 2;
        Assert.Equal(credit.Pull[1, 2] * 0.001, Lean(longer) - Lean(x), 2e-5);
        using var linear = new LinearHead(options.Width, 2);
        Assert.Contains("LinearHead gives no credit", Assert.Throws<ArgumentException>(() => new SentimentReader(cache, linear).Credit(Text)).Message);
    }
}

public sealed class LanguageBaselineTests
{
    [Fact]
    public void ABagOfWordsLearnsWordsAndNotTheirOrder()
    {
        LabeledPhrase[] phrases = [new("good film", 1), new("a good plot", 1), new("bad film", 0), new("a bad plot", 0), new("the film", 0)];
        var bag = new BagOfWords(phrases, 2);
        Assert.Equal(1, bag.Accuracy(phrases));
        Assert.Equal(bag.Probabilities("good plot not"), bag.Probabilities("not plot Good"));
        Assert.Equal(1, bag.Predict("good unheard-of words"));
        Assert.Equal(1, bag.Probabilities("nothing known").Sum(), 1e-12);
    }

    [Fact]
    public void ABagOfWordsRefusesNoPhrasesAndUnknownClasses()
    {
        Assert.Throws<ArgumentException>(() => new BagOfWords([], 2));
        Assert.Contains("'x' has class 2", Assert.Throws<ArgumentException>(() => new BagOfWords([new("x", 2)], 2)).Message);
    }

    [Fact]
    public void ProbesAreTheWordsBeforePhrasesWithASentiment()
    {
        SentimentTree[] trees =
        [
            SentimentTree.Parse("(1 (2 it) (1 (2 is) (1 (1 Not) (3 good))))"),
            SentimentTree.Parse("(2 (1 not) (2 here))"),
            SentimentTree.Parse("(1 (1 not) (3 good))"),
        ];
        var probe = Assert.Single(SentimentProbes.Find(trees, SentimentProbes.Negations).DistinctBy(p => p.Whole.Text().ToLowerInvariant()));
        Assert.Equal(("not", "Not good", "good", trees[0]), (probe.Word, probe.Whole.Text(), probe.Inner.Text(), probe.Sentence));
        Assert.Empty(SentimentProbes.Find(trees, SentimentProbes.Intensifiers));
    }

    [Fact]
    public void ContrastsAreSentencesWithAPositiveAndANegativeWord()
    {
        SentimentTree[] trees =
        [
            SentimentTree.Parse("(2 (1 dull) (2 (2 but) (2 (3 funny) (4 superb))))"),
            SentimentTree.Parse("(1 (2 the) (1 dull))"),
        ];
        Assert.Equal(new SentimentContrast(trees[0], Positive: 3, Negative: 0), Assert.Single(SentimentProbes.Contrasts(trees)));
    }

    [Theory]
    [InlineData(45, 81, 0.4474, 0.6589)]   // Wilson (1927), computed by its formula
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    public void AProportionHasWilsonsInterval(int count, int total, double low, double high)
    {
        var proportion = new Proportion(count, total);
        Assert.Equal(low, proportion.Low, 1e-3);
        Assert.Equal(high, proportion.High, 1e-3);
    }
}
