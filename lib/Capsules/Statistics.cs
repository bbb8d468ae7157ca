using System.Globalization;
using static TorchSharp.torch;

namespace Capsules;

/// <summary>The middle of some numbers and a range around it.</summary>
public readonly record struct Spread(double Median, double Low, double High) : IFormattable
{
    /// <summary>The same in another unit.</summary>
    public static Spread operator *(double factor, Spread spread) => new(factor * spread.Median, factor * spread.Low, factor * spread.High);

    /// <summary>As <c>median (low–high)</c>, each number in the format given.</summary>
    public string ToString(string? format, IFormatProvider? provider = null)
    {
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(Median)} ({Text(Low)}–{Text(High)})";
    }

    /// <inheritdoc/>
    public override string ToString() => ToString("G4");
}

/// <summary>Figures of a few numbers.</summary>
public static class Statistics
{
    /// <summary>The middle value, or the mean of the two in the middle; NaN of none.</summary>
    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <summary>The median, and the quartiles between which the middle half lies.</summary>
    public static Spread MiddleHalf(IReadOnlyCollection<double> values) => new(Median(values), Quantile(values, 0.25), Quantile(values, 0.75));

    /// <summary>The median, the least and the greatest.</summary>
    public static Spread Range(IReadOnlyCollection<double> values) => new(Median(values), values.Min(), values.Max());

    /// <summary>The standard deviation of the population; 0 of one number.</summary>
    public static double Deviation(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }

    /// <summary>The value below which a share of the numbers lies, interpolated between neighbors; NaN of none.</summary>
    /// <param name="share">From 0, the least, to 1, the greatest.</param>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) return double.NaN;
        var place = share * (sorted.Length - 1);
        var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        return below + ((above - below) * (place - Math.Floor(place)));
    }
}

/// <summary>Tensors of two axes as .NET matrices.</summary>
public static class Matrices
{
    /// <summary>The numbers of a matrix. [rows, columns]</summary>
    /// <exception cref="ArgumentException">It is not a matrix.</exception>
    public static double[,] Matrix(this Tensor matrix)
    {
        if (matrix.ndim != 2) throw new ArgumentException($"A matrix is needed, not a tensor of shape [{string.Join(", ", matrix.shape)}].", nameof(matrix));
        using var scope = NewDisposeScope();
        return (double[,])matrix.detach().to(float64).cpu().contiguous().data<double>().ToNDArray();
    }
}
