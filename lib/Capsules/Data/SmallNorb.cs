using System.Globalization;

namespace Capsules.Data;

/// <summary>smallNORB: stereo pairs of fifty toys of five kinds, 24,300 for training and as many for tests, from 162 viewpoints in six
/// lightings.</summary>
/// <remarks>Y. LeCun, F. J. Huang, L. Bottou, "Learning methods for generic object recognition with invariance to pose and lighting",
/// 2004.</remarks>
public sealed class SmallNorb : IDisposable
{
    /// <summary>Rows and columns of a picture.</summary>
    public const int Size = 96;

    /// <summary>Bytes of a stereo pair: 2 · 96 · 96.</summary>
    public const int PairSize = 2 * Size * Size;

    private const int Pairs = NorbLabel.Categories * 5 * NorbLabel.Elevations * NorbLabel.Azimuths * NorbLabel.Lightings;

    private readonly PairReader read;
    private readonly IDisposable? file;
    private readonly NorbLabel[] labels;

    private SmallNorb(Split split, NorbLabel[] labels, PairReader read, IDisposable? file, string source, bool isGenerated) =>
        (Split, this.labels, this.read, this.file, Source, IsGenerated) = (split, labels, read, file, source, isGenerated);

    // Copies the stereo pair of a number, bytes [2, 96, 96]; safe from many threads at once.
    private delegate void PairReader(int index, Span<byte> pair);

    /// <summary>The names of the five categories.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["animal", "human", "airplane", "truck", "car"];

    /// <summary>Which part of the set this is.</summary>
    public Split Split { get; }

    /// <summary>Exactly where the pictures come from; begins with GENERATED where the program renders them itself.</summary>
    public string Source { get; }

    /// <summary>Whether the program renders the pictures itself, so that no result may stand as one on smallNORB.</summary>
    public bool IsGenerated { get; }

    /// <summary>Number of stereo pairs.</summary>
    public int Count => labels.Length;

    /// <summary>What every pair shows, in the order of the pairs.</summary>
    public IReadOnlyList<NorbLabel> Labels => labels;

    /// <inheritdoc cref="Mnist.Load" path="/exception"/>
    /// <summary>Opens smallNORB's files without reading them whole, or rendered toys where the set is absent; <see cref="Source"/> says
    /// which.</summary>
    public static SmallNorb Load(Split split = Split.Train, string? folder = null) => DataRoot.Resolve("smallnorb", folder) is { } found
        ? Official(found, split)
        : Rendered(split, $": {DataRoot.Absence("smallNORB", "smallnorb")}");

    /// <summary>Toys of the same five kinds with smallNORB's viewpoints, lightings and labels, each pair rendered when it is first looked at.</summary>
    internal static SmallNorb Rendered(Split split = Split.Train, string why = "", int seed = 7)
    {
        // The order of the official test set: instance, elevation, azimuth, lighting, category, the last fastest.
        NorbLabel[] labels =
        [
            .. from instance in NorbLabel.InstancesOf(split)
               from elevation in Enumerable.Range(0, NorbLabel.Elevations)
               from azimuth in Enumerable.Range(0, NorbLabel.Azimuths)
               from lighting in Enumerable.Range(0, NorbLabel.Lightings)
               from category in Enumerable.Range(0, NorbLabel.Categories)
               select new NorbLabel(category, instance, elevation, azimuth, lighting),
        ];
        var studio = new ToyStudio(seed);
        var pairs = new byte[]?[labels.Length];
        return new SmallNorb(split, labels, (index, pair) => (pairs[index] ??= studio.Render(labels[index])).CopyTo(pair), null,
            $"GENERATED toys of simple solids, seed {seed}{why}", isGenerated: true);
    }

