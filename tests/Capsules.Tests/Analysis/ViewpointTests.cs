using Capsules.Analysis;
using Capsules.Data;
using Capsules.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

public class ViewpointCorrelationOfALayer
{
    [Theory]
    [InlineData(200)]
    [InlineData(64)]
    [InlineData(1)]
    public void AgreesWithTheFormulaWhateverTheBatch(int batch)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open("metrics");
        var metric = new ViewpointCorrelationMetric(16);
        foreach (var (norms1, norms2) in golden["viewpoint.norms1"].split(batch).Zip(golden["viewpoint.norms2"].split(batch)))
            metric.AddNorms(norms1, norms2);
        var expected = golden.Number("expected.viewpoint.correlation");
        Assert.Equal(expected, metric.Result().Mean, expected * 1e-9);
        Assert.Equal(200, metric.Result().Images);
        Assert.All(metric.Result().Counted, Assert.True);
    }

    [Fact]
    public void CapsulesWithoutNormAndOnWishDeadOnesDoNotCount()
    {
        using var scope = NewDisposeScope();
        // Capsule 0 points nowhere, 1 is dead but correlates perfectly, 2 and 3 are alive: (1·1 + 0·1)/√2 and 1.
        var v1 = tensor(new[,] { { 0, 1e-3, 1, 0.5 }, { 0, 2e-3, 0, 0.5 } });
        var v2 = tensor(new[,] { { 0.5, 1e-3, 1, 0.8 }, { 0, 2e-3, 1, 0.8 } });
        ViewpointCorrelation Of(ViewpointOptions? options)
        {
            var metric = new ViewpointCorrelationMetric(4, options);
            metric.AddNorms(v1, v2);
            return metric.Result();
        }

        Assert.True(double.IsNaN(Of(null).PerCapsule[0]));
        Assert.Equal([false, true, true, true], Of(null).Counted);
        Assert.Equal((1 + Math.Sqrt(0.5) + 1) / 3, Of(null).Mean, 12);
        Assert.Equal([false, false, true, true], Of(new ViewpointOptions(DeadMean: 0.01)).Counted);
        Assert.Equal((Math.Sqrt(0.5) + 1) / 2, Of(new ViewpointOptions(DeadMean: 0.01)).Mean, 12);
        Assert.True(double.IsNaN(Of(new ViewpointOptions(DeadMean: 1)).Mean));
    }

    [Fact]
    public void OtherNumbersOfCapsulesOrImagesAreRefused()
    {
        using var scope = NewDisposeScope();
        var metric = new ViewpointCorrelationMetric(3);
        Assert.Contains("expected [batch, 3]", Assert.Throws<ArgumentException>(() => metric.AddNorms(rand(5, 4), rand(5, 4))).Message);
        Assert.Contains("5 images, the second 6", Assert.Throws<ArgumentException>(() => metric.AddNorms(rand(5, 3), rand(6, 3))).Message);
        Assert.Throws<InvalidOperationException>(() => metric.Result());
    }
}

public class ViewpointSweepOfANetwork
{
    private static readonly ImageSet Digits = new Placement(Mode: PlacementMode.Centered).Apply(GeneratedDigits.Create(Split.Test, 24, 3));

    private static readonly CapsNetOptions Small = new(Capsules: 4, Dim: 4, RoutingLayers: 2, Decoder: false);

    [Theory]
    [InlineData(ViewpointChange.Rotation, 0)]
    [InlineData(ViewpointChange.Shear, 0)]
    [InlineData(ViewpointChange.Scaling, 1)]
    [InlineData(ViewpointChange.TranslationX, 0)]
    [InlineData(ViewpointChange.TranslationY, 0)]
    public void IsOneWhereNothingChangesAndLessWhereMuchDoes(ViewpointChange change, double none)
    {
        manual_seed(2);
        using var model = new CapsNet(Small);
        var much = ViewpointSweep.Degrees(change)[^1];
        var points = ViewpointSweep.Measure(model, Digits, change, [none, much], batchSize: 10);
        Assert.Equal([none, much], points.Select(p => p.Degree));
        Assert.Equal([4, 4, 10], points[0].Layers.Select(l => l.PerCapsule.Length));
        Assert.All(points[0].Layers, layer => Assert.Equal(1, layer.Mean, 12));
        Assert.All(points[1].Layers, layer => Assert.InRange(layer.Mean, 0, 1 - 1e-9));
        Assert.All(points[1].Layers, layer => Assert.Equal(24, layer.Images));
    }

    [Fact]
    public void DoesNotDependOnTheBatchAndLeavesTheNetworkAsItWas()
    {
        manual_seed(2);
        using var model = new CapsNet(Small);
        model.train();
        double Of(int batch) => ViewpointSweep.Measure(model, Digits, ViewpointChange.Rotation, [20], batch)[0].Layers[^1].Mean;
        Assert.Equal(Of(24), Of(5), 6);
        Assert.True(model.training);
    }

