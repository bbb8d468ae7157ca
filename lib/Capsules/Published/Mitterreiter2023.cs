using System.Globalization;

namespace Capsules.Published;

/// <summary>A figure as the paper publishes it: mean and standard deviation over trained networks, there ten.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Std">The standard deviation, 0 where the paper gives a single network.</param>
public sealed record MeanAndStd(double Mean, double Std = 0)
{
    /// <summary>As the paper prints it; nothing where the mean is none.</summary>
    public override string ToString() => double.IsNaN(Mean) ? "" : Std == 0
        ? FormattableString.Invariant($"{Mean:F2}")
        : FormattableString.Invariant($"{Mean:F2} ± {Std:F2}");
}

/// <summary>A row of Table 1: one routing layer, measured over its alive capsules.</summary>
/// <param name="Layer">Capsule layer it starts from, 1 being the first.</param>
/// <param name="Alive">Alive lower capsules.</param>
/// <param name="Dyr">Dynamic routing coefficient.</param>
/// <param name="Dys">Expected number of target capsules.</param>
public sealed record DynamicsRow(int Layer, MeanAndStd Alive, MeanAndStd Dyr, MeanAndStd Dys);

/// <summary>A row of Table 2: one capsule layer.</summary>
/// <param name="Layer">Capsule layer, 1 being the first.</param>
/// <param name="Cnm">Mean norm.</param>
/// <param name="Cns">Sum of norms.</param>
/// <param name="Car">Share of active capsules.</param>
/// <param name="Cas">Number of active capsules.</param>
/// <param name="Cdr">Share of dead capsules.</param>
/// <param name="Cds">Number of dead capsules.</param>
public sealed record ActivationRow(
    int Layer, MeanAndStd Cnm, MeanAndStd Cns, MeanAndStd Car, MeanAndStd Cas, MeanAndStd Cdr, MeanAndStd Cds);

/// <summary>A row of Table 3: how space and time grow with n vectors of dimension d; every sum of n^a·d^b as its powers (a, b).</summary>
/// <param name="Name">What is compared.</param>
public sealed record ComplexityRow(string Name, IReadOnlyList<(int N, int D)> Space, IReadOnlyList<(int N, int D)> Time);

/// <summary>A row of Table 4: weights of the original network's routing layer for other data.</summary>
/// <param name="Rows">Rows and columns of an image.</param>
/// <param name="Millions">Parameters in millions, for class capsules of dimension 16, 32, 64 and 128.</param>
public sealed record OriginalSizeRow(string Name, int Classes, int Rows, int Channels, IReadOnlyList<double> Millions);

/// <summary>The two tables of one network: of its capsule layers and of its routing layers.</summary>
/// <param name="Number">Number of the table in the paper.</param>
/// <param name="Activations">Part (a): capsule layers, first to last.</param>
/// <param name="Dynamics">Part (b): routing layers, first to last.</param>
public sealed record NetworkTable(int Number, IReadOnlyList<ActivationRow> Activations, IReadOnlyList<RoutingRow> Dynamics)
{
    /// <summary>A network's tables as printed: a line for each layer with part (a)'s six figures, then part (b)'s of the routing that starts there.</summary>
    internal static NetworkTable Of(int number, string printed)
    {
        double[][] rows = [.. printed.Split('\n').Select(line =>
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToArray())];
        return new NetworkTable(
            number,
            [.. rows.Select((r, l) => new ActivationRow(l + 1, new(r[0]), new(r[1]), new(r[2]), new(r[3]), new(r[4]), new(r[5])))],
            [.. rows.SkipLast(1).Select((r, l) => new RoutingRow(l + 1, (int)r[6], (int)r[7], r[8], r[9]))]);
    }
}

/// <summary>A routing layer of one network.</summary>
/// <param name="Layer">Capsule layer it starts from, 1 being the first.</param>
/// <param name="Lower">Alive lower capsules.</param>
/// <param name="Upper">Alive upper capsules.</param>
/// <param name="Dyr">Dynamic routing coefficient.</param>
/// <param name="Dys">Expected number of target capsules.</param>
public sealed record RoutingRow(int Layer, int Lower, int Upper, double Dyr, double Dys);

/// <summary>One architecture of appendices D and F.</summary>
/// <param name="Capsules">Capsules a layer.</param>
/// <param name="Depth">Routing layers.</param>
/// <param name="Routing">Parameters of all routing layers, in units of 10 000.</param>
/// <param name="Backbone">The column "Backbone": backbone and routing together, in units of 10 000.</param>
/// <param name="Rba">Accuracy with routing-by-agreement.</param>
/// <param name="Uniform">Accuracy with uniform routing; null where the paper gives none.</param>
public sealed record ArchitectureRow(int Capsules, int Dim, int Depth, int Routing, int Backbone, double Rba, double? Uniform = null);

