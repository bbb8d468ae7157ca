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
    private TextModel(string name, string fingerprint, ITextTokenizer tokenizer, Transformer network, IReadOnlyList<int> depths)
    {
        (Name, Fingerprint, Tokenizer, Network, Depths) = (name, fingerprint, tokenizer, network, depths);
        if (depths.Count == 0 || depths.Any(depth => depth < 0 || depth >= network.Layers))
            throw new ArgumentException($"{name} has depths 0 to {network.Layers - 1}, not {string.Join(", ", depths)}", nameof(depths));
        if (tokenizer.Count > network.Config.Vocabulary)
            throw new InvalidDataException($"{name}: the vocabulary has {tokenizer.Count} tokens, the network {network.Config.Vocabulary}");
    }

    /// <summary>What the model is.</summary>
    public string Name { get; }

    /// <summary>A hash of all that the embeddings depend on.</summary>
    public string Fingerprint { get; }

    /// <summary>The tokenizer.</summary>
    public ITextTokenizer Tokenizer { get; }

    /// <summary>The network.</summary>
    public Transformer Network { get; }

    /// <summary>Which embeddings of a token are given out: 0 is that before the first block.</summary>
    public IReadOnlyList<int> Depths { get; }

    /// <summary>Layers l of embeddings per token.</summary>
    public int Layers => Depths.Count;

    /// <summary>Size m of an embedding.</summary>
    public int Width => Network.Config.Width;

    /// <summary>Loads a Hugging Face folder with a GPT-2 or a BERT and its vocabulary.</summary>
    /// <param name="depths">Which embeddings to give out; all where null.</param>
    /// <exception cref="ArgumentException">A depth that the network does not have.</exception>
    /// <exception cref="FileNotFoundException">Configuration, weights or vocabulary are missing.</exception>
    /// <exception cref="InvalidDataException">Another kind of network, a malformed file, or files that do not fit each other.</exception>
    public static TextModel Load(string folder, string? name = null, Device? device = null, IReadOnlyList<int>? depths = null)
    {
        var kind = ModelConfig.Read(folder, config => config.ModelType);
        ITextTokenizer tokenizer = kind switch
        {
            "gpt2" => Gpt2Tokenizer.Load(folder),
            "bert" => WordPieceTokenizer.Load(folder),
            _ => throw Files.Refuse(Path.Combine(folder, "config.json"), $"model_type is '{kind}'; gpt2 and bert are supported"),
        };
        Transformer network = kind == "bert" ? Bert.Load(folder) : Gpt2.Load(folder);
        if (device is not null) network.to(device);
        depths ??= [.. Enumerable.Range(0, network.Layers)];
        return new TextModel(
            name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), FingerprintOf(folder, depths), tokenizer, network, depths);
    }

    /// <summary>The transformer that notebooks route by default: MiniLM, which is fetched the first time (83 MB) unless
    /// <c>CAPSULES_OFFLINE=1</c> forbids it; where it can't be had, a small GPT-2 trained on a treebank.</summary>
    /// <param name="depths">Which embeddings of MiniLM or of the folder's transformer to give out; all where null. The small one gives all.</param>
    public static TextModel Find(
        Treebank treebank, string? folder = null, Action<LanguageModelEpoch>? progress = null, Device? device = null, IReadOnlyList<int>? depths = null)
    {
        folder ??= DataRoot.Find("minilm") ?? (DataInstaller.FetchOnce("minilm") is null ? DataRoot.Find("minilm") : null);
        return folder is null ? SmallTransformer.LoadOrTrain(treebank, CacheFolder, progress: progress) : Load(folder, device: device, depths: depths);
    }

    /// <summary>Where trained transformers and embeddings are kept: <c>cache</c> in the data folder.</summary>
    public static string CacheFolder => Path.Combine(DataRoot.Folder, "cache");

    /// <summary>The tokens of a text, those that the transformer expects around it included.</summary>
    /// <exception cref="ArgumentException">An empty text, or one longer than the context.</exception>
    public int[] Tokens(string text)
    {
        if (text.Length == 0) throw new ArgumentException("an empty text has no embeddings", nameof(text));
        var ids = Tokenizer.Encode(text);
        return ids.Length <= Network.Config.Context
            ? ids
            : throw new ArgumentException(
                $"a text of {ids.Length} tokens is longer than the context of {Network.Config.Context}: '{text[..Math.Min(40, text.Length)]}…'", nameof(text));
    }

    /// <summary>The tokens of a text as a reader should see them.</summary>
    public string[] TokenTexts(string text) => [.. Tokens(text).Select(Tokenizer.Show)];

    /// <summary>For every token of a text the word it belongs to, as spaces part words; −1 for what the transformer expects around every text.</summary>
    public int[] WordOfToken(string text)
    {
        var words = text.Split(' ');
        var around = Tokenizer.Encode("").Length;   // an end, and for BERT a start
        List<int> owners = [.. Enumerable.Repeat(-1, around - 1)];
        for (var word = 0; word < words.Length; word++)
        {
            var tokens = Tokenizer.Encode(string.Join(' ', words[..(word + 1)])).Length - 1;
            while (owners.Count < tokens) owners.Add(word);
        }
        return [.. owners, -1];
    }

    /// <summary>Embeddings of texts.</summary>
    /// <returns>Mask [B, n], 1 for a token and 0 for padding; embeddings [B, n, l, m], finite and meaningless at padding.</returns>
    public (Tensor Mask, Tensor Embeddings) Embed(IReadOnlyList<string> texts) => Embed([.. texts.Select(Tokens)]);

    /// <summary>Embeddings of token sequences.</summary>
    /// <returns>Mask [B, n], 1 for a token and 0 for padding; embeddings [B, n, l, m], finite and meaningless at padding.</returns>
    public (Tensor Mask, Tensor Embeddings) Embed(IReadOnlyList<int[]> sequences)
    {
        var n = sequences.Max(s => s.Length);
        using var constant = no_grad();
        using var scope = NewDisposeScope();
        long[] ids = [.. sequences.SelectMany(s => s.Concat(Enumerable.Repeat(Tokenizer.Padding, n - s.Length)).Select(id => (long)id))];
        float[] tokens = [.. sequences.SelectMany(s => Enumerable.Range(0, n).Select(i => i < s.Length ? 1f : 0f))];
        var mask = tensor(tokens, [sequences.Count, n]).to(Network.Device);
        var all = Network.HiddenStates(tensor(ids, [sequences.Count, n]).to(Network.Device), mask);
        var states = stack(Depths.Select(depth => all[depth]), 2);   // [B, n, l, m]
        return (scope.MoveToOuter(mask), scope.MoveToOuter(states));
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => Network.Dispose();

    private static string FingerprintOf(string folder, IReadOnlyList<int> depths)
    {
        string[] patterns = ["*config.json", "model*.safetensors", "pytorch_model.bin", "vocab.*", "merges.txt"];
        var sums = patterns.SelectMany(pattern => Directory.GetFiles(folder, pattern)).Distinct().Order(StringComparer.Ordinal)
            .SelectMany(path => Convert.FromHexString(Files.Sha256(path)));
        return Convert.ToHexStringLower(SHA256.HashData([.. sums, .. depths.Select(depth => (byte)depth)]));
    }
}
