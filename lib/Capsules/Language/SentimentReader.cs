using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>What each label took from where, followed through all routings.</summary>
/// <param name="Tokens">The sentence's tokens, those that the transformer expects around it included.</param>
/// <param name="Used">What the label took from (token, depth). [tokens, depths, labels]</param>
/// <param name="Probabilities">The labels' probabilities.</param>
public sealed record SentimentCredit(IReadOnlyList<string> Tokens, double[,,] Used, double[] Probabilities)
{
    /// <summary>What a label used of each token, over all depths.</summary>
    public double[] ByToken(int label) => [.. Enumerable.Range(0, Used.GetLength(0)).Select(
        token => Enumerable.Range(0, Used.GetLength(1)).Sum(depth => Used[token, depth, label]))];

    /// <summary>What a label used of each depth, over all tokens.</summary>
    public double[] ByDepth(int label) => [.. Enumerable.Range(0, Used.GetLength(1)).Select(
        depth => Enumerable.Range(0, Used.GetLength(0)).Sum(token => Used[token, depth, label]))];
}

/// <summary>A transformer and a trained head together: text in, labels out, with reasons.</summary>
/// <param name="model">Gives the embeddings.</param>
/// <param name="head">Gives the labels.</param>
public sealed class SentimentReader(TextModel model, SentimentHead head)
{
    /// <summary>The probability of every label.</summary>
    /// <exception cref="ArgumentException">An empty text, or one longer than the model's context.</exception>
    public double[] Probabilities(string text)
    {
        head.eval();
        using IDisposable constant = no_grad();
        using DisposeScope scope = NewDisposeScope();
        var (mask, embeddings) = model.Embed([text]);
        return Probabilities(mask, embeddings);
    }

    /// <summary>The mean label, from 0 to classes − 1: a number that negations and intensifiers should move.</summary>
    public double Expected(string text) => Probabilities(text).Select((p, label) => p * label).Sum();

    /// <summary>The embeddings of a text. [tokens, depths, m]</summary>
    public float[,,] Embeddings(string text)
    {
        using DisposeScope scope = NewDisposeScope();
        return (float[,,])model.Embed([text]).Embeddings.squeeze(0).cpu().data<float>().ToNDArray();
    }

    /// <summary>The probabilities, and what each label took from which tokens at which depth.</summary>
    /// <exception cref="ArgumentException">An empty text, one longer than the model's context, or a head that does not route.</exception>
    public SentimentCredit Credit(string text)
    {
        head.eval();
        using IDisposable constant = no_grad();
        using DisposeScope scope = NewDisposeScope();
        var (mask, embeddings) = model.Embed([text]);
        Tensor credit = head.Credit(mask, embeddings)?.squeeze(0) ?? throw new ArgumentException($"{head.GetType().Name} gives no credit to tokens");
        return new SentimentCredit(model.TokenTexts(text), (double[,,])credit.cpu().to(float64).data<double>().ToNDArray(), Probabilities(mask, embeddings));
    }

    private double[] Probabilities(Tensor mask, Tensor embeddings) =>
        [.. head.call(mask, embeddings).softmax(-1).cpu().data<float>().Select(p => (double)p)];
}