/// <summary>Figures printed in Mitterreiter et al. (2023), "Why Capsule Neural Networks Do Not Scale".</summary>
public static class Mitterreiter2023
{
    /// <summary>Table 1: AffNIST, 16 capsules of dimension 8, four routing layers; ten networks.</summary>
    public static IReadOnlyList<DynamicsRow> Table1 { get; } =
    [
        new(1, new(16.00), new(0.30), new(4.50, 0.17)),
        new(2, new(14.90, 0.70), new(0.25, 0.01), new(1.72, 0.11)),
        new(3, new(7.00, 0.63), new(0.30, 0.02), new(1.79, 0.16)),
        new(4, new(5.90, 0.70), new(0.38, 0.04), new(3.78, 0.38)),
    ];

    /// <summary>Table 2: the same ten networks.</summary>
    public static IReadOnlyList<ActivationRow> Table2 { get; } =
    [
        new(1, new(0.95), new(15.25, 0.06), new(1.00), new(16.00), new(0.00), new(0.00)),
        new(2, new(0.32, 0.01), new(5.12, 0.18), new(0.70, 0.03), new(11.17, 0.48), new(0.07, 0.04), new(1.10, 0.70)),
        new(3, new(0.18, 0.01), new(2.83, 0.08), new(0.35, 0.03), new(5.57, 0.42), new(0.56, 0.04), new(9.00, 0.63)),
        new(4, new(0.12), new(1.90, 0.07), new(0.22, 0.02), new(3.51, 0.27), new(0.63, 0.04), new(10.10, 0.70)),
        new(5, new(0.15, 0.01), new(1.48, 0.05), new(0.30, 0.03), new(3.05), new(0.00), new(0.00)),
    ];

    /// <summary>Table 3: self-attention against routing-by-agreement, n vectors of dimension d in and out.</summary>
    public static IReadOnlyList<ComplexityRow> Table3 { get; } =
    [
        new("MHSA", [(0, 2)], [(2, 1), (1, 2)]),
        new("RBA", [(2, 2)], [(2, 2)]),
    ];

    /// <summary>The dimensions of class capsules in Table 4's columns.</summary>
    public static IReadOnlyList<int> Table4Dims { get; } = [16, 32, 64, 128];

    /// <summary>Table 4: parameters of the original network's routing layer.</summary>
    public static IReadOnlyList<OriginalSizeRow> Table4 { get; } =
    [
        new("MNIST", 10, 28, 1, [1.5, 3.0, 5.9, 11.8]),
        new("AFFNIST", 10, 40, 1, [5.9, 11.8, 23.6, 47.2]),
        new("CIFAR10", 10, 32, 3, [2.6, 5.3, 10.5, 21.0]),
        new("TinyImageNet", 200, 64, 3, [472.3, 944.2, 1887.9, 3775.3]),
        new("ImageNet 224", 1000, 224, 3, [44324.0, 88626.3, 177231.0, 354440.3]),
    ];

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

    // Columns: cnm, cns, car, cas, cdr, cds of a capsule layer; alive lower and upper capsules, dyr, dys of the routing layer that starts there.
    /// <summary>Tables 7 to 12: AffNIST, the best network of one, two, … six routing layers.</summary>
    public static IReadOnlyList<NetworkTable> AffNistByDepth { get; } =
    [
        NetworkTable.Of(7, """
            0.90  14.40 1.00  16.00 0.00  0.00    16 10 0.31  3.05
            0.18   1.79 0.42   4.23 0.00  0.00
            """),
        NetworkTable.Of(8, """
            0.93  59.73 1.00  64.00 0.00  0.00    64 16 0.14  2.27
            0.08   5.35 0.14   8.68 0.75 48.00    16 10 0.26  2.63
            0.13   1.31 0.22   2.16 0.00  0.00
            """),
        NetworkTable.Of(9, """
            0.99  31.76 1.00  32.00 0.00  0.00    32 25 0.41 10.18
            0.21   6.71 0.37  11.81 0.22  7.00    25  9 0.20  1.80
            0.07   2.18 0.09   3.02 0.72 23.00     9 10 0.38  3.80
            0.13   1.25 0.16   1.58 0.00  0.00
            """),
        NetworkTable.Of(10, """
            0.99  15.92 1.00  16.00 0.00  0.00    16 16 0.49  7.78
            0.41   6.60 0.69  10.98 0.00  0.00    16  8 0.31  2.51
            0.18   2.83 0.25   3.96 0.50  8.00     8  7 0.34  2.41
            0.10   1.52 0.14   2.24 0.56  9.00     7 10 0.37  3.66
            0.12   1.23 0.17   1.71 0.00  0.00
            """),
        NetworkTable.Of(11, """
            0.96  30.83 1.00  32.00 0.00  0.00    32 21 0.28  5.81
            0.17   5.29 0.27   8.79 0.34 11.00    21  9 0.20  1.82
            0.07   2.14 0.08   2.56 0.72 23.00     9  3 0.19  0.57
            0.05   1.50 0.06   2.05 0.91 29.00     3  8 0.20  1.63
            0.05   1.45 0.08   2.55 0.75 24.00     8 10 0.31  3.10
            0.14   1.39 0.19   1.89 0.00  0.00
            """),
        NetworkTable.Of(12, """
            0.98  15.75 1.00  16.00 0.00  0.00    16 13 0.40  5.26
            0.27   4.36 0.45   7.13 0.19  3.00    13  6 0.23  1.39
            0.14   2.18 0.18   2.89 0.62 10.00     6  5 0.25  1.26
            0.09   1.50 0.12   1.92 0.69 11.00     5  7 0.26  1.80
            0.09   1.41 0.13   2.08 0.56  9.00     7  7 0.31  2.17
            0.09   1.42 0.15   2.34 0.56  9.00     7 10 0.35  3.46
            0.14   1.41 0.24   2.40 0.00  0.00
            """),
    ];

