using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>What each label took from where, followed through all routings.</summary>
/// <param name="Tokens">The sentence's tokens, those that the transformer expects around it included.</param>
/// <param name="WordOfToken">For every token the word it belongs to, −1 for those around the sentence.</param>
/// <param name="Used">What the label took from (token, depth). [tokens, depths, labels]</param>
/// <param name="Probabilities">The labels' probabilities.</param>
public sealed record SentimentCredit(IReadOnlyList<string> Tokens, IReadOnlyList<int> WordOfToken, double[,,] Used, double[] Probabilities)
{
    /// <summary>How far each embedding pulls toward the positive: what the labels took, each counted by its distance from the middle of all
    /// labels. [tokens, depths]</summary>
    public double[,] Pull()
    {
        var (tokens, depths, labels) = (Used.GetLength(0), Used.GetLength(1), Used.GetLength(2));
        var pull = new double[tokens, depths];
        for (int token = 0; token < tokens; token++)
            for (int depth = 0; depth < depths; depth++)
                pull[token, depth] = Enumerable.Range(0, labels).Sum(label => (label - (labels - 1) / 2.0) * Used[token, depth, label]);
        return pull;
    }

    /// <summary>How far each word pulls toward the positive: the sum over its tokens and all depths.</summary>
    public double[] PullByWord()
    {
        double[,] pull = Pull();
        double[] words = new double[WordOfToken.Max() + 1];
        foreach (var (token, word) in WordOfToken.Index().Where(owner => owner.Item >= 0))
            for (int depth = 0; depth < pull.GetLength(1); depth++) words[word] += pull[token, depth];
        return words;
    }
}

/// <summary>A transformer and a trained head together: text in, labels out, with reasons.</summary>
/// <param name="cache">Gives the embeddings, and keeps those of new texts.</param>
/// <param name="head">Gives the labels.</param>
public sealed class SentimentReader(EmbeddingCache cache, SentimentHead head)
{
    private const int BatchSize = 32;

    /// <summary>The probability of every label, for each text.</summary>
    /// <exception cref="ArgumentException">An empty text, or one longer than the model's context.</exception>
    public IReadOnlyList<double[]> Probabilities(IReadOnlyList<string> texts) => Read(texts, (_, mask, x) => Probabilities(mask, x));

    /// <summary>The mean label of each text, from 0 to classes − 1: a number that negations and intensifiers should move.</summary>
    /// <exception cref="ArgumentException">An empty text, or one longer than the model's context.</exception>
    public double[] Expected(IReadOnlyList<string> texts) => [.. Probabilities(texts).Select(all => all.Select((p, label) => p * label).Sum())];

    /// <summary>The probabilities, and what each label took from which tokens at which depth.</summary>
    /// <exception cref="ArgumentException">An empty text, one longer than the model's context, or a head that does not route.</exception>
    public SentimentCredit Credit(string text) => Credit([text])[0];

    /// <summary>The same for several texts.</summary>
    /// <inheritdoc cref="Credit(string)"/>
    public IReadOnlyList<SentimentCredit> Credit(IReadOnlyList<string> texts) => Read(texts, (batch, mask, x) =>
    {
        Tensor credit = (head.Credit(mask, x) ?? throw new ArgumentException($"{head.GetType().Name} gives no credit to tokens")).cpu().to(float64);
        double[][] probabilities = Probabilities(mask, x);
        return batch.Select((text, b) => new SentimentCredit(
            cache.Model.TokenTexts(text), cache.Model.WordOfToken(text),
            (double[,,])credit[b, ..cache.Tokens(text)].contiguous().data<double>().ToNDArray(), probabilities[b]));
    });

    private IReadOnlyList<T> Read<T>(IReadOnlyList<string> texts, Func<string[], Tensor, Tensor, IEnumerable<T>> read)
    {
        cache.Fill(texts);
        head.eval();
        using IDisposable constant = no_grad();
        var all = new List<T>();
        foreach (string[] batch in texts.Chunk(BatchSize))
        {
            using DisposeScope scope = NewDisposeScope();
            var (mask, x) = cache.Batch(batch, head.Device);
            all.AddRange(read(batch, mask, x));
        }
        return all;
    }

    private double[][] Probabilities(Tensor mask, Tensor x) =>
        [.. head.call(mask, x).softmax(-1).cpu().data<float>().Select(p => (double)p).Chunk(head.Classes)];
}
