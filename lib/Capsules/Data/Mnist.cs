namespace Capsules.Data;

/// <summary>MNIST: 60,000 training and 10,000 test images of handwritten digits, 28×28, gray.</summary>
/// <remarks>Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition", 1998.</remarks>
public static class Mnist
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Size = 28;

    /// <summary>The names of the ten classes, <c>0</c> to <c>9</c>.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, 10).Select(k => $"{k}")];

    /// <summary>Loads MNIST from its IDX files, which are fetched the first time (11 MB) unless <c>CAPSULES_OFFLINE=1</c> forbids it; where
    /// they can't be had, digits are generated. <see cref="ImageSet.Source"/> says which.</summary>
    /// <param name="folder">The folder of the four files, which must then exist; null for <c>mnist</c> in
    /// <see cref="DataRoot.Folder"/>.</param>
    /// <exception cref="DirectoryNotFoundException">The folder given does not exist.</exception>
    /// <exception cref="FileNotFoundException">The folder exists but lacks a file: generated digits never stand in for a broken
    /// set.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, cut short or not what its name says.</exception>
    /// <exception cref="DataUnavailableException">What was fetched is not MNIST; nothing was installed.</exception>
    /// <exception cref="IOException">The files cannot be written, as on a full disk.</exception>
    public static ImageSet Load(Split split = Split.Train, int? count = null, string? folder = null, int seed = GeneratedDigits.DefaultSeed)
    {
        string? found = DataRoot.Resolve("mnist", folder);
        if (found is null)
        {
            string? why = DataInstaller.FetchOnce("mnist");
            if (why is not null)
            {
                var digits = GeneratedDigits.Create(split, count, seed);
                return digits with { Source = $"{digits.Source}: {DataRoot.Absence("MNIST", "mnist")} ({why})" };
            }
            found = DataRoot.Find("mnist")!;
        }
        var images = Read(found, split);
        return count is int n ? images.Take(n) : images;
    }

    private static ImageSet Read(string folder, Split split)
    {
        string stem = split == Split.Train ? "train" : "t10k";
        string imagePath = Find(folder, $"{stem}-images-idx3-ubyte", $"{stem}-images.idx3-ubyte");
        string labelPath = Find(folder, $"{stem}-labels-idx1-ubyte", $"{stem}-labels.idx1-ubyte");
        var images = IdxFile.Read(imagePath, dimensions: 3);
        var labels = IdxFile.Read(labelPath, dimensions: 1);

        int n = images.Dimensions[0];
        if (images.Dimensions[1] != Size || images.Dimensions[2] != Size)
            throw Files.Refuse(imagePath, $"its images are {images.Dimensions[1]}×{images.Dimensions[2]}; MNIST's are {Size}×{Size}");
        if (labels.Dimensions[0] != n)
            throw Files.Refuse(labelPath, $"it holds {labels.Dimensions[0]} labels, but {Path.GetFileName(imagePath)} holds {n} images");
        int wrong = labels.Bytes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)9);
        if (wrong >= 0) throw Files.Refuse(labelPath, $"label {labels.Bytes[wrong]} at position {wrong}; digits are 0 to 9");

        return new ImageSet($"MNIST {split.ToString().ToLowerInvariant()}", images.Bytes, Array.ConvertAll(labels.Bytes, label => (int)label),
            channels: 1, Size, Size, ClassNames, $"MNIST ({n:N0} handwritten digits) from {DataRoot.Show(imagePath)}", isGenerated: false);
    }

    private static string Find(string folder, string name, string alternative) =>
        DataRoot.Require(folder, "MNIST", $"{name}.gz", name, alternative, $"{alternative}.gz");
}
