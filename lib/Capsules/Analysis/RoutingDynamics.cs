using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>How much a layer's routing depends on the image (Mitterreiter et al., 2023, section 4.1), over so many lower and
/// upper capsules.</summary>
/// <param name="Dyr">Dynamic routing coefficient: 0 routes every image alike, 1 is the paper's perfect routing.</param>
/// <param name="Dys">n · dyr: the expected number of target capsules.</param>
public sealed record Dynamics(double Dyr, double Dys, int Lower, int Upper)
{
    /// <summary>The coefficients over alive capsules: dead lower ones do not route, dead upper ones are not targets. From every coupling's deviation over the images, [n, m].</summary>
    /// <returns>NaN as both coefficients where fewer than two targets, or no source, is left: there is nothing to choose.</returns>
    public static Dynamics Of(double[,] std, IReadOnlyList<bool> lowerDead, IReadOnlyList<bool> upperDead)
    {
        var n = upperDead.Count(dead => !dead);
        var sources = lowerDead.Count(dead => !dead);
        if (n < 2 || sources == 0) return new Dynamics(double.NaN, double.NaN, sources, n);
        var perfect = Math.Sqrt((1 - 1.0 / n) / n);                      // std(pr_n)
        double sum = 0;
        for (var i = 0; i < lowerDead.Count; i++)
            for (var j = 0; j < upperDead.Count; j++)
                if (!lowerDead[i] && !upperDead[j]) sum += std[i, j] / perfect;
        var dyr = sum / n / sources;                                     // mean over capsules of dyr(u)
        return new Dynamics(dyr, n * dyr, sources, n);
    }
}

/// <summary>Gathers <see cref="Dynamics"/> of one routing layer batch by batch, with no more than one batch of couplings in memory.</summary>
public sealed class RoutingDynamics(long lower, long upper, Thresholds? thresholds = null)
{
    private readonly RunningMoments moments = new(lower, upper);
    private readonly Thresholds thresholds = thresholds ?? new Thresholds();

    /// <summary>Takes in the couplings of a batch, [B, n, m].</summary>
    public void Add(Tensor c) => moments.Add(c);

    /// <summary>Mean coupling of every pair over the images, [n, m].</summary>
    public double[,] MeanCouplings => Matrix(moments.Mean);

    /// <summary>Standard deviation of every pair's coupling over the images, [n, m].</summary>
    public double[,] StdCouplings => Matrix(moments.Std(thresholds.Correction));

    /// <summary>The coefficients over all capsules.</summary>
    public Dynamics All() => Between(Enumerable.Repeat(false, (int)lower).ToArray(), Enumerable.Repeat(false, (int)upper).ToArray());

    /// <summary>The coefficients over alive capsules; see <see cref="Dynamics.Of"/>.</summary>
    public Dynamics Between(IReadOnlyList<bool> lowerDead, IReadOnlyList<bool> upperDead) => moments.Count > 0
        ? Dynamics.Of(StdCouplings, lowerDead, upperDead)
        : throw new InvalidOperationException("no couplings were added; there is nothing to measure");

    private double[,] Matrix(double[] values)
    {
        var matrix = new double[lower, upper];
        Buffer.BlockCopy(values, 0, matrix, 0, values.Length * sizeof(double));
        return matrix;
    }
}
