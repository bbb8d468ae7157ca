using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataAffineTransformTests
{
    private static ImageSet Dot(int row, int column, int size = 9)
    {
        var pixels = new byte[size * size];
        pixels[row * size + column] = 200;
        return new ImageSet("dot", pixels, [0], 1, size, size, ["dot"], "a test", false);
    }

    private static (double Row, double Column) Center(ImageSet images)
    {
        var image = images.Image(0).ToArray();
        double mass = image.Sum(p => p);
        return (image.Select((p, k) => p * (k / images.Width)).Sum() / mass, image.Select((p, k) => p * (k % images.Width)).Sum() / mass);
    }

    [Fact]
    public void RotationTurnsClockwiseAboutTheCenter()
    {
        var (row, column) = Center(AffineTransform.Rotation(90).Apply(Dot(1, 4))); // top goes right
        Assert.Equal((4, 7), (Math.Round(row, 3), Math.Round(column, 3)));
    }

    [Fact]
    public void ShearLeansUprightLinesToTheRight()
    {
        var top = Center(AffineTransform.Shear(45).Apply(Dot(2, 4))); // two rows above the center move two columns right
        Assert.Equal((2, 6), (Math.Round(top.Row, 3), Math.Round(top.Column, 3)));
        var bottom = Center(AffineTransform.Shear(45).Apply(Dot(6, 4)));
        Assert.Equal((6, 2), (Math.Round(bottom.Row, 3), Math.Round(bottom.Column, 3)));
    }

    [Fact]
    public void ScalingMovesAwayFromTheCenter()
    {
        var (row, column) = Center(AffineTransform.Scaling(1.5).Apply(Dot(2, 2)));
        Assert.Equal((1, 1), (Math.Round(row, 1), Math.Round(column, 1)));
    }

    [Fact]
    public void TranslationMovesByPixelsAndBetweenPixelsInterpolates()
    {
        var moved = new AffineTransform(ShiftX: 2, ShiftY: -1).Apply(Dot(4, 4));
        Assert.Equal(200, moved.Image(0)[3 * 9 + 6]);
        var half = AffineTransform.TranslationX(0.5).Apply(Dot(4, 4));
        Assert.Equal((100, 100), (half.Image(0)[4 * 9 + 4], half.Image(0)[4 * 9 + 5]));
        Assert.Equal(200, AffineTransform.TranslationY(1).Apply(Dot(4, 4)).Image(0)[5 * 9 + 4]);
        Assert.All(AffineTransform.TranslationX(9).Apply(Dot(4, 4)).Pixels, pixel => Assert.Equal(0, pixel));
    }

    [Fact]
    public void UnchangedIsUnchangedToTheByte()
    {
        var digits = GeneratedDigits.Create(count: 10);
        Assert.Equal(digits.Pixels, new AffineTransform().Apply(digits).Pixels);
        Assert.Equal("unchanged", new AffineTransform().ToString());
    }

    [Fact]
    public void ThereAndBackIsNearlyTheSame()
    {
        var digits = new Placement(Mode: PlacementMode.Centered).Apply(GeneratedDigits.Create(count: 10));
        var back = AffineTransform.Rotation(-15).Apply(AffineTransform.Rotation(15).Apply(digits));
        Assert.InRange(digits.Pixels.Zip(back.Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, 4);
    }

    [Fact]
    public void ChannelsMoveTogether()
    {
        var pixels = new byte[2 * 25];
        (pixels[12], pixels[25 + 12]) = (50, 90);
        var moved = AffineTransform.TranslationX(1).Apply(new ImageSet("two", pixels, [0], 2, 5, 5, ["x"], "a test", false));
        Assert.Equal((50, 90), (moved.Pixels[13], moved.Pixels[25 + 13]));
    }

    [Fact]
    public void TransformWithoutInverseIsRefused() =>
        Assert.Contains("no inverse", Assert.Throws<InvalidOperationException>(() => AffineTransform.Scaling(0).Apply(Dot(4, 4))).Message);
}
