using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>Where a training takes the embeddings of phrases from.</summary>
public interface IEmbeddings
{
    /// <summary>The tokens n of a phrase.</summary>
    int Tokens(string text);

    /// <summary>A batch for a head: mask [B, n], zero where padded, and embeddings [B, n, l, m], float32.</summary>
    (Tensor Mask, Tensor Embeddings) Batch(IReadOnlyList<string> texts, Device? device = null);
}

/// <summary>One embedding for each phrase, in memory: the mean of its tokens' at the last depth, which is all that a <see cref="LinearHead"/>
/// uses.</summary>
public sealed class MeanEmbeddings : IEmbeddings, IDisposable
{
    private readonly Dictionary<string, int> rows;
    private readonly Tensor means;   // [N, m]

    /// <summary>Reads phrases once.</summary>
    public MeanEmbeddings(IEmbeddings source, IEnumerable<string> texts)
    {
        string[] all = [.. texts.Distinct().OrderBy(source.Tokens)];
        rows = all.Index().ToDictionary(row => row.Item, row => row.Index);
        using DisposeScope scope = NewDisposeScope();
        means = scope.Detach(cat(all.Chunk(64).Select(Means).ToArray(), 0));

        Tensor Means(string[] batch)
        {
            using DisposeScope inner = NewDisposeScope();
            var (mask, embeddings) = source.Batch(batch);
            return inner.MoveToOuter(LinearHead.Mean(mask, embeddings));
        }
    }

    /// <inheritdoc/>
    public int Tokens(string text) => 1;

    /// <inheritdoc/>
    public (Tensor Mask, Tensor Embeddings) Batch(IReadOnlyList<string> texts, Device? device = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor picked = means.index_select(0, tensor(texts.Select(text => (long)Row(text)).ToArray())).unsqueeze(1).unsqueeze(1);
        return (scope.MoveToOuter(ones(texts.Count, 1, device: device)), scope.MoveToOuter(picked.to(device ?? CPU)));
    }

    /// <summary>Frees the embeddings.</summary>
    public void Dispose() => means.Dispose();

    private int Row(string text) => rows.TryGetValue(text, out int row) ? row : throw new KeyNotFoundException($"no embedding of '{text}' was read");
}
