using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>What a label's capsule took from where: the data used, followed through both routings.</summary>
/// <param name="Tokens">The sentence's tokens, the last one its end.</param>
/// <param name="Used">Σ_j D_use of composite j from (token, depth) times D_use of the label from j. [tokens, depths, labels]</param>
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

/// <summary>A transformer and a trained network together: text in, labels out, with reasons.</summary>
/// <param name="model">Gives the embeddings.</param>
/// <param name="network">Gives the labels.</param>
public sealed class SentimentReader(TextModel model, SstNet network)
{
    /// <summary>The probability of every label.</summary>
    /// <exception cref="ArgumentException">An empty text, or one longer than the model's context.</exception>
    public double[] Probabilities(string text) => Credit(text).Probabilities;

    /// <summary>The mean label, from 0 to classes − 1: a number that negations and intensifiers should move.</summary>
    public double Expected(string text) => Probabilities(text).Select((p, label) => p * label).Sum();

    /// <summary>The embeddings of a text. [tokens, depths, m]</summary>
    public float[,,] Embeddings(string text)
    {
        using DisposeScope scope = NewDisposeScope();
        return (float[,,])model.Embed([text]).Embeddings.squeeze(0).cpu().data<float>().ToNDArray();
    }

    /// <summary>The probabilities, and which tokens at which depth each label's capsule used.</summary>
    /// <exception cref="ArgumentException">An empty text, or one longer than the model's context.</exception>
    public SentimentCredit Credit(string text)
    {
        network.eval();
        using IDisposable constant = no_grad();
        using DisposeScope scope = NewDisposeScope();
        string[] tokens = model.TokenTexts(text);
        var (mask, embeddings) = model.Embed([text]);
        (EmResult composites, EmResult labels) = network.Run(mask, embeddings, trace: true);
        Tensor useOfParts = composites.Routing!.squeeze(0);   // [n·l, 64]; f(a) = 1 for every token
        Tensor useOfComposites = composites.Scores.sigmoid().t() * labels.Routing!.squeeze(0);   // [64, K], Eq. (3)
        Tensor used = useOfParts.matmul(useOfComposites).view(tokens.Length, network.Options.Layers, network.Options.Classes);
        double[] probabilities = [.. labels.Scores.softmax(-1).cpu().data<float>().Select(p => (double)p)];
        return new SentimentCredit(tokens, (double[,,])used.cpu().to(float64).data<double>().ToNDArray(), probabilities);
    }
}
