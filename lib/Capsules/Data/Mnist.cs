using System.Buffers.Binary;
using System.IO.Compression;

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
        var found = DataRoot.Resolve("mnist", folder);
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
        var stem = split == Split.Train ? "train" : "t10k";
        string imagePath = Find(folder, $"{stem}-images", "idx3-ubyte"), labelPath = Find(folder, $"{stem}-labels", "idx1-ubyte");
        var (lengths, pixels) = Idx.Read(imagePath, dimensions: 3);
        var labels = Idx.Read(labelPath, dimensions: 1).Bytes;
        var n = lengths[0];
        if (lengths is not [_, Size, Size])
            throw Files.Refuse(imagePath, $"its images are {lengths[1]}×{lengths[2]}; MNIST's are {Size}×{Size}");
        if (labels.Length != n)
            throw Files.Refuse(labelPath, $"it holds {labels.Length} labels, but {Path.GetFileName(imagePath)} holds {n} images");
        var wrong = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)9);
        if (wrong >= 0) throw Files.Refuse(labelPath, $"label {labels[wrong]} at position {wrong}; digits are 0 to 9");
        return new ImageSet($"MNIST {split.ToString().ToLowerInvariant()}", pixels, Array.ConvertAll(labels, label => (int)label),
            Channels: 1, Size, Size, ClassNames, $"MNIST ({n:N0} handwritten digits) from {DataRoot.Show(imagePath)}", IsGenerated: false);
    }

    private static string Find(string folder, string stem, string type) =>
        DataRoot.Require(folder, "MNIST", $"{stem}-{type}.gz", $"{stem}-{type}", $"{stem}.{type}", $"{stem}.{type}.gz");
}

/// <summary>Bytes in the IDX format of MNIST: a big-endian header with the dimensions, then the bytes.</summary>
/// <remarks>Format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".</remarks>
internal static class Idx
{
    /// <summary>Reads a file, gzip-compressed or not: its first bytes tell, not its name.</summary>
    /// <exception cref="InvalidDataException">Not an IDX file of bytes, or it has other axes, is cut short or has bytes left over.</exception>
    internal static (int[] Lengths, byte[] Bytes) Read(string path, int dimensions)
    {
        var all = Content(path);
        var head = 4 + 4 * dimensions;
        if (all.Length < 4) throw Files.Refuse(path, $"{all.Length} bytes are not an IDX file: the header alone takes {head}");
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(all), expected = 0x0800 | (uint)dimensions;
        if (magic != expected) throw Files.Refuse(path, $"it begins with {Describe(magic)}; {Describe(expected)} was expected");
        if (all.Length < head) throw Files.Refuse(path, "it ends within the header");
        int[] lengths = [.. Enumerable.Range(1, dimensions).Select(d => BinaryPrimitives.ReadInt32BigEndian(all.AsSpan(4 * d)))];
        if (lengths.Any(length => length < 1) || lengths.Aggregate(1.0, (product, length) => product * length) != all.Length - head)
            throw Files.Refuse(path, $"its header promises {string.Join("×", lengths)} bytes, but {all.Length - head} follow");
        return (lengths, all[head..]);
    }

    private static byte[] Content(string path)
    {
        using var file = Files.OpenRead(path);
        var zipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using Stream stream = zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var content = new MemoryStream();
        try
        {
            stream.CopyTo(content);
        }
        catch (InvalidDataException broken)
        {
            throw Files.Refuse(path, $"the gzip stream is damaged ({broken.Message})");
        }
        return content.ToArray();
    }

    private static string Describe(uint magic) => magic switch
    {
        0x0803 => "the mark of images (0x00000803)",
        0x0801 => "the mark of labels (0x00000801)",
        _ => $"0x{magic:X8}",
    };
}
