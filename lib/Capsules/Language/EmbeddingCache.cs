using Microsoft.Data.Sqlite;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>How far filling the cache has come.</summary>
public readonly record struct EmbeddingProgress(int Done, int Total);

/// <summary>Embeddings of phrases, computed once by a frozen model and kept as float16 in an SQLite file of their own (the paper's code
/// recomputed them for every batch). A phrase of n tokens takes n·l·m·2 bytes: all phrases of the treebank under gpt2-large about 190
/// GB, under a small one 2 GB.</summary>
public sealed class EmbeddingCache : IEmbeddings, IDisposable
{
    /// <summary>Tokens computed together: more gains nothing on a CPU and takes memory on a GPU.</summary>
    private const int TokensPerBatch = 2048;

    private readonly SqliteConnection database;
    private readonly Dictionary<string, int> tokens = [];

    private EmbeddingCache(TextModel model, string path)
    {
        Model = model;
        database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            database.Open();
            // A lost power supply may cost the last batches, never the file. Large pages: a sentence takes some fifty kilobytes.
            Command("PRAGMA page_size = 32768; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE IF NOT EXISTS phrase (text TEXT PRIMARY KEY, tokens INTEGER NOT NULL, embeddings BLOB NOT NULL)").ExecuteNonQuery();
            using var all = Command("SELECT text, tokens FROM phrase").ExecuteReader();
            while (all.Read()) tokens[all.GetString(0)] = all.GetInt32(1);
        }
        catch (SqliteException damaged)
        {
            database.Dispose();
            throw new InvalidDataException($"{path}: {damaged.Message}; delete the file to compute the embeddings again", damaged);
        }
    }

    /// <summary>The model.</summary>
    public TextModel Model { get; }

    /// <summary>Cached phrases.</summary>
    public int Count => tokens.Count;

    /// <summary>Bytes of cached embeddings.</summary>
    public long Length => tokens.Values.Sum(count => (long)count * BytesPerToken);

    private int BytesPerToken => Model.Layers * Model.Width * 2;

    /// <summary>Opens the cache of a model, or makes it.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static EmbeddingCache Open(TextModel model, string? folder = null)
    {
        folder ??= TextModel.CacheFolder;
        Directory.CreateDirectory(folder);
        return new EmbeddingCache(model, Path.Combine(folder, $"embeddings-{model.Fingerprint[..16]}.sqlite"));
    }

    /// <summary>Whether a phrase is cached.</summary>
    public bool Contains(string text) => tokens.ContainsKey(text);

    /// <inheritdoc/>
    public int Tokens(string text) => tokens.TryGetValue(text, out var count)
        ? count
        : throw new KeyNotFoundException($"{database.DataSource}: no embeddings of '{text}'");

    /// <summary>Bytes that phrases not yet cached will take.</summary>
    public long MissingBytes(IEnumerable<string> texts) =>
        texts.Where(text => !Contains(text)).Distinct().Sum(text => (long)Model.Tokens(text).Length * BytesPerToken);

    /// <summary>Computes the phrases that are not cached; may be stopped at any time, and the next call goes on from there.</summary>
    /// <exception cref="ArgumentException">A phrase that is empty or longer than the model's context.</exception>
    /// <exception cref="InvalidDataException">An embedding beyond float16.</exception>
    public void Fill(IEnumerable<string> texts, Action<EmbeddingProgress>? progress = null, CancellationToken cancel = default)
    {
        // By length: a batch then holds little padding.
        (string Text, int[] Ids)[] missing =
            [.. texts.Where(text => !Contains(text)).Distinct().Select(text => (text, Model.Tokens(text))).OrderBy(p => p.Item2.Length)];
        for (int at = 0, count; at < missing.Length; at += count)
        {
            cancel.ThrowIfCancellationRequested();
            count = 1;
            while (at + count < missing.Length && (count + 1) * missing[at + count].Ids.Length <= TokensPerBatch) count++;
            Compute(missing[at..(at + count)]);
            progress?.Invoke(new EmbeddingProgress(at + count, missing.Length));
        }
    }

    /// <inheritdoc/>
    public (Tensor Mask, Tensor Embeddings) Batch(IReadOnlyList<string> texts, Device? device = null)
    {
        var n = texts.Max(Tokens);
        using var scope = NewDisposeScope();
        Tensor mask = zeros(texts.Count, n), half = zeros([texts.Count, n, Model.Layers, Model.Width], dtype: float16);
        using var read = Command("SELECT embeddings FROM phrase WHERE text = $text");
        var text = read.Parameters.Add("$text", SqliteType.Text);
        for (var b = 0; b < texts.Count; b++)
        {
            var count = Tokens(texts[b]);
            text.Value = texts[b];
            byte[] bytes;
            lock (database) bytes = (byte[])read.ExecuteScalar()!; // a connection serves one thread at a time, trainings run side by side
            if (bytes.Length != count * BytesPerToken)
                throw new InvalidDataException($"{database.DataSource}: '{texts[b]}' has {bytes.Length} bytes, not {count * BytesPerToken}; delete the file");
            bytes.CopyTo(half.bytes[(b * n * BytesPerToken)..]);
            mask[b, ..count] = 1;
        }
        device ??= CPU;
        return (scope.MoveToOuter(mask.to(device)), scope.MoveToOuter(half.to(device).to(float32)));
    }

    /// <summary>Closes the file; the model stays.</summary>
    public void Dispose() => database.Dispose();

    private void Compute((string Text, int[] Ids)[] phrases)
    {
        using var scope = NewDisposeScope();
        var half = Model.Embed([.. phrases.Select(p => p.Ids)]).Embeddings.to(float16).cpu().contiguous();   // [B, n, l, m]
        if (!half.isfinite().all().item<bool>())
            throw new InvalidDataException($"{Model.Name}: an embedding of '{phrases[0].Text}' or another phrase of its batch is beyond float16");
        var n = (int)half.shape[1];
        using var transaction = database.BeginTransaction();
        using var insert = Command("INSERT OR IGNORE INTO phrase VALUES ($text, $tokens, $embeddings)");
        insert.Transaction = transaction;
        for (var b = 0; b < phrases.Length; b++)
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$text", phrases[b].Text);
            insert.Parameters.AddWithValue("$tokens", phrases[b].Ids.Length);
            insert.Parameters.AddWithValue("$embeddings", half.bytes.Slice(b * n * BytesPerToken, phrases[b].Ids.Length * BytesPerToken).ToArray());
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
        foreach (var (text, ids) in phrases) tokens[text] = ids.Length;
    }

    private SqliteCommand Command(string text)
    {
        var command = database.CreateCommand();
        command.CommandText = text;
        return command;
    }
}

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
        using var scope = NewDisposeScope();
        means = scope.Detach(cat(all.Chunk(64).Select(Means).ToArray(), 0));

        Tensor Means(string[] batch)
        {
            using var inner = NewDisposeScope();
            var (mask, embeddings) = source.Batch(batch);
            return inner.MoveToOuter(LinearHead.Mean(mask, embeddings));
        }
    }

    /// <inheritdoc/>
    public int Tokens(string text) => 1;

    /// <inheritdoc/>
    public (Tensor Mask, Tensor Embeddings) Batch(IReadOnlyList<string> texts, Device? device = null)
    {
        using var scope = NewDisposeScope();
        var picked = means.index_select(0, tensor(texts.Select(text => (long)Row(text)).ToArray())).unsqueeze(1).unsqueeze(1);
        return (scope.MoveToOuter(ones(texts.Count, 1, device: device)), scope.MoveToOuter(picked.to(device ?? CPU)));
    }

    /// <summary>Frees the embeddings.</summary>
    public void Dispose() => means.Dispose();

    private int Row(string text) => rows.TryGetValue(text, out var row) ? row : throw new KeyNotFoundException($"no embedding of '{text}' was read");
}