    /// <summary>Table 13: CIFAR-10, 32 capsules, four routing layers.</summary>
    public static NetworkTable Table13 { get; } = NetworkTable.Of(13, """
        0.98  31.49 1.00  32.00 0.00  0.00    32 15 0.19  2.90
        0.20   6.55 0.35  11.30 0.53 17.00    15  6 0.23  1.37
        0.12   3.69 0.16   5.16 0.81 26.00     6  6 0.27  1.61
        0.08   2.52 0.10   3.36 0.81 26.00     6 10 0.26  2.60
        0.20   2.02 0.68   6.79 0.00  0.00
        """);

    /// <summary>Tables 16 to 21: CIFAR-10, the best network of one, two, … six routing layers.</summary>
    public static IReadOnlyList<NetworkTable> Cifar10ByDepth { get; } =
    [
        NetworkTable.Of(16, """
            0.90 115.56 1.00 128.00 0.00  0.00   128 10 0.06  0.62
            0.21   2.10 0.78   7.78 0.00  0.00
            """),
        NetworkTable.Of(17, """
            0.99  31.76 1.00  32.00 0.00  0.00    32 17 0.19  3.25
            0.18   5.92 0.63  20.10 0.47 15.00    17 10 0.17  1.73
            0.18   1.82 0.40   3.96 0.00  0.00
            """),
        NetworkTable.Of(18, """
            0.99  31.75 1.00  32.00 0.00  0.00    32 25 0.26  6.49
            0.24   7.80 0.56  17.89 0.22  7.00    25  9 0.15  1.36
            0.10   3.12 0.18   5.81 0.72 23.00     9 10 0.27  2.66
            0.17   1.75 0.39   3.93 0.00  0.00
            """),
        NetworkTable.Of(19, """
            0.99  31.57 1.00  32.00 0.00  0.00    32 15 0.30  4.45
            0.23   7.39 0.35  11.17 0.53 17.00    15 11 0.20  2.21
            0.14   4.43 0.27   8.79 0.66 21.00    11  7 0.13  0.93
            0.08   2.67 0.16   5.08 0.78 25.00     7 10 0.26  2.63
            0.19   1.95 0.61   6.10 0.00  0.00
            """),
        NetworkTable.Of(20, """
            0.98  31.41 1.00  32.00 0.00  0.00    32  8 0.19  1.55
            0.12   3.77 0.17   5.47 0.75 24.00     8  6 0.16  0.93
            0.10   3.04 0.15   4.92 0.81 26.00     6  5 0.21  1.06
            0.08   2.71 0.11   3.62 0.84 27.00     5  6 0.14  0.84
            0.07   2.36 0.10   3.12 0.81 26.00     6 10 0.21  2.12
            0.22   2.19 0.82   8.17 0.00  0.00
            """),
        NetworkTable.Of(21, """
            0.96  30.84 1.00  32.00 0.00  0.00    32  9 0.25  2.24
            0.17   5.28 0.20   6.44 0.72 23.00     9  9 0.18  1.63
            0.11   3.60 0.18   5.75 0.72 23.00     9  5 0.22  1.12
            0.09   2.80 0.12   3.79 0.84 27.00     5  5 0.25  1.25
            0.08   2.55 0.09   2.78 0.84 27.00     5  5 0.20  0.99
            0.07   2.20 0.09   2.97 0.84 27.00     5 10 0.18  1.78
            0.22   2.24 0.83   8.27 0.00  0.00
            """),
    ];
}
