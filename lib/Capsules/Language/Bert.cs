using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Capsules.Language;

/// <summary>BERT's encoder (Devlin et al. 2019): embeddings, then layers of self-attention and MLP with layer normalization after each.</summary>
/// <remarks>nn.TransformerEncoderLayer would fit but for its normalization's fixed epsilon of 1e-5; BERT's is 1e-12.</remarks>
/// <example><code>
/// using var bert = Bert.Load("data/minilm");
/// Tensor[] states = bert.HiddenStates(ids, mask);   // [B, n], [B, n]; 7 tensors [B, n, 384]
/// </code></example>
public sealed class Bert : Transformer
{
    // Tuples: a field that is a module would be registered a second time, under its own name.
    private readonly (Embedding Words, Embedding Positions, Embedding Types, LayerNorm Norm) embeddings;
    private readonly IReadOnlyList<BertLayer> layers;

    /// <summary>A network with untrained parameters.</summary>
    public Bert(TransformerConfig config)
        : base(nameof(Bert), config)
    {
        embeddings = (nn.Embedding(config.Vocabulary, config.Width), nn.Embedding(config.Context, config.Width),
            nn.Embedding(config.Types, config.Width), nn.LayerNorm(config.Width, config.NormEpsilon));
        layers = [.. Enumerable.Range(0, config.Layers).Select(_ => new BertLayer(config))];
        register_module("embeddings", nn.ModuleDict<nn.Module>(("word_embeddings", embeddings.Words), ("position_embeddings", embeddings.Positions),
            ("token_type_embeddings", embeddings.Types), ("LayerNorm", embeddings.Norm)));
        register_module("encoder", nn.ModuleDict<nn.Module>(("layer", nn.ModuleList([.. layers]))));
    }

    /// <summary>Loads a Hugging Face folder: <c>config.json</c> and weights, frozen and in evaluation mode.</summary>
    /// <exception cref="FileNotFoundException">No configuration or no weights.</exception>
    /// <exception cref="InvalidDataException">A setting or parameter that does not fit, by name.</exception>
    public static Bert Load(string folder) => Filled(new Bert(ReadConfig(folder)), folder, name =>
    {
        var own = name.StartsWith("bert.", StringComparison.Ordinal) ? name["bert.".Length..] : name;
        // Heads for what it was trained on, and the numbers 0 to 511, are not the encoder's; old files call a norm's parameters gamma and beta.
        return own.StartsWith("pooler.", StringComparison.Ordinal) || own.StartsWith("cls.", StringComparison.Ordinal) || own.EndsWith("position_ids", StringComparison.Ordinal)
            ? null
            : own.Replace("LayerNorm.gamma", "LayerNorm.weight").Replace("LayerNorm.beta", "LayerNorm.bias");
    });

    private protected override IEnumerable<Tensor> States(Tensor ids, Tensor? mask)
    {
        var attended = mask?.to(ScalarType.Bool).unsqueeze(1).unsqueeze(2);   // [B, 1, 1, n]
        var x = embeddings.Norm.call(
            embeddings.Words.call(ids) + embeddings.Positions.call(Positions(ids)) + embeddings.Types.call(zeros_like(ids)));   // [B, n, m]
        yield return x;
        foreach (var layer in layers) yield return x = layer.call(x, attended);
    }

    private static TransformerConfig ReadConfig(string folder) => ModelConfig.Read(folder, config =>
    {
        config.Require("model_type", "bert");
        config.Require("hidden_act", "gelu");
        config.Require("position_embedding_type", "absolute");
        config.Require("is_decoder", "False");
        var width = config.Size("hidden_size");
        return new TransformerConfig(config.Size("num_hidden_layers"), config.Divisor("num_attention_heads", width), width, config.Size("max_position_embeddings"),
            config.Size("vocab_size"), config.Size("intermediate_size"), config.Number("layer_norm_eps", 1e-12), config.Size("type_vocab_size", 2));
    });
}

/// <summary>One layer: attention, then MLP, each added to what it was given and normalized.</summary>
internal sealed class BertLayer : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly int heads;
    private readonly (Linear Query, Linear Key, Linear Value, Linear Output, LayerNorm Norm) attention;
    private readonly (Linear Expand, Linear Reduce, LayerNorm Norm) mlp;

    internal BertLayer(TransformerConfig config)
        : base(nameof(BertLayer))
    {
        heads = config.Heads;
        attention = (Square(), Square(), Square(), Square(), Norm());
        mlp = (nn.Linear(config.Width, config.Inner), nn.Linear(config.Inner, config.Width), Norm());
        register_module("attention", nn.ModuleDict<nn.Module>(
            ("self", nn.ModuleDict<nn.Module>(("query", attention.Query), ("key", attention.Key), ("value", attention.Value))),
            ("output", nn.ModuleDict<nn.Module>(("dense", attention.Output), ("LayerNorm", attention.Norm)))));
        register_module("intermediate", nn.ModuleDict<nn.Module>(("dense", mlp.Expand)));
        register_module("output", nn.ModuleDict<nn.Module>(("dense", mlp.Reduce), ("LayerNorm", mlp.Norm)));

        Linear Square() => nn.Linear(config.Width, config.Width);
        LayerNorm Norm() => nn.LayerNorm(config.Width, config.NormEpsilon);
    }

    public override Tensor forward(Tensor x, Tensor? attended)
    {
        using var scope = NewDisposeScope();
        var mixed = Transformer.Attention(attention.Query.call(x), attention.Key.call(x), attention.Value.call(x), heads, attended);   // [B, n, m]
        x = attention.Norm.call(x + attention.Output.call(mixed));
        return scope.MoveToOuter(mlp.Norm.call(x + mlp.Reduce.call(F.gelu(mlp.Expand.call(x)))));
    }
}
