using Capsules.Data;
using Capsules.Metrics;
using Capsules.Models;
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
    private static readonly ImageSet Digits = new Placement(Mode: PlacementMode.Centred).Apply(GeneratedDigits.Create(Split.Test, 24, 3));

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
