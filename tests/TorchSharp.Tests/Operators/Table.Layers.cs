using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

public static partial class Table
{
    private static IEnumerable<Row> Layers() =>
    [
        new("conv2d", [new([2, 4, 5, 6]), new([6, 2, 3, 2]), new([6])],
            x => F.conv2d(x[0], x[1], x[2], [2, 1], [1, 1], [1, 2], 2), g => Convolution(g[0], g[1], g[2]))
        { WrongShapes = [[2, 3, 5, 6], [6, 2, 3, 2], [6]], WrongTypes = [ScalarType.Float32, ScalarType.Float64, ScalarType.Float32], TakesEmpty = false },
        new("conv_transpose2d", [new([2, 3, 4, 4]), new([3, 2, 3, 3])], x => F.conv_transpose2d(x[0], x[1], null, [2, 2], [1, 1], [1, 1]),
            g => Transposed(g[0], g[1])) { WrongShapes = [[2, 4, 4, 4], [3, 2, 3, 3]], TakesEmpty = false },
        new("max_pool2d", [new([2, 3, 4, 6])], x => F.max_pool2d(x[0], 2), g => Pool(g[0], v => v.Max())) { WrongShapes = [[4]], TakesEmpty = false },
        new("avg_pool2d", [new([2, 3, 4, 6])], x => F.avg_pool2d(x[0], 2), g => Pool(g[0], v => v.Average())) { WrongShapes = [[4]], TakesEmpty = false },
        new("adaptive_avg_pool2d", [new([2, 3, 4, 6])], x => F.adaptive_avg_pool2d(x[0], 1), g => g[0].Along([2, 3], v => v.Average(), true))
        { WrongShapes = [[4]], TakesEmpty = false },
        new("layer_norm", [new([3, 4]), new([4]), new([4])], x => F.layer_norm(x[0], [4], x[1], x[2], 1e-3),
            g => Affine(g[0].Lines(1, v => Standard(v, 1e-3)), g[1], g[2])) { WrongShapes = [[3, 5], [4], [4]] },
        new("batch_norm", [new([4, 3, 2, 2]), new([3]), new([3])], x => F.batch_norm(x[0], null!, null!, x[1], x[2], true, 0.1, 1e-3),
            g => BatchNorm(g[0], g[1], g[2])) { WrongShapes = [[4, 3, 2, 2], [4], [3]], TakesEmpty = false, Tolerance = 1e-10 },
        new("group_norm", [new([2, 4, 3])], x => F.group_norm(x[0], 2, eps: 1e-3),
            g => g[0].Reshape(4, 6).Lines(1, v => Standard(v, 1e-3)).Reshape(2, 4, 3)) { WrongShapes = [[2, 3, 3]], TakesEmpty = false, Tolerance = 1e-10 },
        new("mse_loss", [new([3, 4]), new([3, 4])], x => F.mse_loss(x[0], x[1]), g => Averaged(g, (a, b) => (a - b) * (a - b))) { TakesEmpty = false, WrongShapes = [[3, 4], [3]] },
        new("l1_loss", [new([3, 4]), new([3, 4])], x => F.l1_loss(x[0], x[1], nn.Reduction.Sum), g =>
            Grid.Zip(g[0], g[1], (a, b) => Math.Abs(a - b)).Along([0, 1], v => v.Sum())) { WrongShapes = [[3, 4], [3]] },
        new("smooth_l1_loss", [new([3, 4]), new([3, 4])], x => F.smooth_l1_loss(x[0], x[1], beta: 0.5), g =>
            Averaged(g, (a, b) => Math.Abs(a - b) is var d && d < 0.5 ? d * d : d - 0.25)) { TakesEmpty = false, WrongShapes = [[3, 4], [3]] },
        new("huber_loss", [new([3, 4]), new([3, 4])], x => F.huber_loss(x[0], x[1], 0.5), g =>
            Averaged(g, (a, b) => Math.Abs(a - b) is var d && d < 0.5 ? d * d / 2 : 0.5 * (d - 0.25))) { TakesEmpty = false, WrongShapes = [[3, 4], [3]] },
        new("binary_cross_entropy", [new([3, 4], 0.1, 0.9), new([3, 4], 0.1, 0.9)], x => F.binary_cross_entropy(x[0], x[1].detach()),
            g => Averaged(g, (p, t) => -t * Math.Log(p) - (1 - t) * Math.Log(1 - p))) { Differentiable = false, TakesEmpty = false, WrongShapes = [[3, 4], [3]] },
        new("binary_cross_entropy_with_logits", [new([3, 4]), new([3, 4], 0.1, 0.9)], x => F.binary_cross_entropy_with_logits(x[0], x[1]),
            g => Averaged(g, (x, t) => -t * Math.Log(Sigmoid(x)) - (1 - t) * Math.Log(1 - Sigmoid(x)))) { TakesEmpty = false, WrongShapes = [[3, 4], [3]] },
        new("kl_div", [new([3, 4]), new([3, 4])], x => F.kl_div(x[0], x[1]), g => Averaged(g, (x, t) => Math.Exp(t) * (t - x))) { TakesEmpty = false, WrongShapes = [[3, 4], [3]] },
        new("cross_entropy", [new([3, 4])], x => F.cross_entropy(x[0], tensor(new long[] { 2, 0, 3 })), g =>
            new([], [-new[] { 2, 0, 3 }.Select((label, row) => Math.Log(Softmax(Line(g[0], row))[label])).Average()])) { TakesEmpty = false, WrongShapes = [[4, 4]] },
        new("cross_entropy smoothed", [new([3, 4])], x => F.cross_entropy(x[0], tensor(new long[] { 2, 0, 3 }), label_smoothing: 0.2), g =>
            new([], [-new[] { 2, 0, 3 }.Select((label, row) => Softmax(Line(g[0], row)).Select((p, i) => (i == label ? 0.85 : 0.05) * Math.Log(p)).Sum()).Average()]))
        { TakesEmpty = false, WrongShapes = [[4, 4]] },
        new("nll_loss", [new([3, 4])], x => F.nll_loss(x[0], tensor(new long[] { 2, 0, 3 })), g => new([], [-(g[0][0, 2] + g[0][1, 0] + g[0][2, 3]) / 3]))
        { TakesEmpty = false, WrongShapes = [[4, 4]] },
        new("pairwise_distance", [new([3, 4]), new([3, 4])], x => F.pairwise_distance(x[0], x[1], eps: 0), g =>
            Grid.Zip(g[0], g[1], (a, b) => (a - b) * (a - b)).Along([1], v => Math.Sqrt(v.Sum()))) { WrongShapes = [[3, 4], [3, 5]] },
        new("embedding", [new([5, 3])], x => Embedded(x[0]), g => Grid.Fill([2, 2, 3], at => g[0][new[] { 4, 0, 2, 4 }[2 * at[0] + at[1]], at[2]])) { TakesEmpty = false, WrongShapes = [[4, 3]], PackageEndsProcess = true },
        new("dropout none", [new([3, 4])], x => F.dropout(x[0], 0), g => g[0]),
        new("dropout all", [new([3, 4])], x => F.dropout(x[0], 1), g => g[0].Map(_ => 0)),
        new("affine_grid", [new([2, 2, 3])], x => F.affine_grid(x[0], [2, 1, 3, 4]), g => Grid.Fill([2, 3, 4, 2], at =>
            g[0][at[0], at[3], 0] * ((2 * at[2] + 1) / 4.0 - 1) + g[0][at[0], at[3], 1] * ((2 * at[1] + 1) / 3.0 - 1) + g[0][at[0], at[3], 2]))
        { TakesEmpty = false, WrongShapes = [[2, 3, 3]] },
        new("grid_sample", [new([2, 2, 4, 5]), new([2, 3, 3, 2], -0.9, 0.9)], x => F.grid_sample(x[0], x[1], align_corners: true), g => Bilinear(g[0], g[1]))
        { TakesEmpty = false, WrongShapes = [[2, 2, 4, 5], [3, 3, 3, 2]] },
    ];

