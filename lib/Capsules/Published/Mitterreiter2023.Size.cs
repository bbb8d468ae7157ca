using System.Globalization;

namespace Capsules.Published;

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

public static partial class Mitterreiter2023
{
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
}
