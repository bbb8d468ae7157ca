using System.Globalization;
using System.Numerics;

namespace Capsules.Plots;

/// <summary>Arrays on their way into a chart: as doubles, with no more digits than one can see.</summary>
internal static class Numbers
{
    /// <summary>Four significant digits: a notebook's size is mostly digits.</summary>
    public static double Round(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value;
        }

        return double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    public static double[] Round(IEnumerable<double> values) => [.. values.Select(Round)];

    /// <summary>Rows of a matrix, rounded.</summary>
    public static double[][] Rows<T>(T[,] matrix)
        where T : INumberBase<T> =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i =>
            Enumerable.Range(0, matrix.GetLength(1)).Select(j => Round(double.CreateChecked(matrix[i, j]))).ToArray())];

    public static (double Least, double Greatest) Ends(IEnumerable<double[]> rows)
    {
        double[] all = [.. rows.SelectMany(row => row).Where(double.IsFinite)];
        return all.Length == 0 ? (0, 1) : (all.Min(), all.Max());
    }

    /// <summary>A number as text; none for a missing one.</summary>
    public static string Text(double value, string format) => double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);
}
