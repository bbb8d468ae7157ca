namespace Capsules.Data;

/// <summary>MNIST: 60,000 training and 10,000 test images of handwritten digits, 28×28, gray.</summary>
/// <remarks>Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition", 1998.</remarks>
public static class Mnist
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Size = 28;

    /// <summary>The names of the ten classes, <c>0</c> to <c>9</c>.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, 10).Select(k => $"{k}")];

    /// <summary>Loads MNIST, which is fetched the first time (11 MB) unless <c>CAPSULES_OFFLINE=1</c> forbids it; where it can't be had,
    /// digits are generated. <see cref="ImageSet.Source"/> says which.</summary>
    /// <param name="count">How many images from the start; null for all.</param>
    /// <param name="folder">The folder of the four files, which must then exist; null for <c>mnist</c> in <see cref="DataRoot.Folder"/>.</param>
    /// <exception cref="DirectoryNotFoundException">The folder given does not exist.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks a file: generated digits never stand in for a broken set.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, cut short or not what its name says.</exception>
    /// <exception cref="DataUnavailableException">What was fetched is not MNIST; nothing was installed.</exception>
    /// <exception cref="IOException">The files cannot be written, as on a full disk.</exception>
    public static ImageSet Load(Split split = Split.Train, int? count = null, string? folder = null)
    {
        string? found = DataRoot.Resolve("mnist", folder);
        if (found is null)
        {
            if (DataInstaller.FetchOnce("mnist") is { } why)
            {
                var digits = GeneratedDigits.Create(split, count);
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
        string imagePath = Find(folder, $"{stem}-images", "idx3-ubyte"), labelPath = Find(folder, $"{stem}-labels", "idx1-ubyte");
        var (lengths, pixels) = Idx.Read(imagePath, dimensions: 3);
        byte[] labels = Idx.Read(labelPath, dimensions: 1).Bytes;
        int n = lengths[0];
        if (lengths is not [_, Size, Size])
            throw Files.Refuse(imagePath, $"its images are {lengths[1]}×{lengths[2]}; MNIST's are {Size}×{Size}");
        if (labels.Length != n)
            throw Files.Refuse(labelPath, $"it holds {labels.Length} labels, but {Path.GetFileName(imagePath)} holds {n} images");
        int wrong = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)9);
        if (wrong >= 0) throw Files.Refuse(labelPath, $"label {labels[wrong]} at position {wrong}; digits are 0 to 9");
        return new ImageSet($"MNIST {split.ToString().ToLowerInvariant()}", pixels, Array.ConvertAll(labels, label => (int)label),
            Channels: 1, Size, Size, ClassNames, $"MNIST ({n:N0} handwritten digits) from {DataRoot.Show(imagePath)}", IsGenerated: false);
    }

    private static string Find(string folder, string stem, string type) =>
        DataRoot.Require(folder, "MNIST", $"{stem}-{type}.gz", $"{stem}-{type}", $"{stem}.{type}", $"{stem}.{type}.gz");
}
