namespace Capsules.Analysis;

/// <summary>Mean |Δc| of every image and routing layer under a transform, beside what lies between unrelated images.</summary>
/// <param name="Layers">For each routing layer, the change of every image.</param>
/// <param name="Unrelated">For each routing layer, the difference between every image and the next, another digit as a rule.</param>
/// <param name="SameClass">Which images the network takes for the same class before and after.</param>
public sealed record CouplingChanges(IReadOnlyList<double[]> Layers, IReadOnlyList<double[]> Unrelated, bool[] SameClass)
{
    /// <summary>The image that changes most over all layers, among those taken for the same class.</summary>
    /// <exception cref="InvalidOperationException">The network takes every image for another class.</exception>
    public int Most => SameClass.Any(same => same)
        ? Enumerable.Range(0, SameClass.Length).Where(k => SameClass[k]).MaxBy(Total)
        : throw new InvalidOperationException("the network takes every image for another class");

    /// <summary>The image in the middle of all, by its change over all layers.</summary>
    public int Median => Enumerable.Range(0, SameClass.Length).OrderBy(Total).ElementAt(SameClass.Length / 2);

    private double Total(int image) => Layers.Sum(layer => layer[image]);
}
