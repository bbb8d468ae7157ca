using Capsules.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>What the viewpoint statistics vary.</summary>
public enum ViewpointAxis
{
    /// <summary>18 steps of 20°, once around (Heinsen 2019, figure 6).</summary>
    Azimuth,

    /// <summary>9 steps from near flat to nearly from above (figure 7).</summary>
    Elevation,
}

/// <summary>How one pose vector of one toy changes along an axis; the first entry is the initial viewpoint.</summary>
/// <param name="Distance">|p − p₀| / |p₀| (first row of figures 6 and 7).</param>
/// <param name="Norm">|p| / |p₀| (second row).</param>
/// <param name="Cosine">Cosine of the angle between p and p₀ (third row).</param>
public sealed record PoseChange(int Category, int Instance, int Vector, double[] Distance, double[] Norm, double[] Cosine);

/// <summary>Do pose vectors move as the viewpoint does? (Heinsen 2019, section 3.4, figures 4, 6 and 7)</summary>
public static class ReverseGraphics
{
    /// <summary>The changes of every pose vector of every toy along an axis, other conditions held constant.</summary>
    /// <param name="other">The fixed value of the other axis: 0, the paper does not name its own.</param>
    /// <param name="lighting">The fixed lighting: 0, as in the author's figure 4.</param>
    /// <exception cref="ArgumentException">No sample has the fixed conditions, or toys have different numbers of viewpoints.</exception>
    public static IReadOnlyList<PoseChange> Changes(IEnumerable<PoseSample> samples, ViewpointAxis axis, int other = 0, int lighting = 0)
    {
        var around = axis == ViewpointAxis.Azimuth;
        var toys = samples
            .Where(s => s.Label.Lighting == lighting && (around ? s.Label.Elevation : s.Label.Azimuth) == other)
            .GroupBy(s => (s.Label.Category, s.Label.Instance))
            .OrderBy(toy => toy.Key)
            .Select(toy => (toy.Key, Poses: toy.OrderBy(s => around ? s.Label.Azimuth : s.Label.Elevation).Select(s => s.Pose).ToArray()))
            .ToArray();
        if (toys.Length == 0)
            throw new ArgumentException($"no sample has {(around ? "elevation" : "azimuth")} {other} and lighting {lighting}", nameof(samples));
        if (Array.Find(toys, toy => toy.Poses.Length != toys[0].Poses.Length) is { Poses: not null } odd)
            throw new ArgumentException(
                $"toy {odd.Key} has {odd.Poses.Length} viewpoints along the axis, toy {toys[0].Key} has {toys[0].Poses.Length}", nameof(samples));
        return [.. toys.SelectMany(toy => Enumerable.Range(0, toy.Poses[0].GetLength(0))
            .Select(vector => Change(toy.Key.Category, toy.Key.Instance, vector, toy.Poses)))];
    }

    /// <summary>Distance |p − q| / |p| between the pose vectors of every two toys of a class in the same viewpoint: what "far" means (a control).</summary>
    /// <returns>For each pose vector, the distance of every pair.</returns>
    public static IReadOnlyList<double[]> BetweenToys(IEnumerable<PoseSample> samples)
    {
        var pairs = samples.GroupBy(s => (s.Label.Category, s.Label.Azimuth, s.Label.Elevation, s.Label.Lighting))
            .SelectMany(view => from a in view from b in view where a.Label.Instance != b.Label.Instance select (a.Pose, b.Pose)).ToList();
        if (pairs.Count == 0) throw new ArgumentException("no two toys of a class in the same viewpoint", nameof(samples));
        return [.. Enumerable.Range(0, pairs[0].Item1.GetLength(0)).Select(vector => pairs.Select(pair => Distance(Row(pair.Item1, vector), Row(pair.Item2, vector))).ToArray())];
    }

    /// <summary>The mean over toys of one statistic of one pose vector (the dark line of figures 6 and 7).</summary>
    public static double[] Mean(IEnumerable<PoseChange> changes, int vector, Func<PoseChange, double[]> statistic)
    {
        double[][] lines = [.. changes.Where(c => c.Vector == vector).Select(statistic)];
        if (lines.Length == 0) throw new ArgumentException($"no change of pose vector {vector}", nameof(vector));
        return [.. Enumerable.Range(0, lines[0].Length).Select(t => lines.Average(line => line[t]))];
    }

    /// <summary>All pose vectors of a trajectory in a plane, their distances kept as well as possible (figure 4).</summary>
    /// <returns>Rows in order: viewpoint 0 vector 0, viewpoint 0 vector 1, ….</returns>
    public static MdsLayout Plane(IReadOnlyList<PoseSample> trajectory)
    {
        if (trajectory.Count == 0) throw new ArgumentException("a trajectory needs at least one viewpoint", nameof(trajectory));
        return Mds.Plane([.. trajectory.SelectMany(view => Enumerable.Range(0, view.Pose.GetLength(0)).Select(vector => Row(view.Pose, vector)))]);
    }

    private static PoseChange Change(int category, int instance, int vector, float[][,] poses)
    {
        double[][] p = [.. poses.Select(pose => Row(pose, vector))];
        var initial = Norm(p[0]);
        return new PoseChange(
            category, instance, vector,
            [.. p.Select(v => Distance(p[0], v))],
            [.. p.Select(v => Norm(v) / initial)],
            [.. p.Select(v => v.Zip(p[0], (x, y) => x * y).Sum() / (Norm(v) * initial))]);
    }

    private static double[] Row(float[,] pose, int vector) => [.. Enumerable.Range(0, pose.GetLength(1)).Select(k => (double)pose[vector, k])];

    private static double Distance(double[] from, double[] to) => Norm([.. to.Zip(from, (x, y) => x - y)]) / Norm(from);

    private static double Norm(double[] v) => Math.Sqrt(v.Sum(x => x * x));
}

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
