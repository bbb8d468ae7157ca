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

/// <summary>Figures printed in Mitterreiter et al. (2023), "Why Capsule Neural Networks Do Not Scale".</summary>
public static partial class Mitterreiter2023
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
}
