using Capsules.Data;

namespace Capsules.Tests;

public class RescaledImages
{
    [Fact]
    public void AreMeansOfTheAreaEachPixelCovers()
    {
        // 3×3 to 2×2: a new pixel covers one and a half old ones each way.
        byte[] pixels = [0, 90, 180, 0, 90, 180, 0, 90, 180];
        var small = Rescale.Down(new ImageSet("ramp", pixels, [0], 1, 3, 3, ["any"], "test", true), 2);
        Assert.Equal((2, 2), (small.Height, small.Width));
        Assert.Equal([30, 150, 30, 150], small.Pixels);
        Assert.EndsWith("rescaled to 2×2", small.Source);
    }

    [Fact]
    public void KeepTheMeanBrightnessAndEveryImageItsLabel()
    {
        var digits = new Placement(Mode: PlacementMode.Centered).Apply(GeneratedDigits.Create(Split.Test, 5, 3));
        var small = Rescale.Down(digits, 28);
        Assert.Equal(digits.Labels, small.Labels);
        for (var i = 0; i < 5; i++)
            Assert.Equal(digits.Image(i).ToArray().Average(p => p), small.Image(i).ToArray().Average(p => p), 0.1);
        Assert.Equal(digits.Pixels, Rescale.Down(digits, 40).Pixels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(41)]
    public void OfASizeThatIsNoReductionAreRefused(int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Rescale.Down(new Placement().Apply(GeneratedDigits.Create(Split.Test, 1, 3)), size));
}
