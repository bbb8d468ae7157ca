using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>Through which iterations of the routing the gradient flows; the paper does not say.</summary>
public enum RoutingGradient
{
    /// <summary>Through all of them: Algorithm 1 differentiated as it stands.</summary>
    AllIterations,

    /// <summary>Only through the last weighted sum; the couplings count as constants, as in Sabour et al. (2017).</summary>
    LastIteration,
}

/// <summary>Which of several equal computations is used.</summary>
public enum RoutingForm
{
    /// <summary>The fastest there is: in a layer on the processor, in float32, votes and routing in one kernel; otherwise batched.</summary>
    Fast,

    /// <summary>Batched matrix products over (image, upper capsule), on any device and in any precision.</summary>
    Batched,

    /// <summary>Algorithm 1 line by line, to be read beside the paper.</summary>
    Direct,
}

/// <summary>Over which capsules line 2 of Algorithm 1 normalizes the couplings.</summary>
public enum SoftmaxOver
{
    /// <summary>Over the upper capsules: a lower capsule shares itself out among its parents.</summary>
    Upper,

    /// <summary>Over the lower capsules: an upper capsule averages its children, as attention does (section 5).</summary>
    Lower,
}

/// <summary>Settings of routing-by-agreement.</summary>
/// <param name="Iterations">r of Algorithm 1; 10 is the best found by the paper (appendix A.1).</param>
/// <param name="Gradient">Through which iterations the gradient flows; the paper is silent, so Algorithm 1 as it stands.</param>
/// <param name="Form">Which computation; all give the same numbers.</param>
/// <param name="Softmax">Over which capsules the couplings sum to one: the upper ones in Algorithm 1.</param>
/// <param name="Squash">Squash of the upper capsules: Eq. (1) in the paper.</param>
/// <param name="Sharpness">Factor on the logits inside the softmax: 1 in Algorithm 1, 0 couples uniformly, more lets the strongest take all sooner.</param>
public sealed record RbaOptions(
    int Iterations = 10,
    RoutingGradient Gradient = RoutingGradient.AllIterations,
    RoutingForm Form = RoutingForm.Fast,
    SoftmaxOver Softmax = SoftmaxOver.Upper,
    SquashKind Squash = SquashKind.Exponential,
    double Sharpness = 1);

/// <summary>Routing-by-agreement (Sabour et al., 2017; Algorithm 1 of Mitterreiter et al., 2023).</summary>
public sealed class Rba : IVoteRouting
{
    private readonly RbaOptions options;

    /// <summary>Creates the algorithm. Defaults follow the paper.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one iteration, or a sharpness that is negative or not finite.</exception>
    public Rba(RbaOptions? options = null)
    {
        this.options = options ?? new RbaOptions();
        if (this.options.Iterations < 1)
            throw new ArgumentOutOfRangeException(
                nameof(RbaOptions.Iterations), this.options.Iterations, "routing-by-agreement needs at least 1 iteration (the paper: 10)");
        if (!(this.options.Sharpness >= 0 && double.IsFinite(this.options.Sharpness)))
            throw new ArgumentOutOfRangeException(
                nameof(RbaOptions.Sharpness), this.options.Sharpness, "the sharpness of the softmax must be a number ≥ 0 (the paper: 1)");
    }

    /// <summary>Its settings.</summary>
    public RbaOptions Options => options;

    /// <inheritdoc/>
    public string Description =>
        $"routing-by-agreement, {options.Iterations} iteration{(options.Iterations == 1 ? "" : "s")}"
        + (options.Gradient == RoutingGradient.LastIteration ? ", gradient of the last" : "")
        + (options.Softmax == SoftmaxOver.Lower ? ", softmax over the lower capsules" : "")
        + (options.Squash == SquashKind.Sabour ? ", Sabour's squash" : "")
        + (options.Sharpness == 1 ? "" : FormattableString.Invariant($", sharpness {options.Sharpness}"))
        + (options.Form == RoutingForm.Fast ? "" : $", {options.Form.ToString().ToLowerInvariant()} form");

    /// <inheritdoc/>
    public bool UsesPriors => true;

    /// <inheritdoc/>
    public SquashKind Squash => options.Squash;

    /// <inheritdoc/>
    public RoutingOutput Route(Tensor uHat, Tensor b, bool trace = false)
    {
        Require.Votes(uHat, b);
        return options.Form == RoutingForm.Direct ? Direct(uHat, b, trace) : Batched(uHat, b, trace);
    }

    /// <inheritdoc/>
    public RoutingOutput Route(Tensor w, Tensor u, Tensor b, bool trace = false)
    {
        var algorithm1 = options is { Gradient: RoutingGradient.AllIterations, Softmax: SoftmaxOver.Upper, Squash: SquashKind.Exponential, Sharpness: 1 };
        return algorithm1 && options.Form == RoutingForm.Fast && !trace && RbaKernel.Takes(u)
            ? RbaKernel.Route(w, u, b, options.Iterations)
            : Route(Votes.Fast(w, u), b, trace);
    }

    // 1 in the paper, and then the logits as they are.
    private Tensor Sharpened(Tensor logits) => options.Sharpness == 1 ? logits : logits * options.Sharpness;

    // Algorithm 1, line by line.
    private RoutingOutput Direct(Tensor uHat, Tensor b, bool trace)
    {
        var steps = new List<Tensor>();
        var r = options.Iterations;
        Tensor c = null!, v = null!;
        b = b.unsqueeze(0);                                          // [1, n, m]
        var over = options.Softmax == SoftmaxOver.Upper ? 2 : 1;
        for (var t = 1; t <= r; t++)                                 // line 1
        {
            c = Sharpened(b).softmax(over).expand(uHat.shape[0], -1, -1);   // line 2: [B, n, m]
            if (trace) steps.Add(c.detach());
            if (t == r && options.Gradient == RoutingGradient.LastIteration) c = c.detach();
            var s = einsum("bij,bijh->bjh", c, uHat);                // line 3: [B, m, h]
            v = Routing.Squash.Apply(s, options.Squash);
            b = b + einsum("bijh,bjh->bij", uHat, v);                // line 4: [B, n, m]
        }

        return new RoutingOutput(v, c.detach(), steps);
    }

    // The same sums as batched matrix products over (image, upper capsule). The last line 4 has no reader and is left out.
    private RoutingOutput Batched(Tensor uHat, Tensor b, bool trace)
    {
        var steps = new List<Tensor>();
        var (batch, n, m, h) = (uHat.shape[0], uHat.shape[1], uHat.shape[2], uHat.shape[3]);
        var votes = uHat.permute(0, 2, 1, 3).reshape(batch * m, n, h);      // [B·m, n, h]
        Tensor c = null!, v = null!;
        var logits = b.t().unsqueeze(0);                                    // [1, m, n]
        var over = options.Softmax == SoftmaxOver.Upper ? 1 : 2;
        for (var t = 1; t <= options.Iterations; t++)
        {
            c = Sharpened(logits).softmax(over).expand(batch, -1, -1);         // [B, m, n]
            if (trace) steps.Add(c.transpose(1, 2).detach());
            var last = t == options.Iterations;
            var through = options.Gradient == RoutingGradient.AllIterations;
            if (last && !through) c = c.detach();
            var s = c.reshape(batch * m, 1, n).bmm(votes);                  // [B·m, 1, h]
            v = Routing.Squash.Apply(s, options.Squash);
            if (last) break;
            logits = logits + votes.bmm(v.transpose(1, 2)).view(batch, m, n);
        }

        return new RoutingOutput(v.view(batch, m, h), c.transpose(1, 2).detach(), steps);
    }
}
