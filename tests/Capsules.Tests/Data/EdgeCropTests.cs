using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataEdgeCropTests
{
    private static readonly int[] Image = [1, 2, 3, 4, 5, 6, 7, 8, 9]; // 3×3

    private static int[] Crop(int down, int right)
    {
        var to = new int[9];
        EdgeCrop.Crop<int>(Image, to, 1, 3, 3, down, right);
        return to;
    }

    [Fact]
    public void MoveRepeatsTheNearestEdge()
    {
        Assert.Equal(Image, Crop(0, 0));
        Assert.Equal([4, 5, 6, 7, 8, 9, 7, 8, 9], Crop(1, 0));
        Assert.Equal([1, 1, 2, 4, 4, 5, 7, 7, 8], Crop(0, -1));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 1], Crop(-5, -5));
        Assert.Equal([9, 9, 9, 9, 9, 9, 9, 9, 9], Crop(2, 2));
    }

    [Fact]
    public void ChannelsMoveAlikeAndKeepApart()
    {
        var to = new float[8];
        EdgeCrop.Crop<float>([1, 2, 3, 4, 5, 6, 7, 8], to, 2, 2, 2, 1, 1);
        Assert.Equal([4, 4, 4, 4, 8, 8, 8, 8], to);
    }

    [Fact]
    public void OffsetsCoverTheWholeRangeAndFollowSeedSampleAndEpoch()
    {
        var crop = new EdgeCrop(2);
        var offsets = Enumerable.Range(0, 2000).Select(i => crop.Offset(i, 0)).ToArray();
        Assert.Equal(25, offsets.Distinct().Count());
        Assert.All(offsets, o => Assert.InRange(Math.Max(o.Top, o.Left), 0, 4));
        Assert.All(offsets.GroupBy(o => o), group => Assert.InRange(group.Count(), 45, 120)); // 80 expected
        Assert.Equal(offsets, Enumerable.Range(0, 2000).Select(i => new EdgeCrop(2).Offset(i, 0)));
        Assert.NotEqual(offsets, Enumerable.Range(0, 2000).Select(i => crop.Offset(i, 1)));
        Assert.NotEqual(offsets, Enumerable.Range(0, 2000).Select(i => (crop with { Seed = 8 }).Offset(i, 0)));
    }

    [Fact]
    public void WrongSizesAreRefused() =>
        Assert.Contains("1×3×3 values were expected; there are 9, and room for 8", Assert.Throws<ArgumentException>(() => EdgeCrop.Crop<int>(Image, new int[8], 1, 3, 3, 0, 0)).Message);
}
