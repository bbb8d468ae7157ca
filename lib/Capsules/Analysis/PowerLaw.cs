namespace Capsules.Analysis;

/// <summary>y = c · n^a · d^b, fitted to measurements.</summary>
/// <param name="R2">Share of the variance of log y explained.</param>
public sealed record PowerLaw(double C, double N, double D, double R2)
{
    /// <summary>Least squares of log y over log n and log d.</summary>
    /// <param name="points">Measurements; at least two values of n and of d, not varied together alone.</param>
    /// <exception cref="ArgumentException">A value is not positive, or the points do not tell n from d.</exception>
    public static PowerLaw Fit(IReadOnlyCollection<(double N, double D, double Y)> points)
    {
        foreach (var p in points)
            if (!(p.N > 0 && p.D > 0 && p.Y > 0)) throw new ArgumentException($"a power law needs positive numbers, not {p}", nameof(points));
        double Mean(Func<(double N, double D, double Y), double> of) => points.Average(of);
        var (n, d, y) = (Mean(p => Math.Log(p.N)), Mean(p => Math.Log(p.D)), Mean(p => Math.Log(p.Y)));
        // About the means, two normal equations are left.
        var nn = Mean(p => Math.Pow(Math.Log(p.N) - n, 2));
        var dd = Mean(p => Math.Pow(Math.Log(p.D) - d, 2));
        var nd = Mean(p => (Math.Log(p.N) - n) * (Math.Log(p.D) - d));
        var ny = Mean(p => (Math.Log(p.N) - n) * (Math.Log(p.Y) - y));
        var dy = Mean(p => (Math.Log(p.D) - d) * (Math.Log(p.Y) - y));
        var determinant = nn * dd - nd * nd;
        if (!(determinant > 1e-9 * nn * dd)) throw new ArgumentException("the points do not tell n from d: vary each while the other stays", nameof(points));
        var a = (ny * dd - dy * nd) / determinant;
        var b = (dy * nn - ny * nd) / determinant;
        var variance = Mean(p => Math.Pow(Math.Log(p.Y) - y, 2));
        var rest = Mean(p => Math.Pow(Math.Log(p.Y) - y - a * (Math.Log(p.N) - n) - b * (Math.Log(p.D) - d), 2));
        return new PowerLaw(Math.Exp(y - a * n - b * d), a, b, variance > 0 ? 1 - rest / variance : 1);
    }

    /// <summary>The exponents, as a table prints them.</summary>
    public override string ToString() => FormattableString.Invariant($"n^{N:F2} · d^{D:F2}");
}
