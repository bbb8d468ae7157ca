namespace Capsules.Published;

/// <summary>One architecture of appendices D and F.</summary>
/// <param name="Capsules">Capsules a layer.</param>
/// <param name="Depth">Routing layers.</param>
/// <param name="Routing">Parameters of all routing layers, in units of 10 000.</param>
/// <param name="Backbone">The column "Backbone": backbone and routing together, in units of 10 000.</param>
/// <param name="Rba">Accuracy with routing-by-agreement.</param>
/// <param name="Uniform">Accuracy with uniform routing; null where the paper gives none.</param>
public sealed record ArchitectureRow(int Capsules, int Dim, int Depth, int Routing, int Backbone, double Rba, double? Uniform = null);

public static partial class Mitterreiter2023
{
    /// <summary>Table 5: the best AffNIST architectures, by accuracy on AffNIST's validation images.</summary>
    public static IReadOnlyList<ArchitectureRow> Table5 { get; } =
    [
        new(64, 8, 2, 35, 73, 0.88, 0.92),
        new(16, 8, 1, 2, 16, 0.88, 0.92),
        new(64, 8, 1, 8, 46, 0.87, 0.90),
        new(64, 32, 2, 453, 587, 0.87, 0.90),
        new(32, 64, 3, 872, 1006, 0.86, 0.89),
        new(16, 16, 2, 11, 33, 0.86, 0.92),
        new(32, 8, 2, 11, 33, 0.86, 0.90),
        new(16, 8, 2, 4, 18, 0.86, 0.91),
        new(64, 16, 2, 122, 192, 0.86, 0.90),
        new(32, 16, 2, 35, 72, 0.85, 0.90),
        new(32, 16, 1, 8, 46, 0.85, 0.89),
        new(32, 8, 1, 4, 26, 0.85, 0.90),
        new(64, 32, 1, 33, 167, 0.85, 0.88),
        new(32, 64, 1, 33, 167, 0.85, 0.89),
        new(64, 64, 1, 66, 329, 0.85, 0.88),
        new(16, 64, 4, 331, 401, 0.85, 0.90),
        new(32, 16, 4, 87, 125, 0.84, 0.92),
        new(64, 32, 3, 873, 1007, 0.84, 0.92),
        new(32, 64, 2, 452, 587, 0.84, 0.90),
        new(32, 32, 2, 121, 192, 0.84, 0.89),
        new(16, 32, 2, 34, 72, 0.84, 0.89),
    ];

    /// <summary>Table 6: the best AffNIST architecture of every depth.</summary>
    public static IReadOnlyList<ArchitectureRow> Table6 { get; } =
    [
        new(16, 8, 1, 2, 16, 0.88),
        new(64, 8, 2, 35, 73, 0.88),
        new(32, 64, 3, 872, 1006, 0.86),
        new(16, 64, 4, 331, 401, 0.85),
        new(32, 16, 5, 113, 151, 0.84),
        new(16, 32, 6, 139, 177, 0.83),
    ];

    /// <summary>Table 14: the best CIFAR-10 architectures.</summary>
    public static IReadOnlyList<ArchitectureRow> Table14 { get; } =
    [
        new(32, 64, 2, 452, 704, 0.79, 0.79),
        new(128, 16, 2, 454, 706, 0.78, 0.76),
        new(128, 16, 1, 33, 285, 0.78, 0.76),
        new(64, 32, 2, 453, 704, 0.78, 0.77),
        new(128, 32, 1, 66, 559, 0.77, 0.76),
        new(32, 32, 2, 121, 252, 0.77, 0.76),
        new(64, 16, 1, 16, 147, 0.77, 0.75),
        new(32, 64, 3, 872, 1123, 0.77, 0.77),
        new(64, 32, 1, 33, 284, 0.77, 0.74),
        new(128, 64, 1, 131, 1108, 0.76, 0.75),
        new(64, 16, 2, 122, 252, 0.76, 0.73),
        new(32, 16, 1, 8, 78, 0.76, 0.74),
        new(64, 64, 1, 66, 559, 0.76, 0.75),
        new(64, 32, 3, 873, 1124, 0.76, 0.2),
        new(32, 16, 2, 35, 105, 0.75, 0.73),
        new(32, 32, 1, 16, 147, 0.75, 0.73),
        new(32, 64, 1, 33, 284, 0.74, 0.68),
        new(32, 32, 3, 226, 357, 0.71, 0.62),
        new(32, 64, 4, 1291, 1543, 0.69, 0.62),
        new(32, 32, 4, 331, 462, 0.66, 0.13),
        new(32, 16, 3, 61, 131, 0.66, 0.21),
    ];

    /// <summary>Table 15: the best CIFAR-10 architecture of every depth.</summary>
    public static IReadOnlyList<ArchitectureRow> Table15 { get; } =
    [
        new(128, 16, 1, 33, 285, 0.78),
        new(32, 64, 2, 452, 704, 0.79),
        new(32, 64, 3, 872, 1123, 0.77),
        new(32, 64, 4, 1291, 1543, 0.69),
        new(32, 32, 5, 436, 567, 0.49),
        new(32, 32, 6, 541, 672, 0.43),
    ];
}
