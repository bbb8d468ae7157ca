namespace Capsules.Data;

/// <summary>affNIST: MNIST digits on 40×40, each transformed affinely by chance (T. Tieleman, 2013).</summary>
public static class AffNist
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Size = 40;

    /// <inheritdoc cref="Mnist.Load" path="/exception"/>
    /// <summary>Loads the published set from <c>affnist/</c>, or makes one from MNIST by the paper's recipe; <see cref="ImageSet.Source"/>
    /// says which.</summary>
    /// <param name="split">The paper trains on placed MNIST (<see cref="Placement"/>) and evaluates on <see cref="Split.Test"/> of this set.</param>
    /// <param name="count">How many images from the start; null for all (10,000 of the recipe, 320,000 of the published test set).</param>
    public static ImageSet Load(Split split = Split.Test, int? count = null, string? folder = null) =>
        DataRoot.Resolve("affnist", folder) is { } found ? Read(found, split, count) : FromMnist(Mnist.Load(split, count), new AffineRecipe());

    /// <summary>An AffNIST-style set from digits by the paper's recipe (App. A.1): padded to 40×40 and transformed.</summary>
    /// <param name="digits">MNIST, or digits generated in its place: the set made is as generated as they are.</param>
    internal static ImageSet FromMnist(ImageSet digits, AffineRecipe recipe)
    {
        var images = recipe.Apply(digits);
        return images with { Name = $"AffNIST-style {digits.Name}", Source = (digits.IsGenerated ? "GENERATED: " : "") + images.Source };
    }

    private static ImageSet Read(string folder, Split split, int? count)
    {
        using var pixels = new MemoryStream();
        var labels = new List<int>();
        foreach (var path in Paths(folder, split))
        {
            if (labels.Count >= count) break;
            Read(path, count - labels.Count, pixels, labels);
        }
        if (labels.Count < count)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"affNIST in '{folder}' has {labels.Count:N0} images of {split}.");
        return new ImageSet($"affNIST {split.ToString().ToLowerInvariant()}", pixels.ToArray(), [.. labels], Channels: 1, Size, Size, Mnist.ClassNames,
            $"affNIST ({labels.Count:N0} published images) from {DataRoot.Show(folder)}", IsGenerated: false);
    }

    // One file of all images, or a folder of numbered batches, as the set is published.
    private static string[] Paths(string folder, Split split)
    {
        var stem = split == Split.Test ? "test" : "training_and_validation";
        var batches = Path.Combine(folder, $"{stem}_batches");
        if (!Directory.Exists(batches)) return [DataRoot.Require(folder, "affNIST", $"{stem}.mat")];
        // The first few of the 32 will do; one missing between others is an error, not a smaller set.
        var last = Enumerable.Range(1, 32).LastOrDefault(k => File.Exists(Path.Combine(batches, $"{k}.mat")), 1);
        return [.. Enumerable.Range(1, last).Select(k => DataRoot.Require(batches, "affNIST", $"{k}.mat"))];
    }

    private static void Read(string path, int? count, Stream pixels, List<int> labels)
    {
        const string image = "affNISTdata.image", label = "affNISTdata.label_int";
        var arrays = MatFile.Read(path, name => name is image or label, count);
        if (!arrays.TryGetValue(image, out var images) || !arrays.TryGetValue(label, out var classes))
            throw Files.Refuse(path, $"it holds no {image} and {label}");
        if (images.Type != MatType.UInt8 || images.Dimensions is not [Size * Size, var n])
            throw Files.Refuse(path, $"{image} is {string.Join("×", images.Dimensions)} of {images.Type}; {Size * Size}×N bytes were expected");
        var numbers = classes.ToDoubles();
        if (numbers.Length != n) throw Files.Refuse(path, $"it holds {n} images and {numbers.Length} labels");
        var wrong = Array.FindIndex(numbers, k => k is not (>= 0 and <= 9) || k != Math.Floor(k));
        if (wrong >= 0) throw Files.Refuse(path, $"label {numbers[wrong]} at position {wrong}; digits are 0 to 9");
        pixels.Write(images.Bytes); // a column is an image, row by row
        labels.AddRange(numbers.Select(k => (int)k));
    }
}

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

    /// <summary>Pads every image to the recipe's size and transforms each by its own draw, with bilinear interpolation. [N, channels, height, width] → [N, channels, Size, Size]</summary>
    /// <exception cref="ArgumentException">An image is larger than the recipe's size, or a range is empty.</exception>
    public ImageSet Apply(ImageSet images)
    {
        if (!(SmallestScale > 0) || !(LargestScale >= SmallestScale) || !(Math.Abs(ShearDegrees) < 90))
            throw new ArgumentException($"The recipe ({this}) must have 0 < smallest scale ≤ largest scale, and a shear within ±90°.");
        var padded = new Placement(Size, PlacementMode.Centered).Apply(images);
        var moved = new byte[padded.Pixels.Length];
        Parallel.For(0, padded.Count, i => Draw(i).Apply(padded, i, moved));
        return padded.With(moved, padded.Labels, Size, Size, $"transformed by the AffNIST recipe ({this}) from {images.Source}");
    }

    /// <summary>The ranges in words.</summary>
    public override string ToString() =>
        $"{Size}×{Size}, rotation ±{RotationDegrees}°, shear ±{ShearDegrees}°, scale {SmallestScale}–{LargestScale}, "
        + $"shift ±{ShiftPixels} px, seed {Seed}";
}
