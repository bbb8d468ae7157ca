using Capsules.Language;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>Fills an embedding cache in a process of its own, which a test can kill.</summary>
internal static class EmbeddingChild
{
    /// <summary>Phrases for a dozen batches of the cache.</summary>
    internal static string[] Texts { get; } =
        [.. SentimentTask.Sst5.Phrases(SentimentGrammar.Generate(new SentimentGrammarOptions(Train: 800)).Train).Select(p => p.Text)];

    internal static void Fill(string model, string root)
    {
        set_num_threads(1);
        using var loaded = TextModel.Load(model);
        using var cache = EmbeddingCache.Open(loaded, root);
        cache.Fill(Texts, progress => Console.WriteLine(progress.Done));
    }
}

public sealed class LanguageCacheTests(SmallModel small) : IClassFixture<SmallModel>
{
    [Fact]
    public void ACacheWhoseProcessWasKilledGoesOnAndHoldsTheModelsEmbeddings()
    {
        using var scope = NewDisposeScope();
        string model = Assert.Single(Directory.GetDirectories(small.Folder, "small-gpt2-*")), root = Path.Combine(small.Folder, "killed");
        var told = TestChild.Run(3, nameof(EmbeddingChild), model, root);

        using var cache = EmbeddingCache.Open(small.Model, root);
        Assert.InRange(cache.Count, int.Parse(told[2]), EmbeddingChild.Texts.Length - 1);
        var left = EmbeddingChild.Texts.Length - cache.Count;
        var totals = new HashSet<int>();
        cache.Fill(EmbeddingChild.Texts, progress => totals.Add(progress.Total));
        Assert.Equal([left], totals);
        Assert.Equal(EmbeddingChild.Texts.Length, cache.Count);
        foreach (var texts in EmbeddingChild.Texts.Chunk(64))
        {
            Tensor stored = cache.Batch(texts).Embeddings, mask = cache.Batch(texts).Mask;
            var computed = small.Model.Embed(texts).Embeddings * mask.unsqueeze(-1).unsqueeze(-1);
            Assert.True((stored - computed).abs().max().item<float>() < 5e-3f);
        }
    }

    [Fact]
    public void AnotherModelHasACacheOfItsOwn()
    {
        var root = Path.Combine(small.Folder, "keyed");
        using var other = SmallTransformer.LoadOrTrain(small.Treebank, root, SmallModel.Options with { Epochs = 1, Seed = 2 });
        Assert.NotEqual(small.Model.Fingerprint, other.Fingerprint);
        using EmbeddingCache first = EmbeddingCache.Open(small.Model, root), second = EmbeddingCache.Open(other, root);
        first.Fill(["good"]);
        Assert.True(first.Contains("good"));
        Assert.False(second.Contains("good"));
        Assert.Contains("no embeddings of 'good'", Assert.Throws<KeyNotFoundException>(() => second.Batch(["good"])).Message);
    }

    [Fact]
    public void DamagedCacheIsRefusedWithWhatToDo()
    {
        var root = Path.Combine(small.Folder, "damaged");
        EmbeddingCache.Open(small.Model, root).Dispose();
        var path = Assert.Single(Directory.GetFiles(root));
        File.WriteAllText(path, "no database");
        var message = Assert.Throws<InvalidDataException>(() => EmbeddingCache.Open(small.Model, root)).Message;
        Assert.StartsWith(path, message);
        Assert.Contains("delete the file", message);
    }
}
