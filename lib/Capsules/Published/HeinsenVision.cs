namespace Capsules.Published;

/// <summary>A row of Table 1: a capsule network and its accuracy on smallNORB's test pairs.</summary>
/// <param name="Model">Authors and year.</param>
/// <param name="Accuracy">In percent.</param>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="Epochs">Training epochs; null where not published.</param>
/// <param name="Note">What sets it apart; empty where nothing does.</param>
public sealed record SmallNorbRow(string Model, double Accuracy, double Parameters, int? Epochs, string Note = "");

/// <summary>Figures printed in Heinsen (2019), "An Algorithm for Routing Capsules in All Domains", section 3.</summary>
public static class HeinsenVision
{
    /// <summary>Table 1 and figure 1.</summary>
    public static IReadOnlyList<SmallNorbRow> Table1 { get; } =
    [
        new("Sabour et al. (2017)", 97.3, 8_200_000, null),
        new("Ciresan et al. (2011)", 97.4, 2_700_000, null, "much image processing in training"),
        new("Hinton et al. (2018)", 98.2, 310_000, 300),
        new("Hinton et al. (2018), several crops", 98.6, 310_000, 300, "mean over random crops of an image"),
        new("Heinsen (2019)", 99.1, 273_000, 50),
    ];
}
