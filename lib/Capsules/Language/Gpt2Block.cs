using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Capsules.Language;

/// <summary>One block: attention, then perceptron, each added to what it was given.</summary>
internal sealed class Gpt2Block : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Gpt2Norm ln1, ln2;
    private readonly Gpt2Attention attn;
    private readonly Gpt2Perceptron mlp;

    internal Gpt2Block(Gpt2Config config, ScalarType storage)
        : base(nameof(Gpt2Block))
    {
        register_module("ln_1", ln1 = new Gpt2Norm(config, storage));
        register_module("attn", attn = new Gpt2Attention(config, storage));
        register_module("ln_2", ln2 = new Gpt2Norm(config, storage));
        register_module("mlp", mlp = new Gpt2Perceptron(config, storage));
    }

    /// <summary>x [B, n, m] and the positions to come [n, n], true above the diagonal, to [B, n, m].</summary>
    public override Tensor forward(Tensor x, Tensor future)
    {
        using DisposeScope scope = NewDisposeScope();
        x = x + attn.forward(ln1.forward(x), future);
        x = x + mlp.forward(ln2.forward(x));
        return scope.MoveToOuter(x);
    }
}

/// <summary>Causal self-attention with several heads.</summary>
internal sealed class Gpt2Attention : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly int heads;
    private readonly Gpt2Affine queriesKeysValues;
    private readonly Gpt2Affine project;

    internal Gpt2Attention(Gpt2Config config, ScalarType storage)
        : base(nameof(Gpt2Attention))
    {
        heads = config.Heads;
        register_module("c_attn", queriesKeysValues = new Gpt2Affine([config.Width, 3L * config.Width], 3L * config.Width, storage));
        register_module("c_proj", project = new Gpt2Affine([config.Width, config.Width], config.Width, storage));
    }

    public override Tensor forward(Tensor x, Tensor future)
    {
        long B = x.shape[0], n = x.shape[1], m = x.shape[2], d = m / heads;
        Tensor[] qkv = queriesKeysValues.forward(x).chunk(3, 2);   // three of [B, n, m]
        Tensor q = Split(qkv[0]), k = Split(qkv[1]), v = Split(qkv[2]);   // [B, heads, n, d]
        Tensor score = q.matmul(k.transpose(2, 3)) / Math.Sqrt(d);   // [B, heads, n, n]
        Tensor weight = F.softmax(score.masked_fill(future, double.NegativeInfinity), -1);
        Tensor mixed = weight.matmul(v).transpose(1, 2).reshape(B, n, m);   // [B, n, m]
        return project.forward(mixed);

        Tensor Split(Tensor t) => t.reshape(B, n, heads, d).transpose(1, 2);
    }
}

/// <summary>The two-layer perceptron of a block, with the tanh form of GELU.</summary>
internal sealed class Gpt2Perceptron : nn.Module<Tensor, Tensor>
{
    private readonly Gpt2Affine expand;
    private readonly Gpt2Affine project;

    internal Gpt2Perceptron(Gpt2Config config, ScalarType storage)
        : base(nameof(Gpt2Perceptron))
    {
        register_module("c_fc", expand = new Gpt2Affine([config.Width, config.Inner], config.Inner, storage));
        register_module("c_proj", project = new Gpt2Affine([config.Inner, config.Width], config.Width, storage));
    }

    public override Tensor forward(Tensor x) => project.forward(F.gelu(expand.forward(x), GELU.Approximate.tanh));
}

/// <summary>Layer normalisation over the embedding.</summary>
internal sealed class Gpt2Norm : nn.Module<Tensor, Tensor>
{
    private readonly double epsilon;

    internal Gpt2Norm(Gpt2Config config, ScalarType storage)
        : base(nameof(Gpt2Norm))
    {
        epsilon = config.NormEpsilon;
        register_parameter("weight", new Parameter(empty([config.Width], dtype: storage)));
        register_parameter("bias", new Parameter(empty([config.Width], dtype: storage)));
    }

    public override Tensor forward(Tensor x) =>
        F.layer_norm(x, [x.shape[^1]], get_parameter("weight")!.to_type(x.dtype), get_parameter("bias")!.to_type(x.dtype), epsilon);
}

/// <summary>
/// A weight, applied as x·W + b with W [in, out] (GPT-2's layout, the transpose of a linear module's), or its rows looked up.
/// </summary>
internal sealed class Gpt2Affine : nn.Module<Tensor, Tensor>
{
    private readonly bool hasBias;

    internal Gpt2Affine(long[] shape, long? biases, ScalarType storage)
        : base(nameof(Gpt2Affine))
    {
        hasBias = biases is not null;
        register_parameter("weight", new Parameter(empty(shape, dtype: storage)));
        if (biases is { } size)
            register_parameter("bias", new Parameter(empty([size], dtype: storage)));
    }

    public override Tensor forward(Tensor x)
    {
        Tensor product = x.matmul(Weight(x));
        return hasBias ? product + get_parameter("bias")!.to_type(x.dtype) : product;
    }

    /// <summary>The weight in the element type of <paramref name="like"/>.</summary>
    internal Tensor Weight(Tensor like) => get_parameter("weight")!.to_type(like.dtype);

    /// <summary>Rows of the weight by index, float32, [..., out].</summary>
    internal Tensor Rows(Tensor index)
    {
        Tensor rows = get_parameter("weight")!.index_select(0, index.flatten()).to_type(ScalarType.Float32);
        return rows.reshape([.. index.shape, rows.shape[1]]);
    }
}
