using System.Security.Cryptography;
using Capsules.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>A transformer with its tokenizer: text in, embeddings at every depth out. Its <see cref="Name"/> belongs in every
/// output.</summary>
/// <example><code>
/// using var model = TextModel.Load("data/minilm");
/// var (mask, x) = model.Embed(["not bad", "a very good film ."]);   // [2, n], [2, n, 7, 384]
/// </code></example>
public sealed class TextModel : IDisposable
{
    private TextModel(string name, string fingerprint, ITextTokenizer tokenizer, ITransformer network)
    {
        (Name, Fingerprint, Tokenizer, Network) = (name, fingerprint, tokenizer, network);
        if (tokenizer.Count > network.Vocabulary)
            throw new InvalidDataException($"{name}: the vocabulary has {tokenizer.Count} tokens, the network {network.Vocabulary}");
    }

    /// <summary>What the model is.</summary>
    public string Name { get; }

    /// <summary>A hash of all that the embeddings depend on.</summary>
    public string Fingerprint { get; }

    /// <summary>The tokenizer.</summary>
    public ITextTokenizer Tokenizer { get; }

    /// <summary>The network.</summary>
    public ITransformer Network { get; }

    /// <summary>Layers l of embeddings per token.</summary>
    public int Layers => Network.Layers;

    /// <summary>Size m of an embedding.</summary>
    public int Width => Network.Width;

    /// <summary>Loads a Hugging Face folder with a GPT-2 or a BERT and its vocabulary.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">What to call it; the folder's name where null.</param>
    /// <param name="device">Where to compute; the CPU where null.</param>
    /// <exception cref="FileNotFoundException">Configuration, weights or vocabulary are missing.</exception>
    /// <exception cref="InvalidDataException">Another kind of network, a malformed file, or files that do not fit each other.</exception>
    public static TextModel Load(string folder, string? name = null, Device? device = null)
    {
        string kind = ModelConfig.Read(folder, config => config.ModelType);
        ITextTokenizer tokenizer = kind switch
        {
            "gpt2" => Gpt2Tokenizer.Load(folder),
            "bert" => WordPieceTokenizer.Load(folder),
            _ => throw Files.Refuse(Path.Combine(folder, "config.json"), $"model_type is '{kind}'; gpt2 and bert are supported"),
        };
        nn.Module network = kind == "bert" ? Bert.Load(folder) : Gpt2.Load(folder);
        if (device is not null) network.to(device);
        return new TextModel(name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), FingerprintOf(folder), tokenizer, (ITransformer)network);
    }

    /// <summary>The transformer that notebooks route by default: MiniLM, which is fetched the first time (83 MB) unless
    /// <c>CAPSULES_OFFLINE=1</c> forbids it; where it can't be had, a small GPT-2 trained on a treebank.</summary>
    /// <param name="treebank">Its training sentences teach the small one.</param>
    /// <param name="folder">Another transformer's folder, such as <c>data/gpt2-large</c>.</param>
    /// <param name="progress">Called after every epoch of training the small one.</param>
    /// <param name="device">Where to compute; the CPU where null.</param>
    public static TextModel Find(Treebank treebank, string? folder = null, Action<LanguageModelEpoch>? progress = null, Device? device = null)
    {
        folder ??= DataRoot.Find("minilm") ?? (DataInstaller.FetchOnce("minilm") is null ? DataRoot.Find("minilm") : null);
        return folder is null ? SmallTransformer.LoadOrTrain(treebank, CacheFolder, progress: progress) : Load(folder, device: device);
    }

    /// <summary>Where trained transformers and embeddings are kept: <c>cache</c> in the data folder.</summary>
    public static string CacheFolder => Path.Combine(DataRoot.Folder, "cache");

    /// <summary>The tokens of a text, those that the transformer expects around it included.</summary>
    /// <exception cref="ArgumentException">An empty text, or one longer than the context.</exception>
    public int[] Tokens(string text)
    {
        if (text.Length == 0) throw new ArgumentException("an empty text has no embeddings", nameof(text));
        int[] ids = Tokenizer.Encode(text);
        return ids.Length <= Network.Context
            ? ids
            : throw new ArgumentException(
                $"a text of {ids.Length} tokens is longer than the context of {Network.Context}: '{text[..Math.Min(40, text.Length)]}…'", nameof(text));
    }

    /// <summary>The tokens of a text as a reader should see them.</summary>
    public string[] TokenTexts(string text) => [.. Tokens(text).Select(Tokenizer.Show)];

    /// <summary>Embeddings of texts.</summary>
    /// <returns>Mask [B, n], 1 for a token and 0 for padding; embeddings [B, n, l, m], finite and meaningless at padding.</returns>
    public (Tensor Mask, Tensor Embeddings) Embed(IReadOnlyList<string> texts) => Embed([.. texts.Select(Tokens)]);

    /// <summary>Embeddings of token sequences.</summary>
    /// <returns>Mask [B, n], 1 for a token and 0 for padding; embeddings [B, n, l, m], finite and meaningless at padding.</returns>
    public (Tensor Mask, Tensor Embeddings) Embed(IReadOnlyList<int[]> sequences)
    {
        int n = sequences.Max(s => s.Length);
        using IDisposable constant = no_grad();
        using DisposeScope scope = NewDisposeScope();
        long[] ids = [.. sequences.SelectMany(s => s.Concat(Enumerable.Repeat(Tokenizer.Padding, n - s.Length)).Select(id => (long)id))];
        float[] tokens = [.. sequences.SelectMany(s => Enumerable.Range(0, n).Select(i => i < s.Length ? 1f : 0f))];
        Tensor mask = tensor(tokens, [sequences.Count, n]).to(Network.Device);
        Tensor states = stack(Network.HiddenStates(tensor(ids, [sequences.Count, n]).to(Network.Device), mask), 2);   // [B, n, l, m]
        return (scope.MoveToOuter(mask), scope.MoveToOuter(states));
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => Network.Dispose();

    private static string FingerprintOf(string folder)
    {
        string[] patterns = ["*config.json", "model*.safetensors", "pytorch_model.bin", "vocab.*", "encoder.json", "merges.txt"];
        var sums = patterns.SelectMany(pattern => Directory.GetFiles(folder, pattern)).Distinct().Order(StringComparer.Ordinal)
            .SelectMany(path => Convert.FromHexString(Files.Sha256(path)));
        return Convert.ToHexStringLower(SHA256.HashData([.. sums]));
    }
}
