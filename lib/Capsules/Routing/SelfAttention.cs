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

    /// <summary>Makes a layer.</summary>
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

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => Attend(x).Output;

    /// <summary>One pass.</summary>
    /// <param name="x">Vectors, [B, n, d].</param>
    /// <returns>Vectors [B, n, d], and attention [B, heads, n, n], each row of which sums to one.</returns>
    /// <exception cref="ArgumentException">The vectors have another dimension.</exception>
    public (Tensor Output, Tensor Attention) Attend(Tensor x)
    {
        if (x.ndim != 3 || x.shape[2] != Dim)
            throw new ArgumentException($"this layer takes vectors of shape [batch, n, {Dim}]; it was given [{string.Join(", ", x.shape)}]", nameof(x));
        var (batch, n) = (x.shape[0], x.shape[1]);
        Tensor Split(Parameter w) => x.matmul(w).view(batch, n, heads, Dim / heads).transpose(1, 2);     // [B, heads, n, d/heads]
        var a = (Split(Q).matmul(Split(K).transpose(2, 3)) / Math.Sqrt((double)Dim / heads)).softmax(-1);
        var output = a.matmul(Split(V)).transpose(1, 2).reshape(batch, n, Dim).matmul(O);
        return (output, a);
    }
}