    [Fact]
    public void TheDegreesReachTheRangesOfTheAffNistRecipe()
    {
        var recipe = new AffineRecipe();
        Assert.Equal(recipe.RotationDegrees, ViewpointSweep.Degrees(ViewpointChange.Rotation)[^1]);
        Assert.Equal(recipe.ShearDegrees, ViewpointSweep.Degrees(ViewpointChange.Shear)[^1]);
        Assert.Equal((recipe.SmallestScale, recipe.LargestScale),
            (ViewpointSweep.Degrees(ViewpointChange.Scaling)[0], ViewpointSweep.Degrees(ViewpointChange.Scaling)[^1]));
        Assert.Equal(recipe.ShiftPixels, ViewpointSweep.Degrees(ViewpointChange.TranslationX)[^1]);
    }
}

public class ImagesThatHaveNothingToDoWithEachOther
{
    private static readonly CapsNetOptions Small = new(Capsules: 4, Dim: 4, RoutingLayers: 2, Decoder: false);

    [Fact]
    public void CorrelateLessThanTheSameImageTurnedALittleAndAPairAloneAsTheFormulaSays()
    {
        manual_seed(2);
        using var scope = NewDisposeScope();
        using var model = new CapsNet(Small);
        var digits = new Placement(Mode: PlacementMode.Centered).Apply(GeneratedDigits.Create(Split.Test, 25, 3));
        var unrelated = ViewpointSweep.Unrelated(model, digits, batchSize: 8);
        var turned = ViewpointSweep.Measure(model, digits, ViewpointChange.Rotation, [2])[0].Layers;
        Assert.Equal([24, 24, 24], unrelated.Select(l => l.Images));      // the 25th has no partner in its batch
        for (var l = 0; l < 3; l++) Assert.InRange(unrelated[l].Mean, 0, turned[l].Mean);

        model.eval();
        using var off = no_grad();
        var v = model.Run(new Capsules.Training.Batches(digits.Take(2), 2).Epoch().Single().X).Capsules[0].square().sum(-1).sqrt().to(float64);
        var expected = 2 * (v[0] * v[1]) / v.square().sum(dim: 0);           // v⁽²⁾ is v⁽¹⁾ in another order: the norms are equal
        Assert.Equal(expected.mean().item<double>(), ViewpointSweep.Unrelated(model, digits.Take(2))[0].Mean, 6);
        Assert.Throws<ArgumentException>(() => ViewpointSweep.Unrelated(model, digits.Take(1)));
    }

    [Fact]
    public void ChangesOfTheCouplingsAreThoseOfTheTrees()
    {
        manual_seed(2);
        using var model = new CapsNet(Small);
        var digits = new Placement(Mode: PlacementMode.Centered).Apply(GeneratedDigits.Create(Split.Test, 12, 3));
        var turn = AffineTransform.Rotation(15);
        var changes = ParseTrees.Changes(model, digits, turn);
        static int Class(ParseTree tree) => Array.IndexOf(tree.Norms[^1], tree.Norms[^1].Max());
        for (var i = 0; i < digits.Count; i++)
        {
            var trees = ParseTrees.Under(model, digits, i, [new AffineTransform(), turn]);
            Assert.Equal(trees[0].Change(trees[1]), changes.Layers.Select(layer => layer[i]), (a, b) => Math.Abs(a - b) < 1e-6);
            Assert.Equal(Class(trees[0]) == Class(trees[1]), changes.SameClass[i]);
            if (changes.SameClass[i]) Assert.True(changes.Layers.Sum(layer => layer[i]) <= changes.Layers.Sum(layer => layer[changes.Most]));
        }

        var neighbors = ParseTrees.Under(model, digits, 3, [new AffineTransform()])[0].Change(ParseTrees.Under(model, digits, 2, [new AffineTransform()])[0]);
        Assert.Equal(neighbors, changes.Unrelated.Select(layer => layer[3]), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void PixelsCorrelateWithThemselvesAndLessTheFurtherTheyMove()
    {
        var digits = new Placement(Mode: PlacementMode.Centered).Apply(GeneratedDigits.Create(Split.Test, 12, 3));
        foreach (var points in ViewpointSweep.OfPixels(digits))
        {
            var one = ViewpointSweep.Identity(points[0].Change);
            Assert.Equal(1, points.Single(p => p.Degree == one).Layers[0].Mean, 9);
            Assert.All(points.Where(p => p.Degree != one), p => Assert.True(p.Layers[0].Mean < 1));
        }

        Assert.InRange(ViewpointSweep.UnrelatedPixels(digits)[0].Mean, 0, 0.9);
    }
}
