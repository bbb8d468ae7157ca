using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataGeneratedDigitsTests
{
    [Fact]
    public void SourceSaysLoudlyThatTheyAreGenerated()
    {
        var digits = GeneratedDigits.Create(count: 3, seed: 11);
        Assert.True(digits.IsGenerated);
        Assert.StartsWith("GENERATED synthetic digits, seed 11", digits.Source);
        Assert.Contains("GENERATED", digits.ToString());
    }

    [Fact]
    public void ImageDependsOnSeedAndNumberAlone()
    {
        var many = GeneratedDigits.Create(count: 40);
        var few = GeneratedDigits.Create(count: 7);
        Assert.Equal(many.Take(7).Pixels, few.Pixels);
        Assert.NotEqual(many.Pixels, GeneratedDigits.Create(count: 40, seed: 8).Pixels);
        Assert.NotEqual(many.Pixels, GeneratedDigits.Create(Split.Test, 40).Pixels);
    }

    [Fact]
    public void EveryImageHoldsAPenStrokeAwayFromTheBorderOfMnistsWeight()
    {
        var digits = GeneratedDigits.Create(count: 2000);
        Assert.All(Enumerable.Range(0, digits.Count), i =>
        {
            var image = digits.Image(i).ToArray();
            Assert.InRange(image.Average(p => p / 255.0), 0.015, 0.35);
            Assert.True(image.Max() > 150);
            Assert.All(Enumerable.Range(0, 28), k => Assert.Equal(0, image[k] + image[27 * 28 + k] + image[28 * k] + image[28 * k + 27]));
        });
        Assert.InRange(digits.Pixels.Average(p => p / 255.0), 0.09, 0.17); // MNIST: 0.1307
    }

    [Fact]
    public void ClassesAreBalancedAndCanBeToldApartButNotTrivially()
    {
        var train = GeneratedDigits.Create(count: 3000);
        var test = GeneratedDigits.Create(Split.Test, 300);
        Assert.All(train.Counts(), c => Assert.InRange(c.Images, 240, 360));
        var accuracy = Enumerable.Range(0, test.Count).Count(i => Nearest(train, test.Image(i)) == test.Labels[i]) / (double)test.Count;
        Assert.InRange(accuracy, 0.85, 0.99); // nearest neighbor; it reaches about .9 on as much of MNIST
    }

    [Fact]
    public void MoreThanMnistHasIsRefused() =>
        Assert.Contains("10,000", Assert.Throws<ArgumentOutOfRangeException>(() => GeneratedDigits.Create(Split.Test, 10_001)).Message);

    private static int Nearest(ImageSet images, ReadOnlySpan<byte> image)
    {
        var best = 0;
        var least = long.MaxValue;
        for (var i = 0; i < images.Count; i++)
        {
            var other = images.Image(i);
            long distance = 0;
            for (var p = 0; p < other.Length; p++) distance += (other[p] - image[p]) * (other[p] - image[p]);
            if (distance < least) (best, least) = (i, distance);
        }
        return images.Labels[best];
    }
}
