namespace Capsules.Data;

/// <summary>CIFAR-10: 50,000 training and 10,000 test photographs of ten kinds of things, 3×32×32.</summary>
/// <remarks>A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.</remarks>
public static class Cifar10
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Size = 32;

    private const int Record = 1 + 3 * Size * Size; // the label, then red, green and blue row by row

    /// <summary>The names of the ten classes.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <inheritdoc cref="Mnist.Load"/>
    /// <summary>Loads CIFAR-10 from its binary batches, or generates colored shapes where it is absent; <see cref="ImageSet.Source"/> says
    /// which.</summary>
    public static ImageSet Load(Split split = Split.Train, int? count = null, string? folder = null)
    {
        if (DataRoot.Resolve("cifar10", folder) is not { } found)
        {
            var shapes = GeneratedShapes.Create(split, count);
            return shapes with { Source = $"{shapes.Source}: {DataRoot.Absence("CIFAR-10", "cifar10")}" };
        }
        var inner = Path.Combine(found, "cifar-10-batches-bin");
        return Read(Directory.Exists(inner) ? inner : found, split, count);
    }

    private static ImageSet Read(string folder, Split split, int? count)
    {
        string[] names = split == Split.Test ? ["test_batch.bin"] : [.. Enumerable.Range(1, 5).Select(k => $"data_batch_{k}.bin")];
        string[] paths = [.. names.Select(name => DataRoot.Require(folder, "CIFAR-10", name))];
        int total = paths.Sum(Records), n = count ?? total, i = 0;
        if (n < 0 || n > total)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"CIFAR-10 in '{folder}' has {total:N0} images of {split}.");
        var pixels = new byte[n * (Record - 1)];
        var labels = new int[n];
        foreach (var path in paths)
        {
            using var file = Files.OpenRead(path);
            for (var k = 0; file.Position < file.Length && i < n; k++, i++)
            {
                labels[i] = file.ReadByte();
                if (labels[i] > 9) throw Files.Refuse(path, $"label {labels[i]} at image {k}; classes are 0 to 9");
                file.ReadExactly(pixels, i * (Record - 1), Record - 1);
            }
        }
        return new ImageSet($"CIFAR-10 {split.ToString().ToLowerInvariant()}", pixels, labels, Channels: 3, Size, Size, ClassNames,
            $"CIFAR-10 ({n:N0} photographs) from {DataRoot.Show(folder)}", IsGenerated: false);
    }

    private static int Records(string path)
    {
        using var file = Files.OpenRead(path);
        return file.Length > 0 && file.Length % Record == 0
            ? (int)(file.Length / Record)
            : throw Files.Refuse(path, $"{file.Length} bytes are not a whole number of images of {Record} bytes: it is cut short, compressed or something else");
    }
}
