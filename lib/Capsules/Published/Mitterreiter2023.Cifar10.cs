namespace Capsules.Published;

public static partial class Mitterreiter2023
{
    /// <summary>Table 13: CIFAR-10, 32 capsules, four routing layers.</summary>
    public static NetworkTable Table13 { get; } = new(
        13,
        [
            new(1, new(0.98), new(31.49), new(1.00), new(32.00), new(0.00), new(0.00)),
            new(2, new(0.20), new(6.55), new(0.35), new(11.30), new(0.53), new(17.00)),
            new(3, new(0.12), new(3.69), new(0.16), new(5.16), new(0.81), new(26.00)),
            new(4, new(0.08), new(2.52), new(0.10), new(3.36), new(0.81), new(26.00)),
            new(5, new(0.20), new(2.02), new(0.68), new(6.79), new(0.00), new(0.00)),
        ],
        [
            new(1, 32, 15, 0.19, 2.90),
            new(2, 15, 6, 0.23, 1.37),
            new(3, 6, 6, 0.27, 1.61),
            new(4, 6, 10, 0.26, 2.60),
        ]);

    /// <summary>Tables 16 to 21: CIFAR-10, the best network of one, two, … six routing layers.</summary>
    public static IReadOnlyList<NetworkTable> Cifar10ByDepth => [Table16, Table17, Table18, Table19, Table20, Table21];

    /// <summary>Table 16: CIFAR-10, the best network with one routing layer.</summary>
    public static NetworkTable Table16 { get; } = new(
        16,
        [
            new(1, new(0.90), new(115.56), new(1.00), new(128.00), new(0.00), new(0.00)),
            new(2, new(0.21), new(2.10), new(0.78), new(7.78), new(0.00), new(0.00)),
        ],
        [
            new(1, 128, 10, 0.06, 0.62),
        ]);

    /// <summary>Table 17: CIFAR-10, the best network with two routing layers.</summary>
    public static NetworkTable Table17 { get; } = new(
        17,
        [
            new(1, new(0.99), new(31.76), new(1.00), new(32.00), new(0.00), new(0.00)),
            new(2, new(0.18), new(5.92), new(0.63), new(20.10), new(0.47), new(15.00)),
            new(3, new(0.18), new(1.82), new(0.40), new(3.96), new(0.00), new(0.00)),
        ],
        [
            new(1, 32, 17, 0.19, 3.25),
            new(2, 17, 10, 0.17, 1.73),
        ]);

    /// <summary>Table 18: CIFAR-10, the best network with three routing layers.</summary>
    public static NetworkTable Table18 { get; } = new(
        18,
        [
            new(1, new(0.99), new(31.75), new(1.00), new(32.00), new(0.00), new(0.00)),
            new(2, new(0.24), new(7.80), new(0.56), new(17.89), new(0.22), new(7.00)),
            new(3, new(0.10), new(3.12), new(0.18), new(5.81), new(0.72), new(23.00)),
            new(4, new(0.17), new(1.75), new(0.39), new(3.93), new(0.00), new(0.00)),
        ],
        [
            new(1, 32, 25, 0.26, 6.49),
            new(2, 25, 9, 0.15, 1.36),
            new(3, 9, 10, 0.27, 2.66),
        ]);

    /// <summary>Table 19: CIFAR-10, the best network with four routing layers.</summary>
    public static NetworkTable Table19 { get; } = new(
        19,
        [
            new(1, new(0.99), new(31.57), new(1.00), new(32.00), new(0.00), new(0.00)),
            new(2, new(0.23), new(7.39), new(0.35), new(11.17), new(0.53), new(17.00)),
            new(3, new(0.14), new(4.43), new(0.27), new(8.79), new(0.66), new(21.00)),
            new(4, new(0.08), new(2.67), new(0.16), new(5.08), new(0.78), new(25.00)),
            new(5, new(0.19), new(1.95), new(0.61), new(6.10), new(0.00), new(0.00)),
        ],
        [
            new(1, 32, 15, 0.30, 4.45),
            new(2, 15, 11, 0.20, 2.21),
            new(3, 11, 7, 0.13, 0.93),
            new(4, 7, 10, 0.26, 2.63),
        ]);

    /// <summary>Table 20: CIFAR-10, the best network with five routing layers.</summary>
    public static NetworkTable Table20 { get; } = new(
        20,
        [
            new(1, new(0.98), new(31.41), new(1.00), new(32.00), new(0.00), new(0.00)),
            new(2, new(0.12), new(3.77), new(0.17), new(5.47), new(0.75), new(24.00)),
            new(3, new(0.10), new(3.04), new(0.15), new(4.92), new(0.81), new(26.00)),
            new(4, new(0.08), new(2.71), new(0.11), new(3.62), new(0.84), new(27.00)),
            new(5, new(0.07), new(2.36), new(0.10), new(3.12), new(0.81), new(26.00)),
            new(6, new(0.22), new(2.19), new(0.82), new(8.17), new(0.00), new(0.00)),
        ],
        [
            new(1, 32, 8, 0.19, 1.55),
            new(2, 8, 6, 0.16, 0.93),
            new(3, 6, 5, 0.21, 1.06),
            new(4, 5, 6, 0.14, 0.84),
            new(5, 6, 10, 0.21, 2.12),
        ]);

    /// <summary>Table 21: CIFAR-10, the best network with six routing layers.</summary>
    public static NetworkTable Table21 { get; } = new(
        21,
        [
            new(1, new(0.96), new(30.84), new(1.00), new(32.00), new(0.00), new(0.00)),
            new(2, new(0.17), new(5.28), new(0.20), new(6.44), new(0.72), new(23.00)),
            new(3, new(0.11), new(3.60), new(0.18), new(5.75), new(0.72), new(23.00)),
            new(4, new(0.09), new(2.80), new(0.12), new(3.79), new(0.84), new(27.00)),
            new(5, new(0.08), new(2.55), new(0.09), new(2.78), new(0.84), new(27.00)),
            new(6, new(0.07), new(2.20), new(0.09), new(2.97), new(0.84), new(27.00)),
            new(7, new(0.22), new(2.24), new(0.83), new(8.27), new(0.00), new(0.00)),
        ],
        [
            new(1, 32, 9, 0.25, 2.24),
            new(2, 9, 9, 0.18, 1.63),
            new(3, 9, 5, 0.22, 1.12),
            new(4, 5, 5, 0.25, 1.25),
            new(5, 5, 5, 0.20, 0.99),
            new(6, 5, 10, 0.18, 1.78),
        ]);
}
