using Capsules.Data;
using Capsules.Models;
using Capsules.Routing;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Plots;

/// <summary>The parse-tree of one image (Mitterreiter et al., 2023, section 3.4).</summary>
/// <param name="Couplings">Couplings of every routing layer, [n, m] each.</param>
/// <param name="Norms">Norms of every layer's capsules, [n] each.</param>
/// <param name="Image">The image's first channel, [rows, columns].</param>
public sealed record ParseTree(IReadOnlyList<double[,]> Couplings, IReadOnlyList<double[]> Norms, double[,] Image);

/// <summary>Parse-trees of a network, ready to draw.</summary>
public static class ParseTrees
{
    /// <summary>The tree a network computes for one image of a batch.</summary>
    /// <param name="model">The network; measured in evaluation mode.</param>
    /// <param name="batch">Images.</param>
    /// <param name="index">Which of them.</param>
    public static ParseTree Of(CapsNet model, Batch batch, int index)
    {
        using var scope = NewDisposeScope();
        return Of(model, batch.X.narrow(0, index, 1));
    }

    /// <summary>The trees of one image and of the same image moved to the right.</summary>
    /// <param name="model">The network; measured in evaluation mode.</param>
    /// <param name="images">Images no larger than the network's.</param>
    /// <param name="index">Which of them; it is put into the middle.</param>
    /// <param name="pixels">How far it is moved.</param>
    public static (ParseTree Before, ParseTree After) Shifted(CapsNet model, ImageSet images, int index, int pixels)
    {
        using var scope = NewDisposeScope();
        var centred = new Placement(model.Options.ImageSize, PlacementMode.Centred);
        var x = Tensors(model, centred.Apply(images.Slice(index, 1)));
        return (Of(model, x), Of(model, x.roll(pixels, 3)));
    }

    /// <summary>The trees of one image as it is turned, sheared, scaled or shifted.</summary>
    /// <param name="model">The network; measured in evaluation mode.</param>
    /// <param name="images">Images of the network's size.</param>
    /// <param name="index">Which of them.</param>
    /// <param name="transforms">One a tree.</param>
    public static IReadOnlyList<ParseTree> Under(CapsNet model, ImageSet images, int index, IEnumerable<AffineTransform> transforms)
    {
        using var scope = NewDisposeScope();
        return [.. transforms.Select(t => Of(model, Tensors(model, t.Apply(images.Slice(index, 1)))))];
    }

    /// <summary>
    /// The image whose couplings change most under a transform, among those the network takes for the same class before and after; and its two
    /// trees (figure 5).
    /// </summary>
    /// <param name="model">The network; measured in evaluation mode.</param>
    /// <param name="images">Images of the network's size, so few that one pass takes them.</param>
    /// <param name="transform">What is done to them.</param>
    /// <exception cref="InvalidOperationException">The network takes every image for another class.</exception>
    public static (int Index, ParseTree Before, ParseTree After) MostChanged(CapsNet model, ImageSet images, AffineTransform transform)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var wasTraining = model.training;
        model.eval();
        var before = model.Run(Tensors(model, images), reconstruct: false);
        var after = model.Run(Tensors(model, transform.Apply(images)), reconstruct: false);
        model.train(wasTraining);
        var change = before.Couplings.Zip(after.Couplings, (c1, c2) => (c1 - c2).abs().mean([1, 2])).Aggregate((a, b) => a + b);     // [B]
        var same = before.ClassNorms.argmax(1).eq(after.ClassNorms.argmax(1));
        if (same.sum().item<long>() == 0) throw new InvalidOperationException($"{transform}: the network takes every image for another class");
        var index = (int)(change * same.to(change.dtype)).argmax().item<long>();
        var trees = Under(model, images, index, [new AffineTransform(), transform]);
        return (index, trees[0], trees[1]);
    }

    /// <summary>Mean absolute difference of two matrices of one shape.</summary>
    public static double MeanDifference(double[,] a, double[,] b)
    {
        if (a.GetLength(0) != b.GetLength(0) || a.GetLength(1) != b.GetLength(1))
            throw new ArgumentException($"matrices of {a.GetLength(0)}×{a.GetLength(1)} and {b.GetLength(0)}×{b.GetLength(1)} cannot be compared", nameof(b));
        return a.Cast<double>().Zip(b.Cast<double>(), (x, y) => Math.Abs(x - y)).Average();
    }

    /// <summary>Names of a network's capsule layers.</summary>
    public static IReadOnlyList<string> LayerNames(CapsNetOptions options) =>
        [.. options.CapsulesPerLayer.Select((_, l) => l == 0 ? "PrimeCaps" : l == options.RoutingLayers ? "classes" : $"layer {l + 1}")];

    private static Tensor Tensors(CapsNet model, ImageSet images) =>
        new Batches(images, images.Count, device: model.parameters().First().device).Epoch().Single().X;

    private static ParseTree Of(CapsNet model, Tensor x)
    {
        var wasTraining = model.training;
        model.eval();
        using var off = no_grad();
        var output = model.Run(x, reconstruct: false);
        model.train(wasTraining);
        return new ParseTree(
            [.. output.Couplings.Select(c => Pictures.Doubles(c[0]))],
            [.. output.Capsules.Select(u => Squash.Norm(u)[0].to(float64).cpu().data<double>().ToArray())],
            Pictures.Doubles(x[0, 0]));
    }
}
