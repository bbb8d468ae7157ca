namespace Capsules.Metrics;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix by Jacobi rotations; for matrices of some hundred rows.</summary>
internal static class SymmetricEigen
{
    private const int MaxSweeps = 100;

    /// <summary>Eigenvalues in descending order; vector k is the column k.</summary>
    internal static (double[] Values, double[,] Vectors) Decompose(double[,] symmetric)
    {
        int n = symmetric.GetLength(0);
        double[,] a = (double[,])symmetric.Clone(), v = new double[n, n];
        for (int i = 0; i < n; i++) v[i, i] = 1;
        double scale = a.Cast<double>().Sum(x => x * x);
        for (int sweep = 0; sweep < MaxSweeps && OffDiagonal(a) > 1e-28 * scale; sweep++)
            for (int p = 0; p < n; p++)
                for (int q = p + 1; q < n; q++)
                    if (a[p, q] != 0) Rotate(a, v, p, q);

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => a[i, i])];
        var sorted = new double[n, n];
        for (int k = 0; k < n; k++)
            for (int i = 0; i < n; i++) sorted[i, k] = v[i, order[k]];
        return ([.. order.Select(i => a[i, i])], sorted);
    }

    private static double OffDiagonal(double[,] a)
    {
        double sum = 0;
        for (int p = 0; p < a.GetLength(0); p++)
            for (int q = p + 1; q < a.GetLength(0); q++) sum += 2 * a[p, q] * a[p, q];
        return sum;
    }

    // The rotation in the plane (p, q) that makes a[p, q] zero.
    private static void Rotate(double[,] a, double[,] v, int p, int q)
    {
        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double cos = 1 / Math.Sqrt(t * t + 1), sin = t * cos;
        int n = a.GetLength(0);
        for (int k = 0; k < n; k++) (a[k, p], a[k, q]) = (cos * a[k, p] - sin * a[k, q], sin * a[k, p] + cos * a[k, q]);
        for (int k = 0; k < n; k++) (a[p, k], a[q, k]) = (cos * a[p, k] - sin * a[q, k], sin * a[p, k] + cos * a[q, k]);
        for (int k = 0; k < n; k++) (v[k, p], v[k, q]) = (cos * v[k, p] - sin * v[k, q], sin * v[k, p] + cos * v[k, q]);
    }
}
