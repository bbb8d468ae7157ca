using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataCifar10Tests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public DataCifar10Tests()
    {
        Directory.CreateDirectory(folder["cifar-10-batches-bin"]);
        for (var k = 1; k <= 5; k++) Write($"data_batch_{k}.bin", k, 4);
        Write("test_batch.bin", 9, 2);
    }

    public void Dispose() => folder.Dispose();

    private string Batch(string name) => folder[$"cifar-10-batches-bin/{name}"];

    // Record i has label i, red k, green k + 1, blue k + 2.
    private void Write(string name, int k, int count)
    {
        var bytes = new byte[count * 3073];
        for (var i = 0; i < count; i++)
        {
            bytes[i * 3073] = (byte)i;
            for (var c = 0; c < 3; c++) bytes.AsSpan(i * 3073 + 1 + c * 1024, 1024).Fill((byte)(k + c));
        }
        File.WriteAllBytes(Batch(name), bytes);
    }

    [Fact]
    public void BatchesFollowEachOtherWithTheirLabels()
    {
        var images = Cifar10.Load(folder: folder.Path);
        Assert.Equal((20, 3, 32, 32), (images.Count, images.Channels, images.Height, images.Width));
        Assert.Equal([0, 1, 2, 3, 0, 1, 2, 3], images.Labels[..8]);
        Assert.Equal((2, 3, 4), (images.Image(5)[0], images.Image(5)[1024], images.Image(5)[3071]));
        Assert.Equal(2, Cifar10.Load(Split.Test, folder: folder.Path).Count);
        Assert.Equal(6, Cifar10.Load(count: 6, folder: folder.Path).Count);
        Assert.Equal(20, Cifar10.Load(folder: folder["cifar-10-batches-bin"]).Count);
    }

    [Fact]
    public void TruncatedBatchIsRefusedWithItsName()
    {
        File.WriteAllBytes(Batch("data_batch_3.bin"), new byte[3073 * 4 - 1]);
        Assert.Contains("data_batch_3.bin: 12291 bytes", Assert.Throws<InvalidDataException>(() => Cifar10.Load(folder: folder.Path)).Message);
    }

    [Fact]
    public void LabelAboveNineIsRefusedWithItsPlace()
    {
        var bytes = File.ReadAllBytes(Batch("data_batch_2.bin"));
        bytes[3073 * 2] = 12;
        File.WriteAllBytes(Batch("data_batch_2.bin"), bytes);
        Assert.Contains("data_batch_2.bin: label 12 at image 2", Assert.Throws<InvalidDataException>(() => Cifar10.Load(folder: folder.Path)).Message);
    }

    [Fact]
    public void MissingBatchIsAnErrorAndNotGeneratedShapes()
    {
        File.Delete(Batch("data_batch_5.bin"));
        Assert.Contains("data_batch_5.bin", Assert.Throws<FileNotFoundException>(() => Cifar10.Load(folder: folder.Path)).Message);
    }

    [Fact]
    public void MoreThanThereAreIsRefused() =>
        Assert.Contains("20 images", Assert.Throws<ArgumentOutOfRangeException>(() => Cifar10.Load(count: 21, folder: folder.Path)).Message);

    [NeedsData("cifar10", "cifar-10-batches-bin")]
    public void RealCifarHasFiveThousandOfEachClass()
    {
        var images = Cifar10.Load(folder: NeedsDataAttribute.Folder("cifar10", "cifar-10-batches-bin"));
        Assert.All(images.Counts(), c => Assert.Equal(5000, c.Images));
    }

    [Fact]
    public void GeneratedShapesSayThatTheyAreAndFollowTheirSeed()
    {
        var shapes = GeneratedShapes.Create(count: 300);
        Assert.StartsWith("GENERATED colored shapes, seed 7", shapes.Source);
        Assert.True(shapes.IsGenerated);
        Assert.Equal((3, 32, 32), (shapes.Channels, shapes.Height, shapes.Width));
        Assert.All(shapes.Counts(), c => Assert.InRange(c.Images, 10, 60));
        Assert.Equal(shapes.Take(9).Pixels, GeneratedShapes.Create(count: 9).Pixels);
        Assert.NotEqual(shapes.Pixels, GeneratedShapes.Create(count: 300, seed: 8).Pixels);
        Assert.NotEqual(shapes.Pixels, GeneratedShapes.Create(Split.Test, 300).Pixels);
    }
}
