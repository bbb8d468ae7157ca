using System.Buffers.Binary;
using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataSmallNorbTests : IDisposable
{
    private const string Stem = "smallnorb-5x01235x9x18x6x2x96x96-testing";
    private readonly TemporaryFolder folder = new();

    // The official layout, with the pixels of pair i all equal to i at its first byte and the rest of the file a hole.
    public DataSmallNorbTests()
    {
        WriteDat(24300, 0x1E3D4C55);
        byte[] cat = Header(0x1E3D4C54, 24300, 1, 1), info = Header(0x1E3D4C54, 24300, 4, 1);
        using var catFile = File.Create(Path("cat"));
        using var infoFile = File.Create(Path("info"));
        catFile.Write([.. cat[..4], 1, 0, 0, 0, .. cat[8..]]);
        infoFile.Write([.. info[..4], 2, 0, 0, 0, .. info[8..]]);
        int[] instances = [0, 1, 2, 3, 5];
        for (var i = 0; i < 24300; i++)
        {
            var k = i / 5;
            WriteInt(catFile, i % 5);
            foreach (var value in (int[])[instances[k / 972], k / 108 % 9, 2 * (k / 6 % 18), k % 6]) WriteInt(infoFile, value);
        }
    }

    public void Dispose() => folder.Dispose();

    private string Path(string kind) => folder[$"{Stem}-{kind}.mat"];

    private static byte[] Header(int magic, params int[] dimensions)
    {
        var header = new byte[8 + 4 * dimensions.Length];
        BinaryPrimitives.WriteInt32LittleEndian(header, magic);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), dimensions.Length);
        for (var d = 0; d < dimensions.Length; d++) BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8 + 4 * d), dimensions[d]);
        return header;
    }

    private void WriteDat(int count, int magic)
    {
        using var dat = File.Create(Path("dat"));
        dat.Write(Header(magic, count, 2, 96, 96));
        dat.SetLength(24 + count * (long)SmallNorb.PairSize);
        foreach (var i in (int[])[0, 7, count - 1])
        {
            dat.Position = 24 + i * (long)SmallNorb.PairSize;
            dat.WriteByte((byte)i);
        }
    }

    private static void WriteInt(Stream stream, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private T OpenThrows<T>() where T : Exception => Assert.Throws<T>(() => SmallNorb.Load(Split.Test, folder.Path));

    [Fact]
    public void PairsAndLabelsAreThoseOfTheFiles()
    {
        using var norb = SmallNorb.Load(Split.Test, folder.Path);
        Assert.Equal(24300, norb.Count);
        Assert.False(norb.IsGenerated);
        Assert.Equal(new NorbLabel(2, 0, 0, 0, 1), norb.Labels[7]);
        Assert.Equal(new NorbLabel(4, 5, 8, 17, 5), norb.Labels[24299]);
        var pair = new byte[SmallNorb.PairSize];
        norb.CopyPair(7, pair);
        Assert.Equal(7, pair[0]);
        norb.CopyPair(24299, pair);
        Assert.Equal(24299 % 256, pair[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => norb.CopyPair(24300, pair));
        Assert.Throws<ArgumentException>(() => norb.CopyPair(0, new byte[5]));
    }

    [Fact]
    public void SelectionKeepsOneToyAndRunsOverTheRestInOrder()
    {
        using var norb = SmallNorb.Load(Split.Test, folder.Path);
        var turn = norb.Where(category: 3, instance: 2, elevation: 4, lighting: 1);
        Assert.Equal(Enumerable.Range(0, 18), turn.Select(i => norb.Labels[i].Azimuth));
        Assert.All(turn, i => Assert.Equal((3, 2, 4, 1), (norb.Labels[i].Category, norb.Labels[i].Instance, norb.Labels[i].Elevation, norb.Labels[i].Lighting)));
        Assert.Equal(340, norb.Labels[turn[^1]].AzimuthDegrees);
        Assert.Equal(50, norb.Labels[turn[^1]].ElevationDegrees);
        Assert.Equal(972, norb.Where(category: 0, instance: 5).Length);
        Assert.Empty(norb.Where(instance: 9));
    }

    [Fact]
    public void BatchIsScaledToZeroToOne()
    {
        using var norb = SmallNorb.Load(Split.Test, folder.Path);
        var batch = new float[2 * SmallNorb.PairSize];
        norb.CopyTo([0, 7], batch);
        Assert.Equal(7f / 255, batch[SmallNorb.PairSize], 7);
        Assert.Throws<ArgumentException>(() => norb.CopyTo([0], batch));
        Assert.Throws<ArgumentOutOfRangeException>(() => norb.CopyTo([0, 24300], batch));
    }

    [Fact]
    public void TruncatedFileIsRefusedWithItsName()
    {
        using (var dat = File.OpenWrite(Path("dat"))) dat.SetLength(100_000);
        Assert.Contains($"{Stem}-dat.mat: 24300×2×96×96 values and the header take 447897624 bytes, but the file has 100000", OpenThrows<InvalidDataException>().Message);
        using (var info = File.OpenWrite(Path("info"))) info.SetLength(10);
        Assert.Contains($"{Stem}-info.mat: 10 bytes are not a smallNORB file", OpenThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void IntegersWherePixelsBelongAreRefused()
    {
        WriteDat(24300, 0x1E3D4C54);
        Assert.Contains("begins with 0x1E3D4C54; 0x1E3D4C55 (bytes) was expected", OpenThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void AnotherNumberOfPairsIsRefused()
    {
        WriteDat(24299, 0x1E3D4C55);
        Assert.Contains("dimension 1 is 24299; 24300 was expected", OpenThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void CompressedFileIsRefusedWithAdvice()
    {
        File.WriteAllBytes(Path("cat"), DataFiles.GZip(File.ReadAllBytes(Path("cat"))));
        Assert.Contains("gunzip", OpenThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void ImpossibleLabelIsRefusedWithItsPlace()
    {
        using (var info = File.OpenWrite(Path("info")))
        {
            info.Position = 20 + 16 * 100 + 8;
            info.WriteByte(35); // an odd azimuth
        }
        Assert.Contains("at pair 100", OpenThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void MissingFileIsAnErrorAndNotRenderedToys()
    {
        File.Delete(Path("info"));
        Assert.Contains($"{Stem}-info.mat", OpenThrows<FileNotFoundException>().Message);
        Assert.Throws<FileNotFoundException>(() => SmallNorb.Load(Split.Train, folder.Path));
        Assert.Throws<DirectoryNotFoundException>(() => SmallNorb.Load(Split.Train, folder["gone"]));
    }

    [NeedsData("smallnorb", $"{Stem}-dat.mat")]
    public void RealTestSetHoldsEveryToyInEveryPose()
    {
        using var norb = SmallNorb.Load(Split.Test, NeedsDataAttribute.Folder("smallnorb", $"{Stem}-dat.mat"));
        Assert.Equal(24300, norb.Labels.Distinct().Count());
        var pair = new byte[SmallNorb.PairSize];
        norb.CopyPair(12345, pair);
        Assert.InRange(pair.Average(p => p), 60, 250);
    }
}
