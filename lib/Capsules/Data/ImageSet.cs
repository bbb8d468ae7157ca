using System.Globalization;
using System.Security.Cryptography;

namespace Capsules.Data;

/// <summary>Which part of a data set.</summary>
public enum Split
{
    /// <summary>The images a network learns from.</summary>
    Train,

    /// <summary>The images it is measured on.</summary>
    Test,
}

/// <summary>How many images of one class a set holds.</summary>
public sealed record ClassCount(string Class, int Images)
{
    internal static string Line(IEnumerable<ClassCount> counts) =>
        string.Join("  ", counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Class}: {c.Images:N0}")));
}

/// <summary>Labeled images in memory, and where they come from.</summary>
/// <param name="Channels">1 for gray, 3 for red, green and blue.</param>
/// <param name="Source">Exactly where the pixels come from; begins with GENERATED where the program drew them itself.</param>
/// <param name="IsGenerated">Whether the program drew the pixels itself, so that no result may stand as one on the named data set.</param>
/// <exception cref="ArgumentException">The pixels are not N · channels · height · width bytes, or a label has no class.</exception>
public sealed record ImageSet(
    string Name, byte[] Pixels, int[] Labels, int Channels, int Height, int Width, IReadOnlyList<string> ClassNames, string Source, bool IsGenerated)
{
    /// <summary>Bytes [N, channels, height, width], 0 … 255.</summary>
    public byte[] Pixels { get; } = Pixels.Length == (long)Labels.Length * Channels * Height * Width ? Pixels : throw new ArgumentException(
        $"{Name}: {Labels.Length} images of {Channels}×{Height}×{Width} take {(long)Labels.Length * Channels * Height * Width} bytes, but {Pixels.Length} were given.");

    /// <summary>Class numbers [N].</summary>
    public int[] Labels { get; } = Array.FindIndex(Labels, label => (uint)label >= (uint)ClassNames.Count) is var i and >= 0
        ? throw new ArgumentException($"{Name}: image {i} has label {Labels[i]}; there are {ClassNames.Count} classes, from 0.")
        : Labels;

    /// <summary>Number of images, N.</summary>
    public int Count => Labels.Length;

    /// <summary>Bytes of one image: channels · height · width.</summary>
    public int ImageSize => Channels * Height * Width;

    /// <summary>The pixels of one image, bytes [channels, height, width].</summary>
    public ReadOnlySpan<byte> Image(int index)
    {
        if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"{Name} has images 0 to {Count - 1}.");
        return Pixels.AsSpan(index * ImageSize, ImageSize);
    }

    /// <summary>Writes images as numbers from 0 to 1, [B, channels, height, width], the form networks take.</summary>
    /// <exception cref="ArgumentException">There is no such image, or <paramref name="into"/> has another size.</exception>
    public void CopyTo(ReadOnlySpan<int> indices, Span<float> into)
    {
        if (into.Length != (long)indices.Length * ImageSize)
            throw new ArgumentException(
                $"{indices.Length} images of {Channels}×{Height}×{Width} take {(long)indices.Length * ImageSize} numbers, "
                + $"but there is room for {into.Length}.", nameof(into));
        for (var b = 0; b < indices.Length; b++)
        {
            var from = Image(indices[b]);
            for (var p = 0; p < from.Length; p++) into[b * ImageSize + p] = from[p] * (1f / 255);
        }
    }

    /// <summary>The first images of the set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The set has fewer.</exception>
    public ImageSet Take(int count) => Slice(0, count);

    /// <summary>Images in a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The set has fewer.</exception>
    public ImageSet Slice(int start, int count)
    {
        if (start < 0 || count < 0 || start > Count - count)
            throw new ArgumentOutOfRangeException(
                nameof(count), $"{Name} has {Count} images; {count} from number {start} on were asked for.");
        if (start == 0 && count == Count) return this;
        return With(Pixels.AsSpan(start * ImageSize, count * ImageSize).ToArray(), Labels.AsSpan(start, count).ToArray(), Height, Width,
            $"{Source}; images {start:N0} to {start + count - 1:N0}");
    }

    /// <summary>A hash of pixels and labels in 16 digits: a folder may hold other images under the same name.</summary>
    internal string Digest()
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sum.AppendData(Pixels);
        sum.AppendData(Array.ConvertAll(Labels, label => (byte)label));
        return Convert.ToHexStringLower(sum.GetHashAndReset())[..16];
    }

    /// <summary>How many images each class has.</summary>
    public IReadOnlyList<ClassCount> Counts() => [.. ClassNames.Select((name, k) => new ClassCount(name, Labels.Count(label => label == k)))];

    private string Title => string.Create(CultureInfo.InvariantCulture,
        $"{Name}: {Count:N0} images of {Channels}×{Height}×{Width}, {ClassNames.Count} classes");

    /// <summary>Name, shape, source and the images of each class, on three lines.</summary>
    public override string ToString() => $"{Title}\n  {Source}\n  {ClassCount.Line(Counts())}";

    internal string ToHtml()
    {
        var rows = Channels == 1 ? 2 : 1; // color takes more room in a saved notebook
        var first = Enumerable.Range(0, ClassNames.Count).Select(k => Enumerable.Range(0, Count).Where(i => Labels[i] == k).Take(rows).ToArray())
            .Where(of => of.Length == rows).ToArray();
        byte[][] shown = [.. Enumerable.Range(0, rows).SelectMany(row => first.Select(of => Image(of[row]).ToArray()))];
        return Pictures.View(Title, Source, IsGenerated, Pictures.Html(shown, Height, Width, first.Length, zoom: 2), Counts());
    }

    /// <summary>The same classes and origin with other pixels, after a change that <paramref name="source"/> describes.</summary>
    internal ImageSet With(byte[] pixels, int[] labels, int height, int width, string source) =>
        new(Name, pixels, labels, Channels, height, width, ClassNames, source, IsGenerated);
}