    /// <summary>Copies a stereo pair, left then right, bytes [2, 96, 96].</summary>
    /// <exception cref="ArgumentException">There is no such pair, or the room is of another size.</exception>
    public void CopyPair(int index, Span<byte> pair)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"smallNORB {Split} has pairs 0 to {Count - 1}.");
        if (pair.Length != PairSize)
            throw new ArgumentException($"A pair takes {PairSize} bytes, but there is room for {pair.Length}.", nameof(pair));
        read(index, pair);
    }

    /// <summary>Copies pairs as numbers from 0 to 1, [B, 2, 96, 96], the form networks take.</summary>
    /// <inheritdoc cref="CopyPair" path="/exception"/>
    /// <param name="crop">Crops each pair by its own chance, as in training; null for none.</param>
    /// <param name="epoch">Another number gives other crops.</param>
    public void CopyTo(int[] indices, Memory<float> into, EdgeCrop? crop = null, int epoch = 0)
    {
        if (into.Length != (long)indices.Length * PairSize)
            throw new ArgumentException(
                $"{indices.Length} pairs take {(long)indices.Length * PairSize} numbers, but there is room for {into.Length}.", nameof(into));
        if (Array.FindIndex(indices, i => (uint)i >= (uint)Count) is var wrong and >= 0)
            throw new ArgumentOutOfRangeException(nameof(indices), indices[wrong], $"smallNORB {Split} has pairs 0 to {Count - 1}.");
        Parallel.For(0, indices.Length, b =>
        {
            Span<byte> pair = stackalloc byte[PairSize], cropped = stackalloc byte[PairSize];
            CopyPair(indices[b], pair);
            if (crop is not null)
            {
                crop.Apply(pair, cropped, channels: 2, Size, Size, indices[b], epoch);
                pair = cropped;
            }
            var to = into.Span.Slice(b * PairSize, PairSize);
            for (var p = 0; p < PairSize; p++) to[p] = pair[p] * (1f / 255);
        });
    }

    /// <summary>The numbers of all pairs that fit, ordered by category, instance, elevation, azimuth and lighting; null stands for
    /// any.</summary>
    public int[] Where(int? category = null, int? instance = null, int? elevation = null, int? azimuth = null, int? lighting = null)
    {
        static bool Fits(int? asked, int found) => asked is null || asked == found;
        return
        [
            .. Enumerable.Range(0, Count)
                .Where(i => labels[i] is var l && Fits(category, l.Category) && Fits(instance, l.Instance) && Fits(elevation, l.Elevation)
                    && Fits(azimuth, l.Azimuth) && Fits(lighting, l.Lighting))
                .OrderBy(i => labels[i] is var l ? (l.Category, l.Instance, l.Elevation, l.Azimuth, l.Lighting) : default),
        ];
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => file?.Dispose();

    /// <summary>How many pairs each category has.</summary>
    public IReadOnlyList<ClassCount> Counts() => [.. ClassNames.Select((name, k) => new ClassCount(name, labels.Count(l => l.Category == k)))];

    /// <summary>Name, shape, source and the pairs of each category, on three lines.</summary>
    public override string ToString() => $"{Title}\n  {Source}\n  {ClassCount.Line(Counts())}";

    internal string ToHtml()
    {
        byte[][] left = [.. ClassNames.Select((_, category) =>
        {
            var pair = new byte[PairSize];
            CopyPair(Where(category, NorbLabel.InstancesOf(Split)[0], elevation: 3, azimuth: 2, lighting: 0)[0], pair);
            return pair[..(Size * Size)];
        })];
        return Pictures.View(Title, Source, IsGenerated, Pictures.Html(left, Size, Size, left.Length, zoom: 1), Counts());
    }

    private string Title => string.Create(CultureInfo.InvariantCulture,
        $"smallNORB {Split.ToString().ToLowerInvariant()}: {Count:N0} stereo pairs of 2×{Size}×{Size}, {ClassNames.Count} categories");

    private static SmallNorb Official(string folder, Split split)
    {
        var stem = split == Split.Train ? "smallnorb-5x46789x9x18x6x2x96x96-training" : "smallnorb-5x01235x9x18x6x2x96x96-testing";
        string File(string kind) => DataRoot.Require(folder, "smallNORB", $"{stem}-{kind}.mat");
        var (dat, cat, info) = (File("dat"), File("cat"), File("info"));
        var labels = ReadLabels(cat, info);
        var pairs = new NorbMatrix(dat, NorbMatrix.ByteMagic, Pairs, 2, Size, Size);
        return new SmallNorb(split, labels, (index, pair) => pairs.Read((long)index * PairSize, pair), pairs,
            $"smallNORB ({Pairs:N0} photographed pairs) from {DataRoot.Show(folder)}", isGenerated: false);
    }

    private static NorbLabel[] ReadLabels(string catPath, string infoPath)
    {
        int[] categories = NorbMatrix.Integers(catPath, Pairs), infos = NorbMatrix.Integers(infoPath, Pairs, 4); // instance, elevation, azimuth, lighting
        var labels = new NorbLabel[Pairs];
        for (var i = 0; i < Pairs; i++)
        {
            labels[i] = new NorbLabel(categories[i], infos[4 * i], infos[4 * i + 1], infos[4 * i + 2] / 2, infos[4 * i + 3]);
            if (!labels[i].IsValid || infos[4 * i + 2] % 2 != 0)
                throw Files.Refuse(infoPath, $"category, instance, elevation, azimuth, lighting {string.Join(", ", [categories[i], .. infos[(4 * i)..(4 * i + 4)]])} "
                    + $"at pair {i}; at most 4, 9, 8, 34 (even) and 5 were expected");
        }
        return labels;
    }
}

/// <summary>smallNORB's pictures as matrices, for charts.</summary>
public static class NorbPictures
{
    /// <summary>The left picture of a pair. [96, 96]</summary>
    public static byte[,] Left(SmallNorb data, int index)
    {
        var pair = new byte[SmallNorb.PairSize];
        data.CopyPair(index, pair);
        var picture = new byte[SmallNorb.Size, SmallNorb.Size];
        Buffer.BlockCopy(pair, 0, picture, 0, picture.Length);
        return picture;
    }

    /// <summary>One toy of every category at every <paramref name="step"/>th azimuth (Heinsen 2019, figure 9), category by category.</summary>
    /// <param name="step">1 for all 18 azimuths.</param>
    public static IReadOnlyList<byte[,]> Turning(SmallNorb data, int instance, int step = 2) =>
    [
        .. Enumerable.Range(0, SmallNorb.ClassNames.Count).SelectMany(category =>
            data.Where(category, instance, elevation: 2, lighting: 1).Where(i => data.Labels[i].Azimuth % step == 0).Select(i => Left(data, i))),
    ];
}
