using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>Parse trees that a network computes; it is run in evaluation mode.</summary>
public static class ParseTrees
{
    /// <summary>The tree of one image of a batch.</summary>
    /// <param name="model">The network.</param>
    /// <param name="batch">Images.</param>
    /// <param name="index">Which of them.</param>
    public static ParseTree Of(CapsNet model, Batch batch, int index)
    {
        using var scope = NewDisposeScope();
        return Of(model, batch.X.narrow(0, index, 1));
    }

    /// <summary>The trees of one image and of the same image moved to the right.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images no larger than the network's.</param>
    /// <param name="index">Which of them; it is put into the middle.</param>
    /// <param name="pixels">How far it is moved.</param>
    public static (ParseTree Before, ParseTree After) Shifted(CapsNet model, ImageSet images, int index, int pixels)
    {
        using var scope = NewDisposeScope();
        var centered = new Placement(model.Options.ImageSize, PlacementMode.Centered);
        var x = Tensors(model, centered.Apply(images.Slice(index, 1)));
        return (Of(model, x), Of(model, x.roll(pixels, 3)));
    }

    /// <summary>The trees of one image as it is turned, sheared, scaled or shifted.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of the network's size.</param>
    /// <param name="index">Which of them.</param>
    /// <param name="transforms">One per tree.</param>
    public static IReadOnlyList<ParseTree> Under(CapsNet model, ImageSet images, int index, IEnumerable<AffineTransform> transforms)
    {
        using var scope = NewDisposeScope();
        return [.. transforms.Select(t => Of(model, Tensors(model, t.Apply(images.Slice(index, 1)))))];
    }

    /// <summary>
    /// The image whose couplings change most under a transform, among those that the network takes for the same class before and after; and its
    /// two trees (figure 5).
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Images of the network's size, few enough for one pass.</param>
    /// <param name="transform">What is done to them.</param>
    /// <exception cref="InvalidOperationException">The network takes every image for another class.</exception>
    public static (int Index, ParseTree Before, ParseTree After) MostChanged(CapsNet model, ImageSet images, AffineTransform transform)
    {
        using var scope = NewDisposeScope();
        var before = Run(model, Tensors(model, images));
        var after = Run(model, Tensors(model, transform.Apply(images)));
        var change = before.Couplings.Zip(after.Couplings, (c1, c2) => (c1 - c2).abs().mean([1, 2])).Aggregate((a, b) => a + b);     // [B]
        var same = before.ClassNorms.argmax(1).eq(after.ClassNorms.argmax(1));
        if (same.sum().item<long>() == 0) throw new InvalidOperationException($"{transform}: the network takes every image for another class");
        var index = (int)(change * same.to(change.dtype)).argmax().item<long>();
        var trees = Under(model, images, index, [new AffineTransform(), transform]);
        return (index, trees[0], trees[1]);
    }

    /// <summary>The numbers of a matrix.</summary>
    /// <param name="matrix">[rows, columns].</param>
    /// <exception cref="ArgumentException">It is not a matrix.</exception>
    public static double[,] Matrix(this Tensor matrix)
    {
        if (matrix.ndim != 2) throw new ArgumentException($"A matrix is needed, not a tensor of shape [{string.Join(", ", matrix.shape)}].", nameof(matrix));
        using var scope = NewDisposeScope();
        return (double[,])matrix.detach().to(float64).cpu().data<double>().ToNDArray();
    }

    private static Tensor Tensors(CapsNet model, ImageSet images) =>
        new Batches(images, images.Count, device: model.parameters().First().device).Epoch().Single().X;

    private static ParseTree Of(CapsNet model, Tensor x)
    {
        var output = Run(model, x);
        return new ParseTree(
            [.. output.Couplings.Select(c => c[0].Matrix())],
            [.. output.Capsules.Select(u => Squash.Norm(u)[0].to(float64).cpu().data<double>().ToArray())],
            ParseTree.NamesOf(model.Options),
            x[0, 0].Matrix());
    }

    private static CapsNetOutput Run(CapsNet model, Tensor x)
    {
        using var mode = new EvaluationMode(model);
        return model.Run(x, reconstruct: false);
    }
}
