using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>How much each capsule sends to each above it (Mitterreiter et al., 2023, section 3.4): of one image, or over many.</summary>
/// <param name="Couplings">Couplings of every routing layer, [n, m] each.</param>
/// <param name="Norms">Norms of every layer's capsules, [n] each; one layer more than there are couplings.</param>
/// <param name="Image">The image's first channel, [rows, columns]; none where the tree is of many images.</param>
public sealed record ParseTree(
    IReadOnlyList<double[,]> Couplings, IReadOnlyList<double[]> Norms, IReadOnlyList<string> LayerNames, double[,]? Image = null)
{
    /// <summary>Mean couplings and norms over the images of a report (figure 3a).</summary>
    public static ParseTree Mean(NetworkReport report) =>
        new(report.MeanCouplings, [.. report.Activations.Select(a => a.MeanNorms)], NamesOf(report.Activations.Count));

    /// <summary>Their standard deviations (figure 3b).</summary>
    public static ParseTree Deviation(NetworkReport report) =>
        new(report.StdCouplings, [.. report.Activations.Select(a => a.StdNorms)], NamesOf(report.Activations.Count));

    /// <summary>Mean absolute difference of the couplings of every routing layer.</summary>
    /// <exception cref="ArgumentException">The trees are of different networks.</exception>
    public IReadOnlyList<double> Change(ParseTree other)
    {
        static string Shape(ParseTree tree) => string.Join(", ", tree.Couplings.Select(c => $"{c.GetLength(0)}×{c.GetLength(1)}"));
        if (Shape(this) != Shape(other)) throw new ArgumentException($"The trees have couplings of {Shape(this)} and of {Shape(other)}.", nameof(other));
        return [.. Couplings.Zip(other.Couplings, (a, b) => a.Cast<double>().Zip(b.Cast<double>(), (x, y) => Math.Abs(x - y)).Average())];
    }

    /// <summary>Names of a network's capsule layers: PrimeCaps, layer 2, …, classes.</summary>
    public static IReadOnlyList<string> NamesOf(CapsNetOptions options) => NamesOf(options.RoutingLayers + 1);

    private static IReadOnlyList<string> NamesOf(int layers) =>
        [.. Enumerable.Range(1, layers).Select(l => l == 1 ? "PrimeCaps" : l == layers ? "classes" : $"layer {l}")];
}

/// <summary>Mean |Δc| of every image and routing layer under a transform, beside what lies between unrelated images.</summary>
/// <param name="Unrelated">For each routing layer, the difference between every image and the next, another digit as a rule.</param>
/// <param name="SameClass">Which images the network takes for the same class before and after.</param>
public sealed record CouplingChanges(IReadOnlyList<double[]> Layers, IReadOnlyList<double[]> Unrelated, bool[] SameClass)
{
    /// <summary>The image that changes most over all layers, among those taken for the same class.</summary>
    /// <exception cref="InvalidOperationException">The network takes every image for another class.</exception>
    public int Most => SameClass.Any(same => same)
        ? Enumerable.Range(0, SameClass.Length).Where(k => SameClass[k]).MaxBy(Total)
        : throw new InvalidOperationException("the network takes every image for another class");

    /// <summary>The image in the middle of all, by its change over all layers.</summary>
    public int Median => Enumerable.Range(0, SameClass.Length).OrderBy(Total).ElementAt(SameClass.Length / 2);

    private double Total(int image) => Layers.Sum(layer => layer[image]);
}

/// <summary>Parse trees that a network computes; it is run in evaluation mode.</summary>
public static class ParseTrees
{
    /// <summary>The tree of one image of a batch.</summary>
    public static ParseTree Of(CapsNet model, Batch batch, int index)
    {
        using var scope = NewDisposeScope();
        return Of(model, batch.X.narrow(0, index, 1));
    }

    /// <summary>The trees of one image as it is turned, sheared, scaled or shifted.</summary>
    public static IReadOnlyList<ParseTree> Under(CapsNet model, ImageSet images, int index, IEnumerable<AffineTransform> transforms)
    {
        using var scope = NewDisposeScope();
        return [.. transforms.Select(t => Of(model, Tensors(model, t.Apply(images.Slice(index, 1)))))];
    }

    /// <summary>How much the couplings of each of many images change under a transform (figure 5).</summary>
    /// <param name="images">Images of the network's size, few enough for one pass.</param>
    public static CouplingChanges Changes(CapsNet model, ImageSet images, AffineTransform transform)
    {
        using var scope = NewDisposeScope();
        var (before, after) = (Run(model, Tensors(model, images)), Run(model, Tensors(model, transform.Apply(images))));
        var same = before.ClassNorms.argmax(1).eq(after.ClassNorms.argmax(1));
        return new CouplingChanges(
            [.. before.Couplings.Zip(after.Couplings, MeanChange)], [.. before.Couplings.Select(c => MeanChange(c, c.roll(1, 0)))],
            same.cpu().data<bool>().ToArray());
    }

    // Mean over the couplings of a layer, [B].
    private static double[] MeanChange(Tensor c1, Tensor c2) => (c1 - c2).abs().mean([1, 2]).to(float64).cpu().data<double>().ToArray();

    private static Tensor Tensors(CapsNet model, ImageSet images) =>
        new Batches(images, images.Count, device: model.parameters().First().device).Epoch().Single().X;

    private static ParseTree Of(CapsNet model, Tensor x) => Of(Run(model, x), ParseTree.NamesOf(model.Options), x[0, 0].Matrix());

    /// <summary>The tree of the first image of a pass.</summary>
    internal static ParseTree Of(CapsNetOutput output, IReadOnlyList<string> layerNames, double[,]? image = null) => new(
        [.. output.Couplings.Select(c => c[0].Matrix())],
        [.. output.Capsules.Select(u => Squash.Norm(u)[0].to(float64).cpu().data<double>().ToArray())],
        layerNames,
        image);

    private static CapsNetOutput Run(CapsNet model, Tensor x)
    {
        using var mode = new EvaluationMode(model);
        return model.Run(x, reconstruct: false);
    }
}
