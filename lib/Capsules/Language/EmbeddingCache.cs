using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>How far filling the cache has come.</summary>
/// <param name="Done">Phrases embedded in this run.</param>
/// <param name="Total">Phrases that were missing when it began.</param>
public readonly record struct EmbeddingProgress(int Done, int Total);

/// <summary>
/// Embeddings of phrases, computed once by a frozen model and kept on disk (the paper's code recomputed them for every batch). A
/// phrase of n tokens takes n·l·m·2 bytes: all phrases of the treebank under gpt2-large about 190 GB, under the small one 2 GB.
/// </summary>
/// <param name="model">Computes what is missing.</param>
/// <param name="store">Holds what is there.</param>
public sealed class EmbeddingCache(TextModel model, EmbeddingStore store) : IDisposable
{
    /// <summary>Tokens computed together: more gains nothing on a CPU and takes memory on a GPU.</summary>
    private const int TokensPerBatch = 2048;

    /// <summary>The model.</summary>
    public TextModel Model => model;

    /// <summary>The store.</summary>
    public EmbeddingStore Store => store;

    /// <summary>The cache of a model in a subfolder of <paramref name="root"/> named after the model's key.</summary>
    public static EmbeddingCache Open(TextModel model, string root)
    {
        string[] key = model.Key.Split('-');   // hash and storage
        return new(model, EmbeddingStore.Open(Path.Combine(root, $"{key[0][..16]}-{key[1]}"), model.Key, model.Layers, model.Width));
    }

    /// <summary>Bytes that phrases not yet held will take.</summary>
    public long MissingBytes(IEnumerable<string> texts) =>
        texts.Where(text => !store.Contains(text)).Distinct().Sum(text => (long)model.Tokens(text).Length * model.Layers * model.Width * 2);

    /// <summary>Computes the phrases that are not held; may be stopped at any time and goes on where it was.</summary>
    /// <param name="texts">The phrases wanted.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancel">Stops after a batch.</param>
    /// <exception cref="ArgumentException">A phrase that is empty or longer than the model's context.</exception>
    /// <exception cref="InvalidDataException">An embedding beyond float16.</exception>
    public void Fill(IEnumerable<string> texts, Action<EmbeddingProgress>? progress = null, CancellationToken cancel = default)
    {
        // By length: a batch then holds little padding.
        (string Text, int[] Ids)[] missing =
            [.. texts.Where(text => !store.Contains(text)).Distinct().Select(text => (text, model.Tokens(text))).OrderBy(p => p.Item2.Length)];
        for (int at = 0, count; at < missing.Length; at += count)
        {
            cancel.ThrowIfCancellationRequested();
            count = BatchAt(missing, at);
            Compute(missing.AsSpan(at, count));
            progress?.Invoke(new EmbeddingProgress(at + count, missing.Length));
        }
    }

    /// <summary>A batch for the network: embeddings [B, n, l, m] and mask [B, n], zero where padded; float32.</summary>
    /// <exception cref="KeyNotFoundException">A phrase that is not held.</exception>
    public (Tensor Mask, Tensor Embeddings) Batch(IReadOnlyList<string> texts, Device? device = null)
    {
        int[] tokens = [.. texts.Select(store.Tokens)];
        int n = tokens.Max(), token = store.Layers * store.Width * 2;
        using DisposeScope scope = NewDisposeScope();
        var mask = new float[texts.Count * n];
        Tensor half = zeros([texts.Count, n, store.Layers, store.Width], dtype: ScalarType.Float16);
        Span<byte> bytes = half.bytes;
        for (int b = 0; b < texts.Count; b++)
        {
            store.Read(texts[b]).CopyTo(bytes[(b * n * token)..]);
            mask.AsSpan(b * n, tokens[b]).Fill(1);
        }
        Device to = device ?? CPU;
        return (scope.MoveToOuter(tensor(mask, [texts.Count, n]).to(to)), scope.MoveToOuter(half.to(to).to_type(ScalarType.Float32)));
    }

    /// <summary>Closes the store; the model stays.</summary>
    public void Dispose() => store.Dispose();

    private static int BatchAt((string Text, int[] Ids)[] missing, int at)
    {
        int count = 1;
        while (at + count < missing.Length && (count + 1) * missing[at + count].Ids.Length <= TokensPerBatch)
            count++;
        return count;
    }

    private void Compute(ReadOnlySpan<(string Text, int[] Ids)> phrases)
    {
        using DisposeScope scope = NewDisposeScope();
        List<int[]> ids = [];
        foreach ((_, int[] sequence) in phrases)
            ids.Add(sequence);
        Tensor half = model.Embed(ids).to_type(ScalarType.Float16).cpu().contiguous();   // [B, n, l, m]
        if (!half.isfinite().all().item<bool>())
            throw new InvalidDataException($"{model.Name}: an embedding of '{phrases[0].Text}' or one of its batch is beyond float16");
        int n = (int)half.shape[1], token = store.Layers * store.Width * 2;
        ReadOnlySpan<byte> bytes = half.bytes;
        for (int b = 0; b < phrases.Length; b++)
            store.Add(phrases[b].Text, phrases[b].Ids.Length, bytes.Slice(b * n * token, phrases[b].Ids.Length * token));
    }
}
