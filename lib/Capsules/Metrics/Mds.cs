namespace Capsules.Metrics;

/// <summary>How SMACOF runs.</summary>
public sealed record SmacofOptions
{
    /// <summary>At most so many majorisations: 300, usual for the figure of the paper.</summary>
    public int MaxIterations { get; init; } = 300;

    /// <summary>Ends when the stress falls by less than this share of itself: 1e-6.</summary>
    public double Tolerance { get; init; } = 1e-6;
}

/// <summary>A layout of points.</summary>
/// <param name="Points">Coordinates, a row a point. [n, dimensions]</param>
/// <param name="Stress">Kruskal's stress-1: √(Σ (δ − d)² / Σ δ²) over all pairs; 0 is perfect.</param>
/// <param name="Iterations">Majorisations taken; 0 for classical scaling.</param>
public sealed record MdsLayout(double[,] Points, double Stress, int Iterations);

/// <summary>Multidimensional scaling: points in few dimensions whose distances follow given ones (Heinsen 2019, figure 4).</summary>
public static class Mds
{
    /// <summary>Euclidean distances between rows. [n, d] → [n, n]</summary>
    public static double[,] Distances(double[,] rows)
    {
        int n = rows.GetLength(0), d = rows.GetLength(1);
        var distances = new double[n, n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < i; j++)
            {
                double sum = 0;
                for (int k = 0; k < d; k++) sum += (rows[i, k] - rows[j, k]) * (rows[i, k] - rows[j, k]);
                distances[i, j] = distances[j, i] = Math.Sqrt(sum);
            }
        return distances;
    }

    /// <summary>Classical scaling (Torgerson): the leading axes of the doubly centred squared distances.</summary>
    /// <param name="distances">δ, symmetric with a zero diagonal. [n, n]</param>
    /// <param name="dimensions">Axes of the layout.</param>
    /// <exception cref="ArgumentException">Not a matrix of distances.</exception>
    public static MdsLayout Classical(double[,] distances, int dimensions = 2)
    {
        int n = Check(distances, dimensions);
        double[] rowMean = new double[n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) rowMean[i] += distances[i, j] * distances[i, j] / n;
        double mean = rowMean.Average();
        var gram = new double[n, n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) gram[i, j] = -0.5 * (distances[i, j] * distances[i, j] - rowMean[i] - rowMean[j] + mean);
        (double[] values, double[,] vectors) = SymmetricEigen.Decompose(gram);
        var points = new double[n, dimensions];
        for (int k = 0; k < dimensions && k < n; k++)
            for (int i = 0; i < n; i++) points[i, k] = vectors[i, k] * Math.Sqrt(Math.Max(0, values[k]));
        return new MdsLayout(points, Stress(distances, points), 0);
    }

    /// <summary>SMACOF (de Leeuw): majorisation of the stress, from the classical layout on; it never raises the stress.</summary>
    /// <param name="distances">δ, symmetric with a zero diagonal. [n, n]</param>
    /// <param name="dimensions">Axes of the layout.</param>
    /// <param name="options">When to stop.</param>
    /// <exception cref="ArgumentException">Not a matrix of distances.</exception>
    public static MdsLayout Smacof(double[,] distances, int dimensions = 2, SmacofOptions? options = null)
    {
        options ??= new SmacofOptions();
        MdsLayout layout = Classical(distances, dimensions);
        for (int iteration = 1; iteration <= options.MaxIterations; iteration++)
        {
            double[,] points = Guttman(distances, layout.Points);
            double before = layout.Stress;
            layout = new MdsLayout(points, Stress(distances, points), iteration);
            if (before - layout.Stress <= options.Tolerance * before) break;
        }
        return layout;
    }

    /// <summary>Kruskal's stress-1 of a layout.</summary>
    public static double Stress(double[,] distances, double[,] points)
    {
        double[,] laidOut = Distances(points);
        double wrong = 0, all = 0;
        for (int i = 0; i < distances.GetLength(0); i++)
            for (int j = 0; j < i; j++)
            {
                wrong += Math.Pow(distances[i, j] - laidOut[i, j], 2);
                all += distances[i, j] * distances[i, j];
            }
        return all > 0 ? Math.Sqrt(wrong / all) : 0;
    }

    // The Guttman transform with unit weights: X ← B(X) X / n.
    private static double[,] Guttman(double[,] distances, double[,] points)
    {
        int n = points.GetLength(0), dimensions = points.GetLength(1);
        double[,] laidOut = Distances(points), moved = new double[n, dimensions];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                if (laidOut[i, j] == 0) continue; // the same point, or coinciding ones: no direction to pull in
                double pull = distances[i, j] / laidOut[i, j] / n;
                for (int k = 0; k < dimensions; k++) moved[i, k] += pull * (points[i, k] - points[j, k]);
            }
        return moved;
    }

    private static int Check(double[,] distances, int dimensions)
    {
        int n = distances.GetLength(0);
        if (distances.GetLength(1) != n) throw new ArgumentException($"distances must be square, not {n} × {distances.GetLength(1)}");
        if (dimensions < 1) throw new ArgumentException($"a layout needs at least 1 dimension, not {dimensions}");
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                if (!(distances[i, j] >= 0) || distances[i, j] != distances[j, i] || (i == j && distances[i, i] != 0))
                    throw new ArgumentException(
                        $"distances must be symmetric, not negative, and 0 on the diagonal; [{i}, {j}] is {distances[i, j]} and [{j}, {i}] is {distances[j, i]}");
        return n;
    }
}
