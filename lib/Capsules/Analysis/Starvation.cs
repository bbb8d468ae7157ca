using Capsules.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>A capsule whose largest norm over a batch fell below a threshold; layers and capsules count from 1.</summary>
/// <param name="Batch">The first batch in which its norm was below the threshold.</param>
/// <param name="GreatestAfter">Its greatest norm in any later batch kept; 0 if there was none.</param>
public sealed record CapsuleFall(int Layer, int Capsule, long Batch, double GreatestAfter, double Last, double Threshold)
{
    /// <summary>Whether its norm reached the threshold again in any later batch.</summary>
    public bool CameBack => GreatestAfter >= Threshold;
}

/// <summary>Gradient norms of a routing layer's matrices, by what they join; layers count from 1.</summary>
/// <param name="Alive">Median of ‖∂L/∂W(j,i)‖ where both capsules are alive; NaN where there is none.</param>
/// <param name="FromDead">Median where the lower capsule is dead.</param>
/// <param name="ToDead">Median where the lower capsule is alive and the upper one dead.</param>
public sealed record GradientByFate(int Layer, double Alive, double FromDead, double ToDead);

/// <summary>What the batches a <see cref="StarvationTracker"/> kept say: which capsules died, whether one came back, how their matrices fared.</summary>
public static class Starvation
{
    /// <summary>Every capsule whose largest norm over a batch's images was ever below the threshold.</summary>
    public static IReadOnlyList<CapsuleFall> Falls(IReadOnlyList<StarvationPoint> points, double threshold)
    {
        if (points.Count == 0) return [];
        var falls = new List<CapsuleFall>();
        for (var l = 0; l < points[0].MaxNorms.Count; l++)
            for (var i = 0; i < points[0].MaxNorms[l].Length; i++)
            {
                double[] norms = [.. points.Select(p => (double)p.MaxNorms[l][i])];
                var first = Array.FindIndex(norms, norm => norm < threshold);
                if (first < 0) continue;
                var after = norms[(first + 1)..];
                falls.Add(new CapsuleFall(l + 1, i + 1, points[first].Batch, after.DefaultIfEmpty(0).Max(), norms[^1], threshold));
            }

        return falls;
    }

    /// <summary>Some of the batches, evenly over all of them, the last included: a picture has no room for more.</summary>
    /// <param name="count">How many at most; at least 2.</param>
    public static IReadOnlyList<StarvationPoint> Thin(IReadOnlyList<StarvationPoint> points, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        return points.Count <= count
            ? points
            : [.. Enumerable.Range(0, count).Select(k => points[(int)((long)k * (points.Count - 1) / (count - 1))])];
    }

    /// <summary>Largest norms of a layer's capsules over time: a panel of figure 10. Layers count from 1; [capsules, batches].</summary>
    public static double[,] Norms(IReadOnlyList<StarvationPoint> points, int layer) =>
        Matrix(points[0].MaxNorms[layer - 1].Length, points.Count, (i, t) => points[t].MaxNorms[layer - 1][i]);

    /// <summary>log₁₀‖∂L/∂W(j,i)‖ over time: a column of figures 11 to 14. Routing layers count from 1; [lower capsules, batches].</summary>
    /// <param name="upper">Upper capsule j, from 1.</param>
    /// <param name="floor">Norms below this are shown as this: a matrix without gradient has no logarithm.</param>
    public static double[,] LogGradients(IReadOnlyList<StarvationPoint> points, int layer, int upper, double floor = 1e-8) =>
        Matrix(points[0].GradientNorms[layer - 1].GetLength(0), points.Count,
            (i, t) => Math.Log10(Math.Max(floor, points[t].GradientNorms[layer - 1][i, upper - 1])));

    /// <summary>Median gradient norms over the last batches kept, by whether the capsules joined are dead in the last of them.</summary>
    public static IReadOnlyList<GradientByFate> ByFate(IReadOnlyList<StarvationPoint> points, double threshold, int last = 10)
    {
        var end = points[^1];
        bool Dead(int layer, int i) => end.MaxNorms[layer][i] < threshold;
        double MedianOf(int layer, Func<int, int, bool> which) => Statistics.Median(
            points.TakeLast(last).SelectMany(p => Pairs(p.GradientNorms[layer]).Where(g => which(g.I, g.J)).Select(g => (double)g.Norm)));
        return
        [
            .. end.GradientNorms.Select((_, l) => new GradientByFate(
                l + 1, MedianOf(l, (i, j) => !Dead(l, i) && !Dead(l + 1, j)), MedianOf(l, (i, _) => Dead(l, i)), MedianOf(l, (i, j) => !Dead(l, i) && Dead(l + 1, j)))),
        ];
    }

    private static IEnumerable<(int I, int J, float Norm)> Pairs(float[,] norms) =>
        from i in Enumerable.Range(0, norms.GetLength(0)) from j in Enumerable.Range(0, norms.GetLength(1)) select (i, j, norms[i, j]);

    private static double[,] Matrix(int rows, int columns, Func<int, int, double> value)
    {
        var matrix = new double[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var t = 0; t < columns; t++)
                matrix[i, t] = value(i, t);
        return matrix;
    }
}

/// <summary>One training batch in figures 10 to 14 of Mitterreiter et al. (2023).</summary>
/// <param name="MaxNorms">Largest norm of every capsule over the batch's images, [n] for every capsule layer (figure 10).</param>
/// <param name="GradientNorms">‖∂L/∂W(j,i)‖, [n, m] for every routing layer: lower capsules in rows (figures 11 to 14).</param>
public sealed record StarvationPoint(long Batch, IReadOnlyList<float[]> MaxNorms, IReadOnlyList<float[,]> GradientNorms);

/// <summary>Follows capsules and their matrices through a training; give <see cref="Add"/> to <see cref="Training.Trainer.Fit"/> as its
/// observer.</summary>
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
        var norms = gradient.square().sum([2, 3]).sqrt().t().contiguous();     // [m, n, h, d] → [n, m]
        return (float[,])norms.to(float32).cpu().data<float>().ToNDArray();
    }
}
