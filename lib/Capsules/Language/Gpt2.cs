using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Capsules.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Capsules.Language;

/// <summary>GPT-2 (Radford et al. 2019): token and position embeddings, blocks of causal self-attention and MLP with layer normalization
/// before each, a last normalization.</summary>
/// <example><code>
/// using var gpt2 = Gpt2.Load("data/gpt2-large");
/// Tensor[] states = gpt2.HiddenStates(ids);   // ids [B, n]; 37 tensors [B, n, 1280]
/// </code></example>
public sealed partial class Gpt2 : Transformer
{
    private readonly Embedding wte, wpe;
    private readonly ModuleList<Gpt2Block> h;
    private readonly LayerNorm ln_f;

    /// <summary>A network with untrained parameters.</summary>
    public Gpt2(TransformerConfig config)
        : base(nameof(Gpt2), config)
    {
        wte = nn.Embedding(config.Vocabulary, config.Width);
        wpe = nn.Embedding(config.Context, config.Width);
        h = nn.ModuleList([.. Enumerable.Range(0, config.Layers).Select(_ => new Gpt2Block(config))]);
        ln_f = nn.LayerNorm(config.Width, config.NormEpsilon);
        RegisterComponents();
    }

    /// <summary>Loads a Hugging Face folder: <c>config.json</c> and weights, frozen and in evaluation mode.</summary>
    /// <exception cref="FileNotFoundException">No configuration or no weights.</exception>
    /// <exception cref="InvalidDataException">A setting or parameter that does not fit, by name.</exception>
    public static Gpt2 Load(string folder) => Filled(new Gpt2(ReadConfig(folder)), folder, name =>
        // Hugging Face's files carry the causal mask, and the output weights, which are wte again.
        Ignored().IsMatch(name) ? null : name.StartsWith("transformer.", StringComparison.Ordinal) ? name["transformer.".Length..] : name);

    /// <summary>Writes <c>config.json</c> and <c>model.safetensors</c> into a folder.</summary>
    public void Save(string folder)
    {
        WriteConfig(Config, folder);
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), named_parameters().Select(p => (p.name, (Tensor)p.parameter)));
    }

    /// <summary>Fills the network as GPT-2 was before training: weights from N(0, 0.02²), those that add to the residual stream smaller by
    /// the root of their number.</summary>
    public void Initialize(int seed)
    {
        using var random = new Generator((ulong)seed);
        using var constant = no_grad();
        foreach (var (name, parameter) in named_parameters().Where(p => p.name.EndsWith(".weight") && !p.name.Contains("ln_")))
            parameter.normal_(0, name.EndsWith("c_proj.weight") ? 0.02 / Math.Sqrt(2 * Config.Layers) : 0.02, random);
    }

    /// <summary>The scores of the next token at every position, [B, n, vocabulary]; the output weights are the token embedding's.</summary>
    public Tensor NextToken(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(HiddenStates(ids)[^1].matmul(wte.weight!.t()));
    }

    // No token sees those after it, so padding needs no mask. The last block's output is given out after the final normalization, as in the
    // paper's figure 5(a).
    private protected override IEnumerable<Tensor> States(Tensor ids, Tensor? mask)
    {
        var x = wte.call(ids) + wpe.call(Positions(ids));   // [B, n, m]
        foreach (var block in h)
        {
            yield return x;
            x = block.call(x);
        }
        yield return ln_f.call(x);
    }

    internal static TransformerConfig ReadConfig(string folder) => ModelConfig.Read(folder, config =>
    {
        config.Require("model_type", "gpt2");
        // The tanh form of GELU; other activations would load and give other numbers.
        config.Require("activation_function", "gelu_new", "gelu_pytorch_tanh");
        config.Require("scale_attn_weights", "True");
        config.Require("scale_attn_by_inverse_layer_idx", "False");
        var width = config.Size("n_embd");
        return new TransformerConfig(config.Size("n_layer"), config.Divisor("n_head", width), width, config.Size("n_positions", config.Size("n_ctx", 1024)),
            config.Size("vocab_size"), config.Size("n_inner", 4 * width), config.Number("layer_norm_epsilon", 1e-5));
    });

    internal static void WriteConfig(TransformerConfig config, string folder) => File.WriteAllText(Path.Combine(folder, "config.json"), new JsonObject
    {
        ["model_type"] = "gpt2",
        ["n_layer"] = config.Layers,
        ["n_head"] = config.Heads,
        ["n_embd"] = config.Width,
        ["n_positions"] = config.Context,
        ["n_inner"] = config.Inner,
        ["vocab_size"] = config.Vocabulary,
        ["activation_function"] = "gelu_new",
        ["layer_norm_epsilon"] = config.NormEpsilon,
    }.ToJsonString());

    [GeneratedRegex(@"(^|\.)h\.\d+\.attn\.(bias|masked_bias)$|^lm_head\.weight$")]
    private static partial Regex Ignored();
}

/// <summary>One block: causal self-attention, then an MLP with the tanh form of GELU, each added to what it was given.</summary>
internal sealed class Gpt2Block : nn.Module<Tensor, Tensor>
{
    private readonly int heads;
    private readonly LayerNorm ln_1, ln_2;
    private readonly ModuleDict<Conv1D> attn, mlp;

    internal Gpt2Block(TransformerConfig config)
        : base(nameof(Gpt2Block))
    {
        long m = config.Width;
        heads = config.Heads;
        (ln_1, ln_2) = (nn.LayerNorm(m, config.NormEpsilon), nn.LayerNorm(m, config.NormEpsilon));
        attn = nn.ModuleDict(("c_attn", new Conv1D(m, 3 * m)), ("c_proj", new Conv1D(m, m)));
        mlp = nn.ModuleDict(("c_fc", new Conv1D(m, config.Inner)), ("c_proj", new Conv1D(config.Inner, m)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var qkv = attn["c_attn"].call(ln_1.call(x)).chunk(3, 2);   // [B, n, m] each
        x = x + attn["c_proj"].call(Transformer.Attention(qkv[0], qkv[1], qkv[2], heads, causal: true));
        var hidden = F.gelu(mlp["c_fc"].call(ln_2.call(x)), GELU.Approximate.tanh);
        return scope.MoveToOuter(x + mlp["c_proj"].call(hidden));
    }
}

/// <summary>x·W + b with W [in, out], the transpose of a linear layer's: GPT-2's layout and name for it.</summary>
internal sealed class Conv1D : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight, bias;

    internal Conv1D(long inputs, long outputs)
        : base(nameof(Conv1D))
    {
        weight = new Parameter(empty(inputs, outputs));
        bias = new Parameter(zeros(outputs));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => x.matmul(weight) + bias;
}
