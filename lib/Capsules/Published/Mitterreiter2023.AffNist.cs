namespace Capsules.Published;

public static partial class Mitterreiter2023
{
    /// <summary>Tables 7 to 12: AffNIST, the best network of one, two, … six routing layers.</summary>
    public static IReadOnlyList<NetworkTable> AffNistByDepth => [Table7, Table8, Table9, Table10, Table11, Table12];

    /// <summary>Table 7: AffNIST, the best network with one routing layer.</summary>
    public static NetworkTable Table7 { get; } = new(
        7,
        [
            new(1, new(0.90), new(14.40), new(1.00), new(16.00), new(0.00), new(0.00)),
            new(2, new(0.18), new(1.79), new(0.42), new(4.23), new(0.00), new(0.00)),
        ],
        [
            new(1, 16, 10, 0.31, 3.05),
        ]);

    /// <summary>Table 8: AffNIST, the best network with two routing layers.</summary>
    public static NetworkTable Table8 { get; } = new(
        8,
        [
            new(1, new(0.93), new(59.73), new(1.00), new(64.00), new(0.00), new(0.00)),
            new(2, new(0.08), new(5.35), new(0.14), new(8.68), new(0.75), new(48.00)),
            new(3, new(0.13), new(1.31), new(0.22), new(2.16), new(0.00), new(0.00)),
        ],
        [
            new(1, 64, 16, 0.14, 2.27),
            new(2, 16, 10, 0.26, 2.63),
        ]);

    /// <summary>Table 9: AffNIST, the best network with three routing layers.</summary>
    public static NetworkTable Table9 { get; } = new(
        9,
        [
            new(1, new(0.99), new(31.76), new(1.00), new(32.00), new(0.00), new(0.00)),
            new(2, new(0.21), new(6.71), new(0.37), new(11.81), new(0.22), new(7.00)),
            new(3, new(0.07), new(2.18), new(0.09), new(3.02), new(0.72), new(23.00)),
            new(4, new(0.13), new(1.25), new(0.16), new(1.58), new(0.00), new(0.00)),
        ],
        [
            new(1, 32, 25, 0.41, 10.18),
            new(2, 25, 9, 0.20, 1.80),
            new(3, 9, 10, 0.38, 3.80),
        ]);

    /// <summary>Table 10: AffNIST, the best network with four routing layers.</summary>
    public static NetworkTable Table10 { get; } = new(
        10,
        [
            new(1, new(0.99), new(15.92), new(1.00), new(16.00), new(0.00), new(0.00)),
            new(2, new(0.41), new(6.60), new(0.69), new(10.98), new(0.00), new(0.00)),
            new(3, new(0.18), new(2.83), new(0.25), new(3.96), new(0.50), new(8.00)),
            new(4, new(0.10), new(1.52), new(0.14), new(2.24), new(0.56), new(9.00)),
            new(5, new(0.12), new(1.23), new(0.17), new(1.71), new(0.00), new(0.00)),
        ],
        [
            new(1, 16, 16, 0.49, 7.78),
            new(2, 16, 8, 0.31, 2.51),
            new(3, 8, 7, 0.34, 2.41),
            new(4, 7, 10, 0.37, 3.66),
        ]);

    /// <summary>Table 11: AffNIST, the best network with five routing layers.</summary>
    public static NetworkTable Table11 { get; } = new(
        11,
        [
            new(1, new(0.96), new(30.83), new(1.00), new(32.00), new(0.00), new(0.00)),
            new(2, new(0.17), new(5.29), new(0.27), new(8.79), new(0.34), new(11.00)),
            new(3, new(0.07), new(2.14), new(0.08), new(2.56), new(0.72), new(23.00)),
            new(4, new(0.05), new(1.50), new(0.06), new(2.05), new(0.91), new(29.00)),
            new(5, new(0.05), new(1.45), new(0.08), new(2.55), new(0.75), new(24.00)),
            new(6, new(0.14), new(1.39), new(0.19), new(1.89), new(0.00), new(0.00)),
        ],
        [
            new(1, 32, 21, 0.28, 5.81),
            new(2, 21, 9, 0.20, 1.82),
            new(3, 9, 3, 0.19, 0.57),
            new(4, 3, 8, 0.20, 1.63),
            new(5, 8, 10, 0.31, 3.10),
        ]);

    /// <summary>Table 12: AffNIST, the best network with six routing layers.</summary>
    public static NetworkTable Table12 { get; } = new(
        12,
        [
            new(1, new(0.98), new(15.75), new(1.00), new(16.00), new(0.00), new(0.00)),
            new(2, new(0.27), new(4.36), new(0.45), new(7.13), new(0.19), new(3.00)),
            new(3, new(0.14), new(2.18), new(0.18), new(2.89), new(0.62), new(10.00)),
            new(4, new(0.09), new(1.50), new(0.12), new(1.92), new(0.69), new(11.00)),
            new(5, new(0.09), new(1.41), new(0.13), new(2.08), new(0.56), new(9.00)),
            new(6, new(0.09), new(1.42), new(0.15), new(2.34), new(0.56), new(9.00)),
            new(7, new(0.14), new(1.41), new(0.24), new(2.40), new(0.00), new(0.00)),
        ],
        [
            new(1, 16, 13, 0.40, 5.26),
            new(2, 13, 6, 0.23, 1.39),
            new(3, 6, 5, 0.25, 1.26),
            new(4, 5, 7, 0.26, 1.80),
            new(5, 7, 7, 0.31, 2.17),
            new(6, 7, 10, 0.35, 3.46),
        ]);
}
