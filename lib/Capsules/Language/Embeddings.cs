using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>Where a training takes the embeddings of phrases from.</summary>
public interface IEmbeddings
{
    /// <summary>The tokens n of a phrase.</summary>
    /// <exception cref="KeyNotFoundException">The phrase is not held.</exception>
    int Tokens(string text);

    /// <summary>A batch for a head: mask [B, n], zero where padded, and embeddings [B, n, l, m], float32.</summary>
    /// <exception cref="KeyNotFoundException">A phrase that is not held.</exception>
    (Tensor Mask, Tensor Embeddings) Batch(IReadOnlyList<string> texts, Device? device = null);
}

/// <summary>What heads of one kind need of a cache's embeddings, in memory as float16: trainings that read every phrase several times then
/// need no file.</summary>
public sealed class LoadedEmbeddings : IEmbeddings, IDisposable
{
    private readonly Dictionary<string, Tensor> phrases = [];   // [n, l, m], float16

    private LoadedEmbeddings(IEmbeddings source, IEnumerable<string> texts, Func<Tensor, Tensor, (Tensor, Tensor)> reduce)
    {
        using IDisposable constant = no_grad();
        foreach (string[] batch in texts.Distinct().OrderBy(source.Tokens).Chunk(64))
        {
            using DisposeScope scope = NewDisposeScope();
            var (wholeMask, whole) = source.Batch(batch);
            var (mask, embeddings) = reduce(wholeMask, whole);
            for (int b = 0; b < batch.Length; b++)
                phrases[batch[b]] = scope.Detach(embeddings[b, ..(int)mask[b].sum().item<float>()].to(float16, copy: true).contiguous());
        }
    }

    /// <summary>Some depths of every token.</summary>
    /// <param name="source">Holds the phrases.</param>
    /// <param name="texts">The phrases.</param>
    /// <param name="depths">0 is the embedding before the first block.</param>
    public static LoadedEmbeddings AtDepths(IEmbeddings source, IEnumerable<string> texts, params int[] depths)
    {
        using Tensor picked = tensor(depths.Select(depth => (long)depth).ToArray());
        return new LoadedEmbeddings(source, texts, (mask, x) => (mask, x.index_select(2, picked)));
    }

    /// <summary>One embedding for each phrase, the mean of its tokens' at the last depth: all that a <see cref="LinearHead"/> uses.</summary>
    public static LoadedEmbeddings Means(IEmbeddings source, IEnumerable<string> texts) =>
        new(source, texts, (mask, x) => (ones(mask.shape[0], 1), LinearHead.Mean(mask, x).unsqueeze(1).unsqueeze(1)));

    /// <summary>Bytes held.</summary>
    public long Length => phrases.Values.Sum(x => x.numel() * 2);

    /// <inheritdoc/>
    public int Tokens(string text) => (int)Of(text).shape[0];

    /// <inheritdoc/>
    public (Tensor Mask, Tensor Embeddings) Batch(IReadOnlyList<string> texts, Device? device = null)
    {
        Tensor[] batch = [.. texts.Select(Of)];
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = nn.utils.rnn.pad_sequence(batch.Select(x => ones(x.shape[0])), batch_first: true);   // [B, n]
        Tensor half = nn.utils.rnn.pad_sequence(batch, batch_first: true);   // [B, n, l, m]
        return (scope.MoveToOuter(mask.to(device ?? CPU)), scope.MoveToOuter(half.to(device ?? CPU).to(float32)));
    }

    /// <summary>Frees the embeddings.</summary>
    public void Dispose()
    {
        foreach (Tensor x in phrases.Values) x.Dispose();
    }

    private Tensor Of(string text) =>
        phrases.TryGetValue(text, out Tensor? x) ? x : throw new KeyNotFoundException($"no embeddings of '{text}' were loaded");
}
