using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>Settings of EM on the votes of a capsule layer.</summary>
/// <param name="Iterations">Rounds of E- and M-step; 3 as in Heinsen (2019).</param>
/// <param name="Model">The probability of a vote: a Gaussian with a diagonal covariance, or its squared distance alone (soft k-means).</param>
/// <param name="Squash">Squash of the upper capsules: Eq. (1) of Mitterreiter et al. (2023).</param>
/// <param name="Sharpness">Factor on the log-probabilities inside the softmax: 1 for EM.</param>
/// <param name="Eps">Added to data used and to variances, as in <see cref="EmOptions"/>.</param>
public sealed record VoteEmOptions(
    int Iterations = 3, EmModel Model = EmModel.Gaussian, SquashKind Squash = SquashKind.Exponential, double Sharpness = 1, double Eps = 1e-5);

/// <summary>Couplings by distance instead of by scalar product: EM over the votes that routing-by-agreement sees. In neither paper.</summary>
/// <remarks>
/// Every upper capsule is one component of a mixture, every lower capsule one data point that each component sees at another place, its vote.
/// Upper capsules are what they are in Algorithm 1, squashed weighted sums, so lengths mean the same; only the couplings come from elsewhere.
/// With one iteration the two are equal.
/// </remarks>
public sealed class VoteEm : IVoteRouting
{
    private readonly VoteEmOptions options;

    /// <summary>Creates the algorithm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one iteration, a negative sharpness, or an eps that is not positive.</exception>
    public VoteEm(VoteEmOptions? options = null)
    {
        this.options = options ?? new VoteEmOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(this.options.Iterations, 1, nameof(VoteEmOptions.Iterations));
        if (!(this.options.Sharpness >= 0 && double.IsFinite(this.options.Sharpness)))
            throw new ArgumentOutOfRangeException(nameof(VoteEmOptions.Sharpness), this.options.Sharpness, "the sharpness of the softmax must be a number ≥ 0");
        if (!(this.options.Eps > 0 && double.IsFinite(this.options.Eps)))
            throw new ArgumentOutOfRangeException(nameof(VoteEmOptions.Eps), this.options.Eps, "eps must be a positive number");
    }

    /// <summary>Its settings.</summary>
    public VoteEmOptions Options => options;

    /// <inheritdoc/>
    public string Description =>
        $"{(options.Model == EmModel.Gaussian ? "EM" : "soft k-means")} on the votes, {options.Iterations} iteration{(options.Iterations == 1 ? "" : "s")}"
        + (options.Squash == SquashKind.Sabour ? ", Sabour's squash" : "")
        + (options.Sharpness == 1 ? "" : FormattableString.Invariant($", sharpness {options.Sharpness}"));

    /// <inheritdoc/>
    public bool UsesPriors => true;

    /// <inheritdoc/>
    public SquashKind Squash => options.Squash;

    /// <inheritdoc/>
    public RoutingOutput Route(Tensor uHat, Tensor b, bool trace = false)
    {
        Require.Votes(uHat, b);
        var steps = new List<Tensor>();
        var logits = b.unsqueeze(0).expand(uHat.shape[0], -1, -1);                           // [B, n, m]
        for (var t = 1; ; t++)
        {
            var R = (logits * options.Sharpness).softmax(2);                                 // E-step: [B, n, m]
            if (trace) steps.Add(R.detach());
            if (t == options.Iterations)
                return new RoutingOutput(Routing.Squash.Apply(einsum("bij,bijh->bjh", R, uHat), options.Squash), R.detach(), steps);

            var used = R.sum(1, keepdim: true);                                              // M-step: data an upper capsule uses, [B, 1, m]
            var share = R / (used + options.Eps);
            var mu = einsum("bij,bijh->bjh", share, uHat).unsqueeze(1);                      // [B, 1, m, h]
            var distance2 = (uHat - mu).square();                                            // [B, n, m, h]
            logits = b.unsqueeze(0) + (used + options.Eps).log() + LogP(distance2, share);   // a mixture's weights, and log P
        }
    }

    // log P of every vote under its upper capsule, [B, n, m], without constants that cancel in the softmax.
    private Tensor LogP(Tensor distance2, Tensor share)
    {
        if (options.Model == EmModel.SoftKMeans) return -distance2.sum(-1);
        var sig2 = einsum("bij,bijh->bjh", share, distance2).unsqueeze(1) + options.Eps;     // [B, 1, m, h]
        return -(distance2 / (2 * sig2) + sig2.log() / 2).sum(-1);
    }
}