    private static Tensor Embedded(Tensor table) =>
        nn.functional.one_hot(tensor(new long[] { 4, 0, 2, 4 }, [2L, 2]), 5).to_type(table.dtype).matmul(table);

    private static Grid Averaged(Grid[] g, Func<double, double, double> f) => Grid.Zip(g[0], g[1], f).Along([0, 1], v => v.Average());

    private static double[] Standard(double[] v, double eps) => [.. v.Select(a => (a - v.Average()) / Math.Sqrt(Variance(v, 0) + eps))];

    private static Grid Affine(Grid x, Grid weight, Grid bias) => Grid.Zip(Grid.Zip(x, weight, (a, b) => a * b), bias, (a, b) => a + b);

    private static Grid BatchNorm(Grid x, Grid weight, Grid bias)
    {
        var normal = x.Permute(1, 0, 2, 3).Reshape(3, 16).Lines(1, v => Standard(v, 1e-3)).Reshape(3, 4, 2, 2).Permute(1, 0, 2, 3);
        return Affine(normal, weight.Reshape(3, 1, 1), bias.Reshape(3, 1, 1));
    }

    // Stride (2, 1), padding 1, dilation (1, 2), two groups, as the row above calls it.
    private static Grid Convolution(Grid x, Grid w, Grid bias) => Grid.Fill([2, 6, 3, 6], at =>
    {
        var sum = bias[at[1]];
        for (var c = 0; c < 2; c++)
            foreach (var (i, j) in Pairs(3, 2))
            {
                var (row, column) = (2 * at[2] + i - 1, at[3] + 2 * j - 1);
                if (row is < 0 or >= 5 || column is < 0 or >= 6) continue;
                sum += w[at[1], c, i, j] * x[at[0], at[1] / 3 * 2 + c, row, column];
            }
        return sum;
    });

    // Stride 2, padding 1, output padding 1: every input number spreads over a 3×3 patch.
    private static Grid Transposed(Grid x, Grid w)
    {
        var result = new Grid(2, 2, 8, 8);
        foreach (var at in x.Indices())
            for (var o = 0; o < 2; o++)
                foreach (var (i, j) in Pairs(3, 3))
                {
                    var (row, column) = (2 * at[2] + i - 1, 2 * at[3] + j - 1);
                    if (row is >= 0 and < 8 && column is >= 0 and < 8) result[at[0], o, row, column] += x[at] * w[at[1], o, i, j];
                }
        return result;
    }

    private static Grid Pool(Grid x, Func<IEnumerable<double>, double> f) => Grid.Fill([2, 3, 2, 3], at =>
        f(Pairs(2, 2).Select(p => x[at[0], at[1], 2 * at[2] + p.I, 2 * at[3] + p.J])));

    private static Grid Bilinear(Grid x, Grid places) => Grid.Fill([2, 2, 3, 3], at =>
    {
        var (column, row) = ((places[at[0], at[2], at[3], 0] + 1) / 2 * 4, (places[at[0], at[2], at[3], 1] + 1) / 2 * 3);
        var (left, top) = ((int)Math.Floor(column), (int)Math.Floor(row));
        return Pairs(2, 2).Sum(p => (p.I == 0 ? 1 - (row - top) : row - top) * (p.J == 0 ? 1 - (column - left) : column - left)
            * x[at[0], at[1], top + p.I, left + p.J]);
    });
}
