using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>
/// Multi-head self-attention (Vaswani et al., 2017), which Mitterreiter et al. (2023), section 5, set beside routing-by-agreement:
/// n vectors of dimension d in and out.
/// </summary>
public sealed class SelfAttention : nn.Module<Tensor, Tensor>
{
    private readonly long heads;
    private readonly Parameter Q, K, V, O;   // [d, d] each

    /// <summary>Creates a layer.</summary>
    /// <param name="dim">d, dimension of the vectors.</param>
    /// <param name="heads">Heads, each of dimension d / heads; 8 in Vaswani et al.</param>
    /// <exception cref="ArgumentException">The heads do not divide the dimension.</exception>
    public SelfAttention(long dim, long heads = 8)
        : base(nameof(SelfAttention))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dim);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        if (dim % heads != 0) throw new ArgumentException($"{heads} heads do not divide vectors of dimension {dim}", nameof(heads));
        (Dim, this.heads) = (dim, heads);
        Q = Matrix();
        K = Matrix();
        V = Matrix();
        O = Matrix();
        RegisterComponents();

        Parameter Matrix() => new(randn([dim, dim]) / Math.Sqrt(dim));
    }

    /// <summary>Dimension d of the vectors.</summary>
    public long Dim { get; }

    /// <summary>Vectors [B, n, d] from vectors [B, n, d].</summary>
    /// <exception cref="ArgumentException">The vectors have another dimension, type or device.</exception>
    public override Tensor forward(Tensor x)
    {
        Require.Shape(x, "this layer", -1, -1, Dim);
        Require.Like(x, Q);
        var (batch, n) = (x.shape[0], x.shape[1]);
        Tensor Split(Parameter w) => x.matmul(w).view(batch, n, heads, Dim / heads).transpose(1, 2);     // [B, heads, n, d/heads]
        return nn.functional.scaled_dot_product_attention(Split(Q), Split(K), Split(V))
            .transpose(1, 2).reshape(batch, n, Dim).matmul(O);
    }
}
