using Capsules.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>One training batch in figures 10 to 14 of Mitterreiter et al. (2023).</summary>
/// <param name="Batch">Number of the batch, from 1.</param>
/// <param name="MaxNorms">Largest norm of every capsule over the batch's images, [n] for every capsule layer (figure 10).</param>
/// <param name="GradientNorms">‖∂L/∂W(j,i)‖, [n, m] for every routing layer: lower capsules in rows (figures 11 to 14).</param>
public sealed record StarvationPoint(long Batch, IReadOnlyList<float[]> MaxNorms, IReadOnlyList<float[,]> GradientNorms);

/// <summary>
/// Follows capsules and their matrices through a training; give <see cref="Add"/> to <see cref="Training.Trainer.Fit"/> as its observer.
/// </summary>
/// <param name="every">Keeps one batch in so many; of the network of Table 1 a point takes 4 kB.</param>
/// <remarks>The figures show the gradient of L_m. What is followed is the gradient trained with, of L = L_m + α L_r; they are the same without decoder.</remarks>
public sealed class StarvationTracker(CapsNet model, int every = 1)
{
    private readonly int every = every > 0 ? every : throw new ArgumentOutOfRangeException(nameof(every), every, "every must be at least 1");
    private readonly List<StarvationPoint> points = [];
    private long batches;

    /// <summary>The batches kept, in order.</summary>
    public IReadOnlyList<StarvationPoint> Points => points;

    /// <summary>Takes in a batch after its backward pass and before the next one's.</summary>
    /// <param name="output">The pass whose gradients the network holds.</param>
    /// <exception cref="InvalidOperationException">No backward pass was made.</exception>
    public void Add(CapsNetOutput output)
    {
        if (batches++ % every != 0) return;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        points.Add(new StarvationPoint(
            batches,
            [.. output.Capsules.Select(u => u.detach().square().sum(-1).sqrt().amax(0).to(float32).cpu().data<float>().ToArray())],
            [.. model.Layers.Select(GradientNorms)]));
    }

    private static float[,] GradientNorms(Routing.CapsuleLayer layer)
    {
        var gradient = layer.Weight.grad ?? throw new InvalidOperationException("the matrices have no gradient yet; add a batch after its backward pass");
        var norms = gradient.square().sum([2, 3]).sqrt().t().contiguous().to(float32).cpu();     // [m, n, h, d] → [n, m]
        var flat = norms.data<float>().ToArray();
        var matrix = new float[layer.Lower, layer.Upper];
        Buffer.BlockCopy(flat, 0, matrix, 0, flat.Length * sizeof(float));
        return matrix;
    }
}
