using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataMnistTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public DataMnistTests() => DataFiles.WriteMnist(folder.Path, 12);

    public void Dispose() => folder.Dispose();

    private string Images => folder["train-images-idx3-ubyte"];
    private string Labels => folder["train-labels-idx1-ubyte"];

    private T LoadThrows<T>() where T : Exception => Assert.Throws<T>(() => Mnist.Load(folder: folder.Path));

    [Fact]
    public void PixelsAndLabelsAreThoseOfTheFiles()
    {
        var images = Mnist.Load(folder: folder.Path);
        Assert.Equal((12, 1, 28, 28), (images.Count, images.Channels, images.Height, images.Width));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1], images.Labels);
        Assert.All(images.Image(11).ToArray(), pixel => Assert.Equal(11, pixel));
        Assert.False(images.IsGenerated);
        Assert.Contains(Images, images.Source);
    }

    [Fact]
    public void CompressionIsToldFromTheContentAndGivesTheSame()
    {
        var plain = Mnist.Load(folder: folder.Path);
        File.WriteAllBytes(Images + ".gz", DataFiles.GZip(File.ReadAllBytes(Images)));
        File.Delete(Images);
        File.WriteAllBytes(Labels, DataFiles.GZip(File.ReadAllBytes(Labels))); // compressed, and not called so
        var zipped = Mnist.Load(folder: folder.Path);
        Assert.Equal(plain.Pixels, zipped.Pixels);
        Assert.Equal(plain.Labels, zipped.Labels);
    }

    [Theory]
    [InlineData(0, "0 bytes are not an IDX file")]
    [InlineData(10, "ends within the header")]
    [InlineData(1000, "header promises 12×28×28")]
    public void TruncatedFileIsRefusedWithItsName(int length, string says)
    {
        File.WriteAllBytes(Images, File.ReadAllBytes(Images)[..length]);
        var message = LoadThrows<InvalidDataException>().Message;
        Assert.Contains("train-images-idx3-ubyte", message);
        Assert.Contains(says, message);
    }

    [Fact]
    public void TruncatedCompressedFileIsRefusedWithItsName()
    {
        var zipped = DataFiles.GZip(File.ReadAllBytes(Images));
        File.WriteAllBytes(Images, zipped[..(zipped.Length / 2)]);
        Assert.Contains("train-images-idx3-ubyte", LoadThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void DamagedCompressedFileIsRefusedWithItsName()
    {
        var zipped = DataFiles.GZip(File.ReadAllBytes(Images));
        zipped.AsSpan(12, 20).Fill(0xFF);
        File.WriteAllBytes(Images, zipped);
        Assert.Contains("train-images-idx3-ubyte", LoadThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void HeaderThatPromisesMoreThanTheFileHoldsIsRefused()
    {
        File.WriteAllBytes(Images, DataFiles.Idx([int.MaxValue, 28, 28], new byte[784]));
        Assert.Contains("promises 2147483647×28×28 bytes, but 784 follow", LoadThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void ImagesWhereLabelsBelongAreRefused()
    {
        File.Copy(Images, Labels, overwrite: true);
        var message = LoadThrows<InvalidDataException>().Message;
        Assert.Contains("train-labels-idx1-ubyte: it begins with the mark of images", message);
        Assert.Contains("mark of labels (0x00000801) was expected", message);
    }

    [Fact]
    public void SomethingElseThanIdxIsRefused()
    {
        File.WriteAllText(Images, "<!DOCTYPE html><title>404</title>");
        Assert.Contains("0x3C21444F", LoadThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void DifferentCountsOfImagesAndLabelsAreRefused()
    {
        File.WriteAllBytes(Labels, DataFiles.Idx([11], new byte[11]));
        Assert.Contains("11 labels, but train-images-idx3-ubyte holds 12 images", LoadThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void LabelAboveNineIsRefusedWithItsPosition()
    {
        var labels = File.ReadAllBytes(Labels);
        labels[8 + 5] = 17;
        File.WriteAllBytes(Labels, labels);
        Assert.Contains("label 17 at position 5", LoadThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void BytesAfterTheEndAreRefused()
    {
        File.WriteAllBytes(Images, [.. File.ReadAllBytes(Images), 0]);
        Assert.Contains("promises 12×28×28 bytes, but 9409 follow", LoadThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void ImagesOfAnotherSizeAreRefused()
    {
        File.WriteAllBytes(Images, DataFiles.Idx([12, 20, 20], new byte[12 * 400]));
        Assert.Contains("its images are 20×20; MNIST's are 28×28", LoadThrows<InvalidDataException>().Message);
    }

    [Fact]
    public void MissingFileInAFolderThatExistsIsAnErrorAndNeverGeneratedDigits()
    {
        File.Delete(Labels);
        var error = LoadThrows<FileNotFoundException>();
        Assert.Contains("train-labels-idx1-ubyte", error.Message);
        Assert.Contains("./workbook data get", error.Message);
    }

    [Fact]
    public void ExplicitFolderThatDoesNotExistIsAnError() =>
        Assert.Contains("no-such", Assert.Throws<DirectoryNotFoundException>(() => Mnist.Load(folder: folder["no-such"])).Message);

    [Fact]
    public void CountTakesTheFirstImagesAndNotMoreThanThereAre()
    {
        Assert.Equal(5, Mnist.Load(count: 5, folder: folder.Path).Count);
        Assert.Contains("12 images", Assert.Throws<ArgumentOutOfRangeException>(() => Mnist.Load(count: 13, folder: folder.Path)).Message);
    }

    [NeedsData("mnist", "train-images-idx3-ubyte.gz")]
    public void RealMnistHasThePublishedCounts()
    {
        var train = Mnist.Load(folder: NeedsDataAttribute.Folder("mnist"));
        var test = Mnist.Load(Split.Test, folder: NeedsDataAttribute.Folder("mnist"));
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], train.Counts().Select(c => c.Images));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], test.Counts().Select(c => c.Images));
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3], train.Labels[..8]);
        Assert.Contains("MNIST train: 60,000 images of 1×28×28, 10 classes", train.ToString());
    }
}
