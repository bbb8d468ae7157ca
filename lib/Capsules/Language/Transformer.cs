using System.Text.Json;
using Capsules.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>A transformer whose embeddings at every depth are given out. Parameters carry Hugging Face's names, so its folders load as they
/// are.</summary>
public abstract class Transformer : nn.Module
{
    private protected Transformer(string name, TransformerConfig config)
        : base(name) => Config = config;

    /// <summary>Its sizes.</summary>
    public TransformerConfig Config { get; }

    /// <summary>Layers of embeddings per token: the embedding itself and one per block.</summary>
    public int Layers => Config.Layers + 1;

    /// <summary>Where the parameters are.</summary>
    public Device Device => parameters().First().device;

    /// <summary>The embeddings of tokens at every depth.</summary>
    /// <param name="ids">Token ids, int64 [B, n], n at most the context; padded on the right with any valid id.</param>
    /// <param name="mask">1 for a token, 0 for padding [B, n]; all are tokens where null.</param>
    /// <returns><see cref="Layers"/> tensors [B, n, m]; what they hold at padding means nothing.</returns>
    /// <exception cref="ArgumentException">Not [B, n], empty, or longer than the context.</exception>
    public Tensor[] HiddenStates(Tensor ids, Tensor? mask = null)
    {
        if (ids.ndim != 2 || ids.shape[1] == 0)
            throw new ArgumentException($"token ids have the shape [{string.Join(", ", ids.shape)}]; expected [batch, tokens] with at least one token");
        if (ids.shape[1] > Config.Context) throw new ArgumentException($"a sequence of {ids.shape[1]} tokens is longer than the context of {Config.Context}");
        using var scope = NewDisposeScope();
        return [.. States(ids, mask).Select(scope.MoveToOuter)];
    }

    private protected abstract IEnumerable<Tensor> States(Tensor ids, Tensor? mask);

    private protected static Tensor Positions(Tensor ids) => arange(ids.shape[1], dtype: int64, device: ids.device);

    /// <summary>Attention with several heads. [B, n, m] three times to [B, n, m]</summary>
    internal static Tensor Attention(Tensor q, Tensor k, Tensor v, int heads, Tensor? mask = null, bool causal = false)
    {
        Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], heads, x.shape[2] / heads).transpose(1, 2);   // [B, heads, n, d]
        return nn.functional.scaled_dot_product_attention(Split(q), Split(k), Split(v), mask, is_casual: causal).transpose(1, 2).flatten(2);
    }

    /// <summary>Fills a network with a folder's weights, frozen and in evaluation mode.</summary>
    private protected static T Filled<T>(T network, string folder, Func<string, string?> rename)
        where T : Transformer
    {
        try
        {
            using var source = Weights.Open(folder);
            Weights.Fill(network, source, folder, rename);
            foreach (var parameter in network.parameters()) parameter.requires_grad_(false);
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}

/// <summary>The sizes of a transformer, as <c>config.json</c> of a Hugging Face folder gives them.</summary>
/// <param name="Layers">Blocks; gpt2-large has 36, hence the paper's 37 layers of embeddings, MiniLM 6.</param>
/// <param name="Heads">Attention heads per block.</param>
/// <param name="Width">Embedding size m; gpt2-large 1280, MiniLM 384.</param>
/// <param name="Context">Longest sequence of tokens.</param>
/// <param name="Vocabulary">Tokens that have an embedding.</param>
/// <param name="Inner">Hidden units of a block's MLP.</param>
/// <param name="NormEpsilon">Added to the variance in layer normalization.</param>
/// <param name="Types">Kinds of segments, of which a single text uses the first; BERT's alone.</param>
public sealed record TransformerConfig(
    int Layers, int Heads, int Width, int Context, int Vocabulary, int Inner, double NormEpsilon = 1e-5, int Types = 1);

/// <summary>Reads <c>config.json</c> of a Hugging Face folder, field by field.</summary>
internal sealed class ModelConfig(JsonElement json, string path)
{
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not JSON, or <paramref name="read"/> refuses a field.</exception>
    internal static T Read<T>(string folder, Func<ModelConfig, T> read)
    {
        var file = Path.Combine(folder, "config.json");
        return File.Exists(file)
            ? Files.ReadJson(file, "a configuration", json => read(new ModelConfig(json, file)))
            : throw new FileNotFoundException($"{file}: no such file; a transformer's folder holds config.json beside its weights", file);
    }

    /// <summary>The kind of network.</summary>
    internal string ModelType => Field("model_type")?.ToString() ?? throw Files.Refuse(path, "'model_type' is missing");

    /// <summary>Refuses a field of another value than those given; one that is absent has the first.</summary>
    internal void Require(string name, params string[] values)
    {
        if (Field(name)?.ToString() is { } value && !values.Contains(value)) throw Files.Refuse(path, $"{name} is '{value}', not {values[0]}");
    }

    /// <summary>A size of at least 1.</summary>
    internal int Size(string name, int? absent = null)
    {
        var value = Field(name)?.GetInt32() ?? absent ?? throw Files.Refuse(path, $"'{name}' is missing");
        return value >= 1 ? value : throw Files.Refuse(path, $"{name} is {value}; it must be at least 1");
    }

    /// <summary>A number of heads, which must divide the width.</summary>
    internal int Divisor(string name, int width) => Size(name) is var value && width % value == 0
        ? value
        : throw Files.Refuse(path, $"a width of {width} does not divide into {name} {value} heads");

    internal double Number(string name, double absent) => Field(name)?.GetDouble() ?? absent;

    private JsonElement? Field(string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
