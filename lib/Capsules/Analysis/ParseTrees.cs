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
