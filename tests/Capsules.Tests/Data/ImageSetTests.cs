using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataImageSetTests
{
    private static ImageSet Make(int count, int channels = 1, int height = 2, int width = 3)
    {
        byte[] pixels = [.. Enumerable.Range(0, count * channels * height * width).Select(k => (byte)k)];
        return new ImageSet("toy", pixels, [.. Enumerable.Range(0, count).Select(i => i % 2)], channels, height, width, ["a", "b"], "a test", false);
    }

    [Fact]
    public void PixelsThatDoNotFitTheShapeAreRefused() =>
        Assert.Contains("12 bytes, but 11", Assert.Throws<ArgumentException>(
            () => new ImageSet("toy", new byte[11], [0, 0], 1, 2, 3, ["a"], "a test", false)).Message);

    [Fact]
    public void LabelWithoutClassIsRefused() =>
        Assert.Contains("image 1 has label 2", Assert.Throws<ArgumentException>(
            () => new ImageSet("toy", new byte[12], [0, 2], 1, 2, 3, ["a", "b"], "a test", false)).Message);

    [Fact]
    public void SliceKeepsPixelsWithTheirLabels()
    {
        var images = Make(5);
        var slice = images.Slice(1, 2);
        Assert.Equal(images.Pixels[6..18], slice.Pixels);
        Assert.Equal([1, 0], slice.Labels);
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Slice(3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Image(5).Length);
    }

    [Fact]
    public void BatchIsScaledToZeroToOneInTheOrderOfTheIndices()
    {
        var images = Make(5);
        var batch = new float[12];
        images.CopyTo([3, 0], batch);
        Assert.Equal(18f / 255, batch[0], 7);
        Assert.Equal(5f / 255, batch[11], 7);
        Assert.Contains("room for 12", Assert.Throws<ArgumentException>(() => images.CopyTo([1], batch)).Message);
    }

    [Fact]
    public void TextStatesNameShapeSourceAndCounts() =>
        Assert.Equal("toy: 5 images of 1×2×3, 2 classes\n  a test\n  a: 3  b: 2", Make(5).ToString());

    [Fact]
    public void CenteredPlacementSurroundsTheImageWithZeros()
    {
        var placed = new Placement(6, PlacementMode.Centered).Apply(Make(2, channels: 2));
        Assert.Equal((2, 6, 6), (placed.Channels, placed.Height, placed.Width));
        var second = placed.Image(1).ToArray(); // [2, 6, 6]
        Assert.Equal([0, 18, 19, 20, 0, 0], second[(36 + 12)..(36 + 18)]);
        Assert.Equal([0, 21, 22, 23, 0, 0], second[(36 + 18)..(36 + 24)]);
        Assert.Equal(Enumerable.Range(12, 12).Sum(), second.Sum(p => p));
        Assert.Contains("centered on 6×6", placed.Source);
    }

    [Fact]
    public void RandomPlacementUsesEveryPlaceAndLosesNoPixel()
    {
        var one = new ImageSet("dots", [.. Enumerable.Repeat((byte)200, 4000)], new int[1000], 1, 2, 2, ["dot"], "a test", false);
        var placed = new Placement(5).Apply(one);
        var places = Enumerable.Range(0, 1000).Select(i => placed.Image(i).IndexOf((byte)200)).ToArray();
        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17, 18], places.Distinct().Order()); // 4×4 corners of a 2×2 on 5×5
        Assert.All(places.GroupBy(place => place), group => Assert.InRange(group.Count(), 30, 100)); // 62.5 expected
        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal(800, placed.Image(i).ToArray().Sum(p => p)));
    }

    [Fact]
    public void PlacementFollowsSeedAndEpoch()
    {
        var images = Make(50);
        var places = new Placement().Apply(images).Pixels;
        Assert.Equal(places, new Placement().Apply(images).Pixels);
        Assert.NotEqual(places, new Placement(Seed: 8).Apply(images).Pixels);
        Assert.NotEqual(places, new Placement().Apply(images, epoch: 1).Pixels);
    }

    [Fact]
    public void BackgroundSmallerThanTheImageIsRefused() =>
        Assert.Contains("2×3 do not fit on a background of 2×2", Assert.Throws<ArgumentException>(() => new Placement(2).Apply(Make(1))).Message);
}
