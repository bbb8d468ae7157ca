using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>A layer of capsules: votes by learned matrices (Eq. (2)), combined by a routing.</summary>
public sealed class CapsuleLayer : nn.Module<Tensor, Tensor>, IRouting
{
    private readonly IVoteRouting routing;
    private readonly bool fast;
    private readonly Parameter W;   // [m, n, h, d]
    private readonly Parameter b;   // [n, m]

    /// <summary>Creates a layer of <paramref name="upper"/> capsules of dimension <paramref name="upperDim"/>.</summary>
    /// <param name="lower">n, number of lower capsules.</param>
    /// <param name="lowerDim">d, their dimension.</param>
    /// <param name="upper">m, number of upper capsules.</param>
    /// <param name="upperDim">h, their dimension.</param>
    /// <param name="form">Which of the equal computations the votes use.</param>
    /// <param name="initialStd">Standard deviation of the initial transformation matrices; null for 1/√(d+h).</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of capsules or a dimension is not positive.</exception>
    public CapsuleLayer(long lower, long lowerDim, long upper, long upperDim, IVoteRouting routing, RoutingForm form = RoutingForm.Fast,
        double? initialStd = null)
        : base(nameof(CapsuleLayer))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lower);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lowerDim);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(upper);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(upperDim);
        this.routing = routing;
        fast = form != RoutingForm.Direct;
        (Lower, Upper) = (lower, upper);

        // The paper gives no initial values; lib/DECISIONS.md has what was measured.
        W = new Parameter(randn([upper, lower, upperDim, lowerDim]) * (initialStd ?? 1 / Math.Sqrt(lowerDim + upperDim)));
        b = new Parameter(zeros([lower, upper]));
        RegisterComponents();
    }

    private CapsuleLayer(CapsuleLayer shared, IVoteRouting routing)
        : base(nameof(CapsuleLayer))
    {
        (this.routing, fast, W, b) = (routing, shared.fast, shared.W, shared.b);
        (Lower, Upper) = (shared.Lower, shared.Upper);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public long Lower { get; }

    /// <inheritdoc/>
    public long Upper { get; }

    /// <inheritdoc/>
    public string Description => routing.Description;

    /// <summary>Transformation matrices W, [m, n, h, d].</summary>
    public Parameter Weight => W;

    /// <summary>Routing priors b, [n, m].</summary>
    public Parameter Priors => b;

    /// <summary>A layer with these matrices and priors, the very same tensors, whose votes another routing combines.</summary>
    public CapsuleLayer With(IVoteRouting routing) => new(this, routing);

    /// <inheritdoc/>
    public override Tensor forward(Tensor u) => Route(u).Capsules;

    /// <inheritdoc/>
    public RoutingOutput Route(Tensor u, bool trace = false)
    {
        Require.Shape(u, "this layer", -1, Lower, W.shape[3]);
        Require.Like(u, W);
        return fast ? routing.Route(W, u, b, trace) : routing.Route(Votes.Direct(W, u), b, trace);
    }
}
