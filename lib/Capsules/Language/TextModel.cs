using System.Security.Cryptography;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>A GPT-2 with its tokenizer: text in, embeddings out. Where it came from is its <see cref="Name"/>, for every output.</summary>
public sealed class TextModel : IDisposable
{
    private static readonly string[] KeyFiles =
        ["config.json", "model.safetensors", "model*.safetensors", "pytorch_model.bin", "vocab.json", "encoder.json", "merges.txt", "vocab.bpe"];

    private readonly int end;

    private TextModel(string name, string key, ByteLevelBpe bpe, Gpt2 network)
    {
        (Name, Key, Bpe, Network) = (name, key, bpe, network);
        if (bpe.Count > network.Config.Vocabulary)
            throw new InvalidDataException($"{name}: the vocabulary has {bpe.Count} tokens, the network {network.Config.Vocabulary}");
        end = bpe.EndOfText
            ?? throw new InvalidDataException($"{name}: the vocabulary has no {BpeVocabulary.EndOfTextToken}, which ends every sequence");
    }

    /// <summary>What the model is.</summary>
    public string Name { get; }

    /// <summary>A hash of all that the embeddings depend on.</summary>
    public string Key { get; }

    /// <summary>The tokenizer.</summary>
    public ByteLevelBpe Bpe { get; }

    /// <summary>The network.</summary>
    public Gpt2 Network { get; }

    /// <summary>Layers l of embeddings per token.</summary>
    public int Layers => Network.Config.HiddenStates;

    /// <summary>Size m of an embedding.</summary>
    public int Width => Network.Config.Width;

    /// <summary>Loads a folder with a GPT-2 in Hugging Face's layout and its vocabulary.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">What to call it; the folder's name where null.</param>
    /// <param name="storage">Element type to keep weights in.</param>
    /// <param name="device">Where to compute; the CPU where null.</param>
    /// <exception cref="FileNotFoundException">Configuration, weights or vocabulary are missing.</exception>
    /// <exception cref="InvalidDataException">A malformed file, or files that do not fit each other.</exception>
    public static TextModel Load(string folder, string? name = null, ScalarType storage = ScalarType.Float32, Device? device = null)
    {
        ByteLevelBpe bpe = ByteLevelBpe.Load(folder);
        return new TextModel(name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), KeyOf(folder, storage), bpe, Gpt2.Load(folder, storage, device));
    }

    /// <summary>
    /// The tokens of a phrase as the paper's code feeds them: its text, no space before it, and <c>&lt;|endoftext|&gt;</c>.
    /// </summary>
    /// <exception cref="ArgumentException">An empty phrase, or one longer than the context.</exception>
    public int[] Tokens(string text)
    {
        if (text.Length == 0)
            throw new ArgumentException("an empty phrase has no embeddings", nameof(text));
        int[] ids = [.. Bpe.Encode(text), end];
        return ids.Length <= Network.Config.Context
            ? ids
            : throw new ArgumentException(
                $"a phrase of {ids.Length} tokens is longer than the context of {Network.Config.Context}: '{text[..Math.Min(40, text.Length)]}…'", nameof(text));
    }

    /// <summary>A batch of token sequences, padded on the right. [B, n]</summary>
    public Tensor Pad(IReadOnlyList<int[]> sequences)
    {
        int n = sequences.Max(s => s.Length);
        var ids = new long[sequences.Count * n];
        Array.Fill(ids, end);
        for (int b = 0; b < sequences.Count; b++)
        {
            for (int i = 0; i < sequences[b].Length; i++)
                ids[(b * n) + i] = sequences[b][i];
        }
        return tensor(ids, [sequences.Count, n]).to(Network.Device);
    }

    /// <summary>Embeddings of token sequences. [B, n, l, m], float32; what lies beyond a sequence's end is finite and means nothing.</summary>
    public Tensor Embed(IReadOnlyList<int[]> sequences)
    {
        using IDisposable constant = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return scope.MoveToOuter(stack(Network.HiddenStates(Pad(sequences)), 2));
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => Network.Dispose();

    private static string KeyOf(string folder, ScalarType storage)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (string path in KeyFiles.SelectMany(pattern => Directory.GetFiles(folder, pattern)).Distinct().Order(StringComparer.Ordinal))
        {
            using FileStream file = File.OpenRead(path);
            for (int read = file.Read(buffer); read > 0; read = file.Read(buffer))
                hash.AppendData(buffer, 0, read);
        }
        return $"{Convert.ToHexString(hash.GetHashAndReset())}-{storage}";
    }
}
