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
    /// <summary>
    /// Degrees that end where appendix A.1's recipe does: ±20°, ±40°, 0.8 to 1.2 and ±8 pixels. The paper does not print its own.
    /// </summary>
    public static IReadOnlyList<double> Degrees(ViewpointChange change) => change switch
    {
        ViewpointChange.Rotation => [0, 5, 10, 15, 20],
        ViewpointChange.Shear => [0, 10, 20, 30, 40],
        ViewpointChange.Scaling => [0.8, 0.9, 1, 1.1, 1.2],
        _ => [0, 2, 4, 6, 8],
    };

    /// <summary>The degree at which nothing changes.</summary>
    public static double Identity(ViewpointChange change) => change == ViewpointChange.Scaling ? 1 : 0;

    /// <summary>The transform of one degree.</summary>
    public static AffineTransform Transform(ViewpointChange change, double degree) => change switch
    {
        ViewpointChange.Rotation => AffineTransform.Rotation(degree),
        ViewpointChange.Shear => AffineTransform.Shear(degree),
        ViewpointChange.Scaling => AffineTransform.Scaling(degree),
        ViewpointChange.TranslationX => AffineTransform.TranslationX(degree),
        _ => AffineTransform.TranslationY(degree),
    };

    /// <summary>Compares every image's capsule norms with those of the same image transformed, layer by layer.</summary>
    /// <param name="images">Images of the network's size, [N, channels, size, size]; placed before, so that they can move.</param>
    /// <param name="degrees">Its degrees; <see cref="Degrees"/> where none are given.</param>
    /// <param name="device">Where the network is; the processor where none is given.</param>
    /// <param name="afterwards">
    /// What is done to the images after they have moved and before the network sees them, such as <see cref="Rescale"/>; nothing where null.
    /// </param>
    /// <returns>A point for every degree, in the order given.</returns>
    /// <exception cref="ArgumentException">The images' shape is not the network's, or there are none.</exception>
    public static IReadOnlyList<ViewpointPoint> Measure(
        CapsNet model, ImageSet images, ViewpointChange change, IReadOnlyList<double>? degrees = null, int batchSize = 256,
        ViewpointOptions? options = null, Device? device = null, CancellationToken cancellation = default,
        Func<ImageSet, ImageSet>? afterwards = null)
    {
        using var mode = new EvaluationMode(model);
        return Correlations(moved => Norms(model, (afterwards ?? (same => same))(moved), device), model.Options.CapsulesPerLayer, images, change, degrees, batchSize, options, cancellation);
    }

    /// <summary>The same of the images themselves, each pixel taken for a capsule and its brightness for the norm: a control.</summary>
    /// <inheritdoc cref="All"/>
    public static IReadOnlyList<IReadOnlyList<ViewpointPoint>> OfPixels(ImageSet images, int batchSize = 256, ViewpointOptions? options = null) =>
        [.. Enum.GetValues<ViewpointChange>().Select(change => Correlations(
            set => [Pixels(set)], [images.Channels * images.Height * images.Width], images, change, null, batchSize, options, default))];

    private static IReadOnlyList<ViewpointPoint> Correlations(
        Func<ImageSet, Tensor[]> norms, IReadOnlyList<int> capsules, ImageSet images, ViewpointChange change, IReadOnlyList<double>? degrees, int batchSize,
        ViewpointOptions? options, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (images.Count == 0) throw new ArgumentException($"{images.Name}: no images to measure", nameof(images));
        degrees ??= Degrees(change);
        var metrics = degrees.Select(_ => capsules.Select(n => new ViewpointCorrelationMetric(n, options)).ToArray()).ToArray();
        for (var start = 0; start < images.Count; start += batchSize)
        {
            // Every batch is transformed by itself: the transformed set is never in memory as a whole.
            using var scope = NewDisposeScope();
            var part = images.Slice(start, Math.Min(batchSize, images.Count - start));
            var still = norms(part);
            for (var k = 0; k < degrees.Count; k++)
            {
                var moved = norms(Transform(change, degrees[k]).Apply(part));
                for (var l = 0; l < still.Length; l++) metrics[k][l].AddNorms(still[l], moved[l]);
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return [.. degrees.Zip(metrics, (degree, layers) => new ViewpointPoint(change, degree, Array.ConvertAll(layers, m => m.Result())))];
    }

    /// <summary>All five transformations, one after the other, each with its own degrees.</summary>
    /// <inheritdoc cref="Measure"/>
    public static IReadOnlyList<IReadOnlyList<ViewpointPoint>> All(
        CapsNet model, ImageSet images, int batchSize = 256, ViewpointOptions? options = null, Device? device = null,
        CancellationToken cancellation = default, Func<ImageSet, ImageSet>? afterwards = null) =>
        [.. Enum.GetValues<ViewpointChange>().Select(change => Measure(model, images, change, null, batchSize, options, device, cancellation, afterwards))];

    /// <summary>
    /// Compares every image's capsule norms with those of the next image. The correlation is not centered, so that it is above 0 for images that
    /// have nothing to do with each other: this is its floor.
    /// </summary>
    /// <param name="images">Images of the network's size, in random order.</param>
    /// <param name="device">Where the network is; the processor where none is given.</param>
    /// <param name="afterwards">What is done to the images before the network sees them; nothing where null.</param>
    /// <returns>One per capsule layer, in order.</returns>
    /// <exception cref="ArgumentException">The images' shape is not the network's, or there are fewer than two.</exception>
    public static IReadOnlyList<ViewpointCorrelation> Unrelated(
        CapsNet model, ImageSet images, int batchSize = 256, ViewpointOptions? options = null, Device? device = null,
        Func<ImageSet, ImageSet>? afterwards = null)
    {
        using var mode = new EvaluationMode(model);
        return Floor(set => Norms(model, (afterwards ?? (same => same))(set), device), model.Options.CapsulesPerLayer, images, batchSize, options);
    }

    /// <summary>The same of the images themselves, pixel by pixel.</summary>
    /// <inheritdoc cref="Unrelated"/>
    public static IReadOnlyList<ViewpointCorrelation> UnrelatedPixels(ImageSet images, int batchSize = 256, ViewpointOptions? options = null) =>
        Floor(set => [Pixels(set)], [images.Channels * images.Height * images.Width], images, batchSize, options);

    private static IReadOnlyList<ViewpointCorrelation> Floor(
        Func<ImageSet, Tensor[]> norms, IReadOnlyList<int> capsules, ImageSet images, int batchSize, ViewpointOptions? options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 2);
        if (images.Count < 2) throw new ArgumentException($"{images.Name}: two images or more are needed to compare them", nameof(images));
        ViewpointCorrelationMetric[] metrics = [.. capsules.Select(n => new ViewpointCorrelationMetric(n, options))];
        // A last batch of a single image would be compared with itself.
        for (var start = 0; start < images.Count - 1; start += batchSize)
        {
            using var scope = NewDisposeScope();
            var layers = norms(images.Slice(start, Math.Min(batchSize, images.Count - start)));
            for (var l = 0; l < layers.Length; l++) metrics[l].AddNorms(layers[l], layers[l].roll(1, 0));
        }

        return Array.ConvertAll(metrics, m => m.Result());
    }

    // [B, channels·rows·columns]
    private static Tensor Pixels(ImageSet images) => new Batches(images, images.Count).Epoch().Single().X.flatten(1).to(float64);

    // Norms of every layer's capsules, each [B, n]; exact, since with an ε under the root dead capsules would correlate perfectly.
    private static Tensor[] Norms(CapsNet model, ImageSet images, Device? device)
    {
        // What the convolutions computed is given back at once: over all degrees it was six gigabytes.
        using var scope = NewDisposeScope();
        var batch = new Batches(images, images.Count, device: device).Epoch().Single();
        return [.. model.Run(batch.X, reconstruct: false).Capsules.Select(u => u.to(float64).square().sum(-1).sqrt().MoveToOuterDisposeScope())];
    }
}
