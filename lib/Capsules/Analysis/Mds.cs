using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>A layout of points in the plane.</summary>
/// <param name="Points">Coordinates, one point per row. [n, 2]</param>
/// <param name="Stress">Kruskal's stress-1: √(Σ (δ − d)² / Σ δ²) over all pairs; 0 is perfect.</param>
public sealed record MdsLayout(double[,] Points, double Stress);

/// <summary>Multidimensional scaling: points in the plane whose distances follow given ones (Heinsen 2019, figure 4).</summary>
internal static class Mds
{
    private const int MaxIterations = 300;
    private const double Tolerance = 1e-6; // of the stress, by which it must fall to go on

    /// <summary>SMACOF (de Leeuw): majorization of the stress, from the classical layout on; it never raises the stress.</summary>
    internal static MdsLayout Plane(double[][] rows)
    {
        using var scope = NewDisposeScope();
        var delta = Distances(tensor(rows.SelectMany(row => row).ToArray()).view(rows.Length, -1));   // [n, n]
        var points = Classical(delta);                                                     // [n, 2]
        var stress = Stress(delta, points);
        for (var k = 0; k < MaxIterations; k++)
        {
            points = Guttman(delta, points);
            var before = stress;
            stress = Stress(delta, points);
            if (before - stress <= Tolerance * before) break;
        }

        return new MdsLayout(points.Matrix(), stress);
    }

    /// <summary>Classical scaling (Torgerson): the leading axes of the doubly centered squared distances.</summary>
    internal static Tensor Classical(Tensor delta)
    {
        var squares = delta.square();
        var gram = -0.5 * (squares - squares.mean([0], keepdim: true) - squares.mean([1], keepdim: true) + squares.mean());
        var (values, vectors) = linalg.eigh(gram);                                         // ascending
        var leading = (vectors * values.clamp_min(0).sqrt()).flip(1).narrow(1, 0, Math.Min(2, gram.shape[1]));
        return nn.functional.pad(leading, [0, 2 - leading.shape[1]]);
    }

    internal static double Stress(Tensor delta, Tensor points)
    {
        var all = delta.square().sum().item<double>();
        return all > 0 ? Math.Sqrt((delta - Distances(points)).square().sum().item<double>() / all) : 0;
    }

    // Without the shortcut by matrix products, which loses half the digits of small distances.
    internal static Tensor Distances(Tensor rows) => cdist(rows, rows, 2, compute_mode.donot_use_mm_for_euclid_dist);

    // The Guttman transform with unit weights: X ← B(X) X / n. Coinciding points have no direction to pull in.
    private static Tensor Guttman(Tensor delta, Tensor points)
    {
        var apart = Distances(points);
        var pull = where(apart > 0, delta / apart, zeros_like(delta)) / delta.shape[0];    // [n, n]
        return pull.sum(1, keepdim: true) * points - pull.matmul(points);
    }
}
