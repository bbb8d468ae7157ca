using Capsules.Data;
using Capsules.Networks;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>The affine transformations of figures 4 and 6 to 8 of Mitterreiter et al. (2023).</summary>
public enum ViewpointChange
{
    /// <summary>A turn, in degrees.</summary>
    Rotation,

    /// <summary>A shear along x, in degrees.</summary>
    Shear,

    /// <summary>A change of size, as a factor.</summary>
    Scaling,

    /// <summary>A horizontal shift, in pixels.</summary>
    TranslationX,

    /// <summary>A vertical shift, in pixels.</summary>
    TranslationY,
}

/// <summary>The correlations of a network's layers at one degree of one transformation: a point of each curve of figure 4.</summary>
/// <param name="Layers">One per capsule layer, in order.</param>
public sealed record ViewpointPoint(ViewpointChange Change, double Degree, IReadOnlyList<ViewpointCorrelation> Layers);

/// <summary>Measures a network's viewpoint invariance under growing transformations (Mitterreiter et al., 2023, section 4.2).</summary>
public static class ViewpointSweep
{
    /// <summary>Degrees that end where appendix A.1's recipe does: ±20°, ±40°, 0.8 to 1.2 and ±8 pixels. The paper does not print its own.</summary>
    public static IReadOnlyList<double> Degrees(ViewpointChange change) => Of(change).Degrees;

    /// <summary>The degree at which nothing changes.</summary>
    public static double Identity(ViewpointChange change) => change == ViewpointChange.Scaling ? 1 : 0;

    private static (double[] Degrees, Func<double, AffineTransform> Transform) Of(ViewpointChange change) => change switch
    {
        ViewpointChange.Rotation => ([0, 5, 10, 15, 20], AffineTransform.Rotation),
        ViewpointChange.Shear => ([0, 10, 20, 30, 40], AffineTransform.Shear),
        ViewpointChange.Scaling => ([0.8, 0.9, 1, 1.1, 1.2], AffineTransform.Scaling),
        ViewpointChange.TranslationX => ([0, 2, 4, 6, 8], AffineTransform.TranslationX),
        _ => ([0, 2, 4, 6, 8], AffineTransform.TranslationY),
    };

    /// <summary>Compares every image's capsule norms with those of the same image transformed, layer by layer.</summary>
    /// <param name="images">Images of the network's size, [N, channels, size, size]; placed before, so that they can move.</param>
    /// <param name="afterwards">What is done to the images after they have moved and before the network sees them, such as
    /// <see cref="Rescale"/>; nothing where null.</param>
    /// <exception cref="ArgumentException">The images' shape is not the network's, or there are none.</exception>
    public static IReadOnlyList<ViewpointPoint> Measure(
        CapsNet model, ImageSet images, ViewpointChange change, IReadOnlyList<double>? degrees = null, int batchSize = 256,
        ViewpointOptions? options = null, Device? device = null, CancellationToken cancellation = default,
        Func<ImageSet, ImageSet>? afterwards = null)
    {
        using var mode = new EvaluationMode(model);
        return Moved(Seen(model, device, afterwards), images, change, degrees, batchSize, options, cancellation);
    }

    /// <summary>The same of the images themselves, each pixel taken for a capsule and its brightness for the norm: a control.</summary>
    /// <inheritdoc cref="All"/>
    public static IReadOnlyList<IReadOnlyList<ViewpointPoint>> OfPixels(ImageSet images, int batchSize = 256, ViewpointOptions? options = null) =>
        [.. Enum.GetValues<ViewpointChange>().Select(change => Moved(Pixels, images, change, null, batchSize, options, default))];

    /// <summary>All five transformations, one after the other, each with its own degrees.</summary>
    /// <inheritdoc cref="Measure"/>
    public static IReadOnlyList<IReadOnlyList<ViewpointPoint>> All(
        CapsNet model, ImageSet images, int batchSize = 256, ViewpointOptions? options = null, Device? device = null,
        CancellationToken cancellation = default, Func<ImageSet, ImageSet>? afterwards = null) =>
        [.. Enum.GetValues<ViewpointChange>().Select(change => Measure(model, images, change, null, batchSize, options, device, cancellation, afterwards))];

