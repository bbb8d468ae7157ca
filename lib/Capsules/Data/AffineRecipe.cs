namespace Capsules.Data;

/// <summary>How AffNIST-style images come from MNIST: on a larger background, transformed by chance (Mitterreiter et al. 2023, App.
/// A.1).</summary>
/// <param name="Size">Rows and columns after zero-padding: 40 in the paper.</param>
/// <param name="RotationDegrees">Largest turn to either side: 20 in the paper.</param>
/// <param name="ShearDegrees">Largest shear to either side: 40 in the paper, read here as the angle by which upright lines lean along x
/// (the paper names neither axis nor measure; the published affNIST set shears less, by a factor of 0.2, which is 11.3°).</param>
/// <param name="SmallestScale">0.8 in the paper.</param>
/// <param name="LargestScale">1.2 in the paper, where one factor scales both axes as far as it says.</param>
/// <param name="ShiftPixels">Largest shift along each axis to either side: 8 in the paper; of MNIST's test digits, 0.7 % lose
/// more than a twentieth of their ink over the border.</param>
/// <param name="Seed">Seed of the transforms; transform <c>i</c> depends on it and <c>i</c> alone.</param>
public sealed record AffineRecipe(int Size = 40, double RotationDegrees = 20, double ShearDegrees = 40, double SmallestScale = 0.8,
    double LargestScale = 1.2, double ShiftPixels = 8, int Seed = 7)
{
    private const int Stream = 0x416666; // keeps these draws apart from those of generators with the same seed

    /// <summary>The transform of one image, each number uniform in its range.</summary>
    public AffineTransform Draw(int index)
    {
        var random = new SeededRandom(Seed, index, Stream);
        return new AffineTransform(
            random.Uniform(-RotationDegrees, RotationDegrees),
            random.Uniform(-ShearDegrees, ShearDegrees),
            random.Uniform(SmallestScale, LargestScale),
            random.Uniform(-ShiftPixels, ShiftPixels),
            random.Uniform(-ShiftPixels, ShiftPixels));
    }

    /// <summary>Pads every image to the recipe's size and transforms each by its own draw, with bilinear interpolation.</summary>
    /// <param name="images">Images [N, channels, height, width], such as MNIST's.</param>
    /// <returns>Images [N, channels, Size, Size].</returns>
    /// <exception cref="ArgumentException">An image is larger than the recipe's size, or a range is empty.</exception>
    public ImageSet Apply(ImageSet images)
    {
        if (!(SmallestScale > 0) || !(LargestScale >= SmallestScale) || !(Math.Abs(ShearDegrees) < 90))
            throw new ArgumentException($"The recipe ({this}) must have 0 < smallest scale ≤ largest scale, and a shear within ±90°.");
        var padded = new Placement(Size, PlacementMode.Centred).Apply(images);
        byte[] moved = new byte[padded.Pixels.Length];
        Parallel.For(0, padded.Count, i => Draw(i).Apply(padded, i, moved));
        return padded.With(moved, padded.Labels, Size, Size, $"transformed by the AffNIST recipe ({this}) from {images.Source}");
    }

    /// <summary>The ranges in words.</summary>
    public override string ToString() =>
        $"{Size}×{Size}, rotation ±{RotationDegrees}°, shear ±{ShearDegrees}°, scale {SmallestScale}–{LargestScale}, "
        + $"shift ±{ShiftPixels} px, seed {Seed}";
}
