using System.Numerics;

namespace Capsules.Plots;

/// <summary>A named row of numbers for a chart.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Values">The numbers; a NaN is a gap.</param>
/// <param name="At">Where each stands on the x axis; 1, 2, 3, … where null. Same length as <paramref name="Values"/>.</param>
/// <param name="PlusMinus">Half the width of a band or error bar around each, such as a standard deviation. Same length.</param>
public sealed record Series(
    string Name, IReadOnlyList<double> Values, IReadOnlyList<double>? At = null, IReadOnlyList<double>? PlusMinus = null)
{
    /// <summary>A series of numbers of any kind.</summary>
    public static Series Of<T>(string name, IEnumerable<T> values)
        where T : INumberBase<T> => new(name, [.. values.Select(double.CreateChecked)]);

    internal double[] X => At is null ? [.. Enumerable.Range(1, Values.Count).Select(i => (double)i)] : [.. At];

    internal void Check()
    {
        if (At is not null && At.Count != Values.Count)
        {
            throw new ArgumentException($"The series '{Name}' has {Values.Count} values at {At.Count} places; it needs a place for each value.");
        }

        if (PlusMinus is not null && PlusMinus.Count != Values.Count)
        {
            throw new ArgumentException($"The series '{Name}' has {Values.Count} values and {PlusMinus.Count} deviations; it needs one for each value.");
        }
    }
}