    /// <summary>Compares every image's capsule norms with those of the next image. The correlation is not centered, so that it is above 0
    /// for images that have nothing to do with each other: this is its floor.</summary>
    /// <param name="images">Images of the network's size, in random order.</param>
    /// <param name="afterwards">What is done to the images before the network sees them; nothing where null.</param>
    /// <exception cref="ArgumentException">The images' shape is not the network's, or there are fewer than two.</exception>
    public static IReadOnlyList<ViewpointCorrelation> Unrelated(
        CapsNet model, ImageSet images, int batchSize = 256, ViewpointOptions? options = null, Device? device = null,
        Func<ImageSet, ImageSet>? afterwards = null)
    {
        using var mode = new EvaluationMode(model);
        return WithNext(Seen(model, device, afterwards), images, batchSize, options);
    }

    /// <summary>The same of the images themselves, pixel by pixel.</summary>
    /// <inheritdoc cref="Unrelated"/>
    public static IReadOnlyList<ViewpointCorrelation> UnrelatedPixels(ImageSet images, int batchSize = 256, ViewpointOptions? options = null) =>
        WithNext(Pixels, images, batchSize, options);

    private static IReadOnlyList<ViewpointPoint> Moved(
        Func<ImageSet, Tensor[]> norms, ImageSet images, ViewpointChange change, IReadOnlyList<double>? degrees, int batchSize,
        ViewpointOptions? options, CancellationToken cancellation)
    {
        degrees ??= Degrees(change);
        var layers = Compare(norms, images, 1, batchSize, options, cancellation,
            [.. degrees.Select(degree => (Func<ImageSet, Tensor[], Tensor[]>)((part, _) => norms(Of(change).Transform(degree).Apply(part))))]);
        return [.. degrees.Zip(layers, (degree, correlations) => new ViewpointPoint(change, degree, correlations))];
    }

    // A last batch of a single image would be compared with itself.
    private static ViewpointCorrelation[] WithNext(Func<ImageSet, Tensor[]> norms, ImageSet images, int batchSize, ViewpointOptions? options) =>
        Compare(norms, images, 2, batchSize, options, default, [(_, still) => Array.ConvertAll(still, layer => layer.roll(1, 0))])[0];

    // For each of the others, the correlations of every layer's norms with its norms, which it makes of a batch and the batch's own norms.
    // Every batch is transformed by itself: the transformed set is never in memory as a whole.
    private static ViewpointCorrelation[][] Compare(
        Func<ImageSet, Tensor[]> norms, ImageSet images, int leastBatch, int batchSize, ViewpointOptions? options, CancellationToken cancellation,
        Func<ImageSet, Tensor[], Tensor[]>[] others)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, leastBatch);
        if (images.Count < leastBatch) throw new ArgumentException($"{images.Name}: {images.Count} images; at least {leastBatch} must be compared", nameof(images));
        var metrics = new ViewpointCorrelationMetric[others.Length][];
        for (var start = 0; start <= images.Count - leastBatch; start += batchSize)
        {
            using var scope = NewDisposeScope();
            var part = images.Slice(start, Math.Min(batchSize, images.Count - start));
            var still = norms(part);
            for (var k = 0; k < others.Length; k++)
            {
                metrics[k] ??= Array.ConvertAll(still, layer => new ViewpointCorrelationMetric(layer.shape[1], options));
                foreach (var (metric, (one, other)) in metrics[k].Zip(still.Zip(others[k](part, still)))) metric.AddNorms(one, other);
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return Array.ConvertAll(metrics, layers => Array.ConvertAll(layers, m => m.Result()));
    }

    // [B, channels·rows·columns]
    private static Tensor[] Pixels(ImageSet images) => [new Batches(images, images.Count).Epoch().Single().X.flatten(1).to(float64)];

    // Norms of every layer's capsules, each [B, n]; exact, since with an ε under the root dead capsules would correlate perfectly.
    private static Func<ImageSet, Tensor[]> Seen(CapsNet model, Device? device, Func<ImageSet, ImageSet>? afterwards) => images =>
    {
        // What the convolutions computed is given back at once: over all degrees it was six gigabytes.
        using var scope = NewDisposeScope();
        var batch = new Batches(afterwards is null ? images : afterwards(images), images.Count, device: device).Epoch().Single();
        return [.. model.Run(batch.X, reconstruct: false).Capsules.Select(u => u.to(float64).square().sum(-1).sqrt().MoveToOuterDisposeScope())];
    };
}
