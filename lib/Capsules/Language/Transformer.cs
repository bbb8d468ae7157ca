using System.Text.Json;
using Capsules.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>A transformer whose embeddings at every depth are given out.</summary>
public interface ITransformer : IDisposable
{
    /// <summary>Layers of embeddings per token: the embedding itself and one per block.</summary>
    int Layers { get; }

    /// <summary>Size m of an embedding.</summary>
    int Width { get; }

    /// <summary>Longest sequence of tokens.</summary>
    int Context { get; }

    /// <summary>Tokens that have an embedding.</summary>
    int Vocabulary { get; }

    /// <summary>Where the parameters are.</summary>
    Device Device { get; }

    /// <summary>The embeddings of tokens at every depth.</summary>
    /// <param name="ids">Token ids, int64 [B, n], n at most the context; padded on the right with any valid id.</param>
    /// <param name="mask">1 for a token, 0 for padding [B, n].</param>
    /// <returns><see cref="Layers"/> tensors [B, n, m]; what they hold at padding means nothing.</returns>
    /// <exception cref="ArgumentException">Not [B, n], empty, or longer than the context.</exception>
    Tensor[] HiddenStates(Tensor ids, Tensor? mask = null);
}

/// <summary>What both transformers share.</summary>
internal static class Transformer
{
    /// <summary>Fills a network with a folder's weights, frozen and in evaluation mode.</summary>
    internal static T Fill<T>(T network, string folder, Func<string, string?> rename)
        where T : nn.Module
    {
        try
        {
            using IWeightSource source = Weights.Open(folder);
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

    internal static void Check(Tensor ids, int context)
    {
        if (ids.ndim != 2 || ids.shape[1] == 0)
            throw new ArgumentException($"token ids have the shape [{string.Join(", ", ids.shape)}]; expected [batch, tokens] with at least one token");
        if (ids.shape[1] > context) throw new ArgumentException($"a sequence of {ids.shape[1]} tokens is longer than the context of {context}");
    }

    /// <summary>[B, n, m] to [B, heads, n, m / heads].</summary>
    internal static Tensor SplitHeads(Tensor x, int heads) => x.view(x.shape[0], x.shape[1], heads, x.shape[2] / heads).transpose(1, 2);

    /// <summary>[B, heads, n, d] to [B, n, heads · d].</summary>
    internal static Tensor JoinHeads(Tensor x) => x.transpose(1, 2).flatten(2);
}

/// <summary>Reads <c>config.json</c> of a Hugging Face folder, field by field.</summary>
internal sealed class ModelConfig
{
    private readonly JsonElement _json;
    private readonly string _path;

    private ModelConfig(JsonElement json, string path) => (_json, _path) = (json, path);

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not JSON, or <paramref name="read"/> refuses a field.</exception>
    internal static T Read<T>(string folder, Func<ModelConfig, T> read)
    {
        string path = Path.Combine(folder, "config.json");
        return File.Exists(path)
            ? Files.ReadJson(path, "a configuration", json => read(new ModelConfig(json, path)))
            : throw new FileNotFoundException($"{path}: no such file; a transformer's folder holds config.json beside its weights", path);
    }

    /// <summary>The kind of network.</summary>
    internal string ModelType => Field("model_type")?.ToString() ?? throw Files.Refuse(_path, "'model_type' is missing");

    /// <summary>Refuses a field of another value than those given; one that is absent has the first.</summary>
    internal void Require(string name, params string[] values)
    {
        if (Field(name)?.ToString() is { } value && !values.Contains(value)) throw Files.Refuse(_path, $"{name} is '{value}', not {values[0]}");
    }

    /// <summary>A size of at least 1.</summary>
    internal int Size(string name, int? absent = null)
    {
        int value = Field(name)?.GetInt32() ?? absent ?? throw Files.Refuse(_path, $"'{name}' is missing");
        return value >= 1 ? value : throw Files.Refuse(_path, $"{name} is {value}; it must be at least 1");
    }

    /// <summary>A number of heads, which must divide the width.</summary>
    internal int Divisor(string name, int width) => Size(name) is var value && width % value == 0
        ? value
        : throw Files.Refuse(_path, $"a width of {width} does not divide into {name} {value} heads");

    internal double Number(string name, double absent) => Field(name)?.GetDouble() ?? absent;

    private JsonElement? Field(string name) =>
        _json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
