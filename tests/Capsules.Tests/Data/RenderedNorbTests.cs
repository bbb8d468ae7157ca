using Capsules.Data;

namespace Capsules.Tests;

[Collection("environment")]
public sealed class DataRenderedNorbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string? before = Environment.GetEnvironmentVariable(DataRoot.Variable);

    public DataRenderedNorbTests() => Environment.SetEnvironmentVariable(DataRoot.Variable, folder.Path);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(DataRoot.Variable, before);
        folder.Dispose();
    }

    private static byte[] Pair(SmallNorb norb, NorbLabel label)
    {
        var pair = new byte[SmallNorb.PairSize];
        norb.CopyPair(norb.Where(label.Category, label.Instance, label.Elevation, label.Azimuth, label.Lighting)[0], pair);
        return pair;
    }

    private static double Difference(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

    [Fact]
    public void AbsentSetBecomesRenderedToysThatSaySo()
    {
        using var norb = SmallNorb.Load(Split.Test);
        Assert.True(norb.IsGenerated);
        Assert.StartsWith("GENERATED toys of simple solids, seed 7", norb.Source);
        Assert.Equal(24300, norb.Count);
        Assert.Equal(24300, norb.Labels.Distinct().Count());
        Assert.Equal([0, 1, 2, 3, 5], norb.Labels.Select(l => l.Instance).Distinct());
        Assert.Equal([4, 6, 7, 8, 9], SmallNorb.Load(Split.Train).Labels.Select(l => l.Instance).Distinct());
        Assert.Contains("animal: 4,860", norb.ToString());
    }

    [Fact]
    public void EveryFactorChangesThePictureAndTheSeedTheToys()
    {
        using var norb = SmallNorb.Rendered(Split.Test);
        using var other = SmallNorb.Rendered(Split.Test, seed: 8);
        var label = new NorbLabel(0, 1, 4, 3, 0);
        var pair = Pair(norb, label);
        Assert.Equal(pair, Pair(norb, label));
        foreach (var changed in (NorbLabel[])[label with { Category = 3 }, label with { Instance = 2 }, label with { Elevation = 0 },
            label with { Azimuth = 9 }, label with { Lighting = 2 }])
            Assert.True(Difference(pair, Pair(norb, changed)) > 1, $"{changed}");
        Assert.True(Difference(pair, Pair(other, label)) > 1);
        Assert.True(Difference(pair[..9216], pair[9216..]) is > 0.5 and < 25, "the two eyes see nearly the same");
    }

    [Fact]
    public void ToyIsInTheMiddleOfAnEvenGround()
    {
        using var norb = SmallNorb.Rendered(Split.Test);
        for (var category = 0; category < 5; category++)
        {
            var left = Pair(norb, new NorbLabel(category, 0, 4, 2, 3))[..9216];
            int ground = left[0];
            var toy = Enumerable.Range(0, 9216).Where(p => Math.Abs(left[p] - ground) > 25).ToArray();
            Assert.InRange(toy.Length, 400, 5000);
            Assert.InRange(toy.Average(p => p % 96), 34, 62);
            Assert.InRange(toy.Average(p => p / 96), 34, 62);
            Assert.All(Enumerable.Range(0, 96), k => Assert.InRange(left[k], ground - 12, ground + 12));
        }
    }

    [Fact]
    public void KindsCanBeToldApartOnOtherToysButNotTrivially()
    {
        using var train = SmallNorb.Rendered(Split.Train);
        using var test = SmallNorb.Rendered(Split.Test);
        var known = Enumerable.Range(0, 800).Select(k => k * 30 + k % 5).Select(i => (Look: Coarse(train, i), train.Labels[i].Category)).ToArray();
        var right = Enumerable.Range(0, 150).Select(k => k * 160 + k % 5).Count(i =>
        {
            var look = Coarse(test, i);
            return known.MaxBy(other => look.Zip(other.Look, (a, b) => a * b).Sum()).Category == test.Labels[i].Category;
        });
        Assert.InRange(right / 150.0, 0.5, 0.95); // nearest neighbor of 12×12 pixels; a fifth by guessing
    }

    // The left picture as 12×12 means, of mean 0 and length 1: no longer the lighting, still the shape.
    private static float[] Coarse(SmallNorb norb, int index)
    {
        var pair = new byte[SmallNorb.PairSize];
        norb.CopyPair(index, pair);
        float[] means = [.. Enumerable.Range(0, 144).Select(c => (float)Enumerable.Range(0, 64)
            .Average(p => pair[(c / 12 * 8 + p / 8) * 96 + c % 12 * 8 + p % 8]))];
        float mean = means.Average(), length = MathF.Sqrt(means.Sum(x => (x - mean) * (x - mean)));
        return [.. means.Select(x => (x - mean) / length)];
    }

    [Fact]
    public void BatchEqualsItsPairsWithOrWithoutCrop()
    {
        using var norb = SmallNorb.Rendered(Split.Test);
        int[] indices = [3, 24299];
        var batch = new float[2 * SmallNorb.PairSize];
        norb.CopyTo(indices, batch);
        byte[] pair = new byte[SmallNorb.PairSize], cropped = new byte[SmallNorb.PairSize];
        norb.CopyPair(24299, pair);
        Assert.Equal(pair.Select(p => p * (1f / 255)), batch[SmallNorb.PairSize..]);

        var crop = new EdgeCrop();
        norb.CopyTo(indices, batch, crop, epoch: 2);
        crop.Apply<byte>(pair, cropped, 2, 96, 96, 24299, epoch: 2);
        Assert.Equal(cropped.Select(p => p * (1f / 255)), batch[SmallNorb.PairSize..]);
    }
}
