using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>How SMACOF runs.</summary>
public sealed record SmacofOptions
{
    /// <summary>Maximum number of majorizations: 300, usual for the figure of the paper.</summary>
    public int MaxIterations { get; init; } = 300;

    /// <summary>Ends when the stress falls by less than this share of itself: 1e-6.</summary>
    public double Tolerance { get; init; } = 1e-6;
}

/// <summary>A layout of points.</summary>
/// <param name="Points">Coordinates, one point per row. [n, dimensions]</param>
/// <param name="Stress">Kruskal's stress-1: √(Σ (δ − d)² / Σ δ²) over all pairs; 0 is perfect.</param>
/// <param name="Iterations">Majorizations taken; 0 for classical scaling.</param>
public sealed record MdsLayout(double[,] Points, double Stress, int Iterations);

/// <summary>Multidimensional scaling: points in few dimensions whose distances follow given ones (Heinsen 2019, figure 4).</summary>
public static class Mds
{
    /// <summary>Euclidean distances between rows. [n, d] → [n, n]</summary>
    public static double[,] Distances(double[,] rows)
    {
        using var scope = NewDisposeScope();
        return Array(Distances(tensor(rows)));
    }

    /// <summary>Classical scaling (Torgerson): the leading axes of the doubly centered squared distances.</summary>
    /// <param name="distances">δ, symmetric with a zero diagonal. [n, n]</param>
    /// <exception cref="ArgumentException">Not a matrix of distances.</exception>
    public static MdsLayout Classical(double[,] distances, int dimensions = 2)
    {
        Check(distances, dimensions);
        using var scope = NewDisposeScope();
        var delta = tensor(distances);
        var points = Classical(delta, dimensions);
        return new MdsLayout(Array(points), Stress(delta, points), 0);
    }

    /// <summary>SMACOF (de Leeuw): majorization of the stress, from the classical layout on; it never raises the stress.</summary>
    /// <param name="distances">δ, symmetric with a zero diagonal. [n, n]</param>
    /// <exception cref="ArgumentException">Not a matrix of distances.</exception>
    public static MdsLayout Smacof(double[,] distances, int dimensions = 2, SmacofOptions? options = null)
    {
        Check(distances, dimensions);
        options ??= new SmacofOptions();
        using var scope = NewDisposeScope();
        var delta = tensor(distances);
        var points = Classical(delta, dimensions);
        var (stress, iteration) = (Stress(delta, points), 0);
        while (iteration < options.MaxIterations)
        {
            iteration++;
            var before = stress;
            points = Guttman(delta, points);
            stress = Stress(delta, points);
            if (before - stress <= options.Tolerance * before) break;
        }

        return new MdsLayout(Array(points), stress, iteration);
    }

    // Without the shortcut by matrix products, which loses half the digits of small distances.
    private static Tensor Distances(Tensor rows) => cdist(rows, rows, 2, compute_mode.donot_use_mm_for_euclid_dist);

    private static Tensor Classical(Tensor delta, int dimensions)
    {
        var squares = delta.square();
        var gram = -0.5 * (squares - squares.mean([0], keepdim: true) - squares.mean([1], keepdim: true) + squares.mean());
        var (values, vectors) = linalg.eigh(gram);                                         // ascending
        var points = (vectors * values.clamp_min(0).sqrt()).flip(1);                       // [n, n]
        return points.narrow(1, 0, Math.Min(dimensions, points.shape[1])) is var leading && leading.shape[1] == dimensions
            ? leading
            : cat([leading, zeros([leading.shape[0], dimensions - leading.shape[1]], float64)], 1);
    }

    private static double Stress(Tensor delta, Tensor points)
    {
        var all = delta.square().sum().item<double>();
        return all > 0 ? Math.Sqrt((delta - Distances(points)).square().sum().item<double>() / all) : 0;
    }

    // The Guttman transform with unit weights: X ← B(X) X / n. Coinciding points have no direction to pull in.
    private static Tensor Guttman(Tensor delta, Tensor points)
    {
        var apart = Distances(points);
        var pull = where(apart > 0, delta / apart, zeros_like(delta)) / delta.shape[0];    // [n, n]
        return pull.sum(1, keepdim: true) * points - pull.matmul(points);
    }

    private static double[,] Array(Tensor t)
    {
        var result = new double[t.shape[0], t.shape[1]];
        Buffer.BlockCopy(t.contiguous().data<double>().ToArray(), 0, result, 0, result.Length * sizeof(double));
        return result;
    }

    private static void Check(double[,] distances, int dimensions)
    {
        int n = distances.GetLength(0);
        if (distances.GetLength(1) != n) throw new ArgumentException($"distances must be square, not {n} × {distances.GetLength(1)}");
        if (dimensions < 1) throw new ArgumentException($"a layout needs at least 1 dimension, not {dimensions}");
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                if (!(distances[i, j] >= 0) || distances[i, j] != distances[j, i] || (i == j && distances[i, i] != 0))
                    throw new ArgumentException(
                        $"distances must be symmetric, not negative, and 0 on the diagonal; [{i}, {j}] is {distances[i, j]} and [{j}, {i}] is {distances[j, i]}");
    }
}
