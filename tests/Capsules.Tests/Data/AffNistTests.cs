using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataAffNistTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static byte[] Batch(int first, int count, double? label = null) => MatWriter.File(true, MatWriter.Struct("affNISTdata",
        ("image", MatWriter.Matrix("", 9, [1600, count], MatType.UInt8, [.. Enumerable.Range(0, count * 1600).Select(k => (byte)(first + k / 1600))])),
        ("label_int", MatWriter.Matrix("", 6, [1, count], MatType.Double,
            [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes(label ?? (first + i) % 10))]))));

    [Fact]
    public void PublishedTestFileIsReadWithItsLabels()
    {
        File.WriteAllBytes(folder["test.mat"], Batch(0, 12));
        var images = AffNist.Load(folder: folder.Path);
        Assert.Equal((12, 1, 40, 40), (images.Count, images.Channels, images.Height, images.Width));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1], images.Labels);
        Assert.All(images.Image(11).ToArray(), pixel => Assert.Equal(11, pixel));
        Assert.False(images.IsGenerated);
        Assert.Equal(5, AffNist.Load(count: 5, folder: folder.Path).Count);
    }

    [Fact]
    public void ColumnOfTheFileIsAnImageRowByRow()
    {
        File.Copy(Path.Combine(DataRoot.RepositoryRoot!, "tests", "fixtures", "data", "affnist-v5-compressed.mat"), folder["test.mat"]);
        var images = AffNist.Load(folder: folder.Path);
        Assert.Equal([7, 2, 9], images.Labels);
        Assert.Equal((byte)(7 * 2 + 3 + 2 * 10), images.Image(2)[3 * 40 + 10]);
    }

    [Fact]
    public void PublishedBatchesAreReadInTheirOrderAsFarAsNeeded()
    {
        Directory.CreateDirectory(folder["training_and_validation_batches"]);
        File.WriteAllBytes(folder["training_and_validation_batches/1.mat"], Batch(0, 10));
        File.WriteAllBytes(folder["training_and_validation_batches/2.mat"], Batch(10, 10));
        var images = AffNist.Load(Split.Train, folder: folder.Path);
        Assert.Equal(20, images.Count);
        Assert.Equal(15, images.Image(15)[0]);
        Assert.Equal(13, AffNist.Load(Split.Train, 13, folder.Path).Count);
        Assert.Contains("20 images", Assert.Throws<ArgumentOutOfRangeException>(() => AffNist.Load(Split.Train, 21, folder.Path)).Message);
    }

    [Fact]
    public void BatchMissingBetweenOthersIsAnErrorNotASmallerSet()
    {
        Directory.CreateDirectory(folder["test_batches"]);
        foreach (var k in (int[])[1, 2, 3, 4, 6, 7]) File.WriteAllBytes(folder[$"test_batches/{k}.mat"], Batch(k, 10));
        Assert.Contains("5.mat is missing", Assert.Throws<FileNotFoundException>(() => AffNist.Load(Split.Test, folder: folder.Path)).Message);
        File.Delete(folder["test_batches/1.mat"]);
        Assert.Contains("1.mat is missing", Assert.Throws<FileNotFoundException>(() => AffNist.Load(Split.Test, 5, folder.Path)).Message);
    }

    [Fact]
    public void BadLabelAndMissingSplitAreRefused()
    {
        Assert.Contains("test.mat", Assert.Throws<FileNotFoundException>(() => AffNist.Load(folder: folder.Path)).Message);
        File.WriteAllBytes(folder["test.mat"], Batch(0, 3, label: 11));
        Assert.Contains("label 11 at position 0", Assert.Throws<InvalidDataException>(() => AffNist.Load(folder: folder.Path)).Message);
        File.WriteAllBytes(folder["test.mat"], MatWriter.File(false, MatWriter.Matrix("x", 9, [1, 1], MatType.UInt8, [1])));
        Assert.Contains("no affNISTdata.image", Assert.Throws<InvalidDataException>(() => AffNist.Load(folder: folder.Path)).Message);
    }

    [Fact]
    public void RecipeDrawsFromThePapersRangesAndFollowsItsSeed()
    {
        var recipe = new AffineRecipe();
        var draws = Enumerable.Range(0, 2000).Select(recipe.Draw).ToArray();
        AssertRange(draws.Select(t => t.RotationDegrees), -20, 20);
        AssertRange(draws.Select(t => t.ShearDegrees), -40, 40);
        AssertRange(draws.Select(t => t.Scale), 0.8, 1.2);
        AssertRange(draws.Select(t => t.ShiftX), -8, 8);
        AssertRange(draws.Select(t => t.ShiftY), -8, 8);
        Assert.Equal(draws[7], new AffineRecipe().Draw(7));
        Assert.NotEqual(draws[7], new AffineRecipe(Seed: 8).Draw(7));
    }

    [Fact]
    public void StyleSetNamesItsRecipeAndItsDigits()
    {
        var digits = GeneratedDigits.Create(count: 20);
        var images = AffNist.FromMnist(digits, new AffineRecipe());
        Assert.Equal((20, 40, 40), (images.Count, images.Height, images.Width));
        Assert.Equal(digits.Labels, images.Labels);
        Assert.True(images.IsGenerated);
        Assert.StartsWith("GENERATED", images.Source);
        Assert.Contains("rotation ±20°, shear ±40°, scale 0.8–1.2, shift ±8 px, seed 7", images.Source);
        Assert.Equal(images.Pixels, AffNist.FromMnist(digits, new AffineRecipe()).Pixels);
        Assert.Equal(images.Take(5).Pixels, AffNist.FromMnist(digits.Take(5), new AffineRecipe()).Pixels);
    }

    [Fact]
    public void RecipeWithoutRangesOnlyPads()
    {
        var digits = GeneratedDigits.Create(count: 5);
        var still = new AffineRecipe(RotationDegrees: 0, ShearDegrees: 0, SmallestScale: 1, LargestScale: 1, ShiftPixels: 0);
        Assert.Equal(new Placement(Mode: PlacementMode.Centered).Apply(digits).Pixels, still.Apply(digits).Pixels);
        Assert.Throws<ArgumentException>(() => (still with { SmallestScale = 2 }).Apply(digits));
        Assert.Throws<ArgumentException>(() => (still with { ShearDegrees = 90 }).Apply(digits));
    }

    private static void AssertRange(IEnumerable<double> numbers, double low, double high)
    {
        Assert.All(numbers, x => Assert.InRange(x, low, high));
        var edge = 0.02 * (high - low);
        Assert.True(numbers.Min() < low + edge && numbers.Max() > high - edge);
        Assert.InRange(numbers.Average(), (low + high) / 2 - edge, (low + high) / 2 + edge);
    }
}
