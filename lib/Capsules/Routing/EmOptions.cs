namespace Capsules.Routing;

/// <summary>The probability of a vote under an output capsule.</summary>
public enum EmModel
{
    /// <summary>A Gaussian with a diagonal covariance (Heinsen 2019, section 2.3).</summary>
    Gaussian,

    /// <summary>Soft k-means: the squared distance alone, as the author offered after the paper.</summary>
    SoftKMeans,
}

/// <summary>How a layer is computed; the results are the same.</summary>
public enum EmForm
{
    /// <summary>Vote-free where weights are shared by all inputs and an input has fewer features than its votes have numbers; otherwise direct.</summary>
    Cheaper,

    /// <summary>Algorithm 1 as printed: every vote is built and kept.</summary>
    Direct,

    /// <summary>From moments of the inputs, without a vote; for weights shared by all inputs.</summary>
    VoteFree,
}

/// <summary>The hyper-parameters of EM routing (Heinsen 2019, section 2).</summary>
/// <param name="Iterations">Rounds of E-, D- and M-step: 3, used for every network of the paper.</param>
/// <param name="Eps">Added to the data used by an output and to its variances: 1e-5, in the author's code only. An output that uses no
/// data keeps mean 0 and variance <c>Eps</c> instead of 0/0.</param>
/// <param name="Model">The probability of votes: Gaussian, the only one the paper uses.</param>
/// <param name="Form">Which form computes: the cheaper one, for they agree (to 1e-4 in float32, 1e-9 in float64).</param>
public sealed record EmOptions(
    int Iterations = 3, double Eps = 1e-5, EmModel Model = EmModel.Gaussian, EmForm Form = EmForm.Cheaper)
{
    /// <summary>Refuses values that no routing can run with.</summary>
    /// <exception cref="ArgumentException">Fewer than one iteration, or an eps that is not positive.</exception>
    public void Check()
    {
        if (Iterations < 1) throw new ArgumentException($"EM routing needs at least 1 iteration, not {Iterations}");
        if (!(Eps > 0) || double.IsInfinity(Eps)) throw new ArgumentException($"Eps must be a positive number, not {Eps}");
    }
}

/// <summary>The shape of an EM routing layer: n inputs of c × d to m outputs of c × h (Heinsen 2019, section 2).</summary>
/// <param name="DCov">c: rows of every capsule, input and output.</param>
/// <param name="DInp">d: columns of an input capsule.</param>
/// <param name="DOut">h: columns of an output capsule.</param>
/// <param name="NInp">n: inputs, each with parameters of its own; null: any number, all with the same parameters.</param>
/// <param name="NOut">m: outputs, each with parameters of its own; null: any number (section 2.1.1).</param>
public sealed record EmShape(long DCov, long DInp, long DOut, long? NInp = null, long? NOut = null)
{
    /// <summary>Trainable numbers of such a layer.</summary>
    public long Parameters => (NInp ?? 1) * (NOut ?? 1) * (DInp * DOut + DCov * DOut + 2) + (NOut is null ? DCov * DOut : 0);

    /// <summary>Refuses sizes below one.</summary>
    /// <exception cref="ArgumentException">A size is zero or negative.</exception>
    public void Check()
    {
        foreach (var (name, size) in new[] { ("DCov", DCov), ("DInp", DInp), ("DOut", DOut), ("NInp", NInp ?? 1), ("NOut", NOut ?? 1) })
            if (size < 1) throw new ArgumentException($"{name} must be at least 1, not {size}, in {this}");
    }

    /// <summary>As <c>any×4×4 → 64×4×4</c>.</summary>
    public override string ToString() => $"{NInp?.ToString() ?? "any"}×{DCov}×{DInp} → {NOut?.ToString() ?? "any"}×{DCov}×{DOut}";
}
