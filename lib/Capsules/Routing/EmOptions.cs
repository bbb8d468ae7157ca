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
public sealed record EmOptions
{
    /// <summary>Rounds of E-, D- and M-step: 3, used for every network of the paper.</summary>
    public int Iterations { get; init; } = 3;

    /// <summary>
    /// Added to the data used by an output and to its variances: 1e-5, in the author's code only. An output that uses no data keeps
    /// mean 0 and variance <c>Eps</c> instead of 0/0.
    /// </summary>
    public double Eps { get; init; } = 1e-5;

    /// <summary>The probability of votes: Gaussian, the only one the paper uses.</summary>
    public EmModel Model { get; init; } = EmModel.Gaussian;

    /// <summary>One β for benefit and cost instead of two: false, the paper has two (equation 5).</summary>
    public bool SingleBeta { get; init; }

    /// <summary>Which form computes: the cheaper one, for they agree (to 1e-4 in float32, 1e-9 in float64).</summary>
    public EmForm Form { get; init; } = EmForm.Cheaper;

    /// <summary>Refuses values that no routing can run with.</summary>
    /// <exception cref="ArgumentException">Fewer than one iteration, or an eps that is not positive.</exception>
    public void Check()
    {
        if (Iterations < 1) throw new ArgumentException($"EM routing needs at least 1 iteration, not {Iterations}");
        if (!(Eps > 0) || double.IsInfinity(Eps)) throw new ArgumentException($"Eps must be a positive number, not {Eps}");
    }
}
