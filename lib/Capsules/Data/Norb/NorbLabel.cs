namespace Capsules.Data;

/// <summary>What a smallNORB picture shows, and how.</summary>
/// <param name="Category">0 animal, 1 human, 2 airplane, 3 truck, 4 car.</param>
/// <param name="Instance">Which toy of the category, 0 … 9: 4, 6, 7, 8, 9 for training and 0, 1, 2, 3, 5 for tests.</param>
/// <param name="Elevation">Of the camera, 0 … 8: 30° to 70° above the table.</param>
/// <param name="Azimuth">Of the turntable, 0 … 17: 0° to 340°. The official files count in tens of degrees, 0, 2, … 34.</param>
/// <param name="Lighting">Which lamps, 0 … 5.</param>
public readonly record struct NorbLabel(int Category, int Instance, int Elevation, int Azimuth, int Lighting)
{
    /// <summary>Numbers of categories, instances, elevations, azimuths and lightings.</summary>
    public const int Categories = 5, Instances = 10, Elevations = 9, Azimuths = 18, Lightings = 6;

    /// <summary>Degrees of the camera above the table: 30 + 5 · elevation.</summary>
    public int ElevationDegrees => 30 + 5 * Elevation;

    /// <summary>Degrees of the turntable: 20 · azimuth.</summary>
    public int AzimuthDegrees => 20 * Azimuth;

    /// <summary>The toys of a split.</summary>
    /// <param name="split">Training or test toys.</param>
    public static IReadOnlyList<int> InstancesOf(Split split) => split == Split.Train ? [4, 6, 7, 8, 9] : [0, 1, 2, 3, 5];

    internal bool IsValid => (uint)Category < Categories && (uint)Instance < Instances && (uint)Elevation < Elevations
        && (uint)Azimuth < Azimuths && (uint)Lighting < Lightings;
}

/// <summary>The true class's capsule for one image.</summary>
/// <param name="Label">What the image shows.</param>
/// <param name="Pose">Pose vectors, one per row. [c, h]</param>
public sealed record PoseSample(NorbLabel Label, float[,] Pose);
