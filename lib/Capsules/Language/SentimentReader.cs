using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>Where a head's answer comes from.</summary>
/// <param name="WordOfToken">For every token the word it belongs to, −1 for those around the sentence.</param>
/// <param name="Pull">How far each embedding pulls toward the positive: its product with the gradient of the scores, each score counted by its
/// label's distance from the middle. To first order, what the answer would lose without it. [tokens, depths]</param>
/// <param name="Credit">What the labels took from each embedding, followed through all routings, each label counted in the same way.
/// [tokens, depths]</param>
public sealed record SentimentCredit(
    IReadOnlyList<string> Tokens, IReadOnlyList<int> WordOfToken, double[,] Pull, double[,] Credit, double[] Probabilities)
{
    /// <summary>The sum for each word, over its tokens and all depths.</summary>
    public double[] ByWord(double[,] values)
    {
        var words = new double[WordOfToken.Max() + 1];
        foreach (var (token, word) in WordOfToken.Index().Where(owner => owner.Item >= 0))
            for (var depth = 0; depth < values.GetLength(1); depth++) words[word] += values[token, depth];
        return words;
    }
}

/// <summary>A transformer and a trained head together: text in, labels out, with reasons.</summary>
public sealed class SentimentReader(EmbeddingCache cache, SentimentHead head)
{
    private const int BatchSize = 32;

    /// <summary>The probability of every label, for each text.</summary>
    /// <exception cref="ArgumentException">An empty text, or one longer than the model's context.</exception>
    public IReadOnlyList<double[]> Probabilities(IReadOnlyList<string> texts) => Read(texts, (_, mask, x) => Probabilities(head.call(mask, x)));

    /// <summary>The mean label of each text, from 0 to classes − 1: a number that negations and intensifiers should move.</summary>
    /// <exception cref="ArgumentException">An empty text, or one longer than the model's context.</exception>
    public double[] Expected(IReadOnlyList<string> texts) => [.. Probabilities(texts).Select(all => all.Select((p, label) => p * label).Sum())];

    /// <summary>The probabilities, and where they come from.</summary>
    /// <exception cref="ArgumentException">An empty text, one longer than the model's context, or a head that does not route.</exception>
    public SentimentCredit Credit(string text) => Credit([text])[0];

    /// <summary>The same for several texts.</summary>
    /// <inheritdoc cref="Credit(string)"/>
    public IReadOnlyList<SentimentCredit> Credit(IReadOnlyList<string> texts) => Read(texts, (batch, mask, x) =>
    {
        using var gradients = enable_grad();
        x = x.detach().requires_grad_(true);
        var (scores, credit) = head.Explain(mask, x);
        if (credit is null) throw new ArgumentException($"{head.GetType().Name} gives no credit to tokens");
        var toward = arange(head.Classes, float32, head.Device) - (head.Classes - 1) / 2.0;   // [K], below zero for the negative
        var pull = (autograd.grad([scores.matmul(toward).sum()], [x])[0] * x).sum(-1);   // [B, n, l]
        credit = credit.matmul(toward);   // [B, n, l]
        var probabilities = Probabilities(scores.detach());
        return batch.Select((text, b) => new SentimentCredit(
            cache.Model.TokenTexts(text), cache.Model.WordOfToken(text), pull[b, ..cache.Tokens(text)].Matrix(), credit[b, ..cache.Tokens(text)].Matrix(),
            probabilities[b])).ToArray();
    });

    private IReadOnlyList<T> Read<T>(IReadOnlyList<string> texts, Func<string[], Tensor, Tensor, IEnumerable<T>> read)
    {
        cache.Fill(texts);
        head.eval();
        using var constant = no_grad();
        var all = new List<T>();
        foreach (var batch in texts.Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            var (mask, x) = cache.Batch(batch, head.Device);
            all.AddRange(read(batch, mask, x));
        }
        return all;
    }

    private double[][] Probabilities(Tensor scores) =>
        [.. scores.softmax(-1).cpu().data<float>().Select(p => (double)p).Chunk(head.Classes)];
}
