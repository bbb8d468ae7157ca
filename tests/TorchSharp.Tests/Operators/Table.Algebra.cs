using TorchSharp;
using static TorchSharp.torch;

public static partial class Table
{
    private static ScalarType[] FloatAndWhole => [ScalarType.Float32, ScalarType.Int64];

    private static Row Products(string name, int[] a, int[] b, Func<Tensor, Tensor, Tensor> call, Func<Grid, Grid, Grid> reference, params int[][] wrong) =>
        new(name, [new(a), new(b)], x => call(x[0], x[1]), g => reference(g[0], g[1])) { WrongShapes = wrong, WrongTypes = FloatAndWhole };

    private static IEnumerable<Row> Algebra() =>
    [
        Products("matmul", [3, 4], [4, 5], (x, y) => x.matmul(y), Grid.Product, [3, 4], [3, 5]) with { PackageEndsProcess = true },
        Products("matmul broadcast", [2, 3, 4], [4, 5], (x, y) => matmul(x, y), Batched, [2, 3, 4], [3, 5]) with { PackageEndsProcess = true },
        Products("mm", [3, 4], [4, 5], (x, y) => x.mm(y), Grid.Product, [3, 4], [5, 4]),
        Products("bmm", [2, 3, 4], [2, 4, 5], (x, y) => x.bmm(y), Batched, [2, 3, 4], [3, 4, 5]),
        Products("mv", [3, 4], [4], (x, y) => x.mv(y), (a, b) => Grid.Product(a, b.Reshape(4, 1)).Reshape(a.Shape[0]), [3, 4], [3]),
        Products("dot", [4], [4], (x, y) => x.dot(y), (a, b) => new([], [a.Values.Zip(b.Values, (p, q) => p * q).Sum()]), [4], [3]) with
        { Refusal = typeof(InvalidOperationException) },
        Products("outer", [3], [4], (x, y) => x.outer(y), (a, b) => Grid.Fill([a.Shape[0], 4], at => a[at[0]] * b[at[1]]), [3, 1], [4]) with
        { WrongTypes = null },
        Products("einsum", [2, 3, 4], [2, 4, 5], (x, y) => einsum("bij,bjk->bik", x, y), Batched, [2, 3, 4], [2, 3, 5]),
        Products("einsum trace", [3, 4], [4, 3], (x, y) => einsum("ij,ji->", x, y),
            (a, b) => new([], [a.Indices().Sum(at => a[at] * b[at[1], at[0]])]), [3, 4], [4, 4]) with { WrongTypes = null, TakesEmpty = false },
        Products("tensordot", [2, 3, 4], [4, 3, 5], (x, y) => x.tensordot(y, [1L, 2], [1L, 0]),
            (a, b) => Grid.Fill([a.Shape[0], 5], at => Pairs(3, 4).Sum(p => a[at[0], p.I, p.J] * b[p.J, p.I, at[1]])), [2, 3, 4], [3, 3, 5]) with
        { WrongTypes = null, TakesEmpty = false },
        new("addmm", [new([5]), new([3, 4]), new([4, 5])], x => x[0].addmm(x[1], x[2], 0.5f, 2),
            g => Grid.Zip(Grid.Product(g[1], g[2]), g[0], (p, q) => 2 * p + 0.5 * q)) { WrongShapes = [[5], [3, 4], [3, 5]], TakesEmpty = false },
        new("linear", [new([2, 4]), new([3, 4]), new([3])], x => nn.functional.linear(x[0], x[1], x[2]),
            g => Grid.Zip(Grid.Product(g[0], g[1].Permute(1, 0)), g[2], (p, q) => p + q)) { WrongShapes = [[2, 5], [3, 4], [3]], TakesEmpty = false },
        new("trace", [new([3, 3])], x => x[0].trace(), g => new([], [g[0][0, 0] + g[0][1, 1] + g[0][2, 2]])) { TakesEmpty = false, WrongShapes = [[3]], Refusal = typeof(ArgumentException) },
        // (A + 4·1)⁻¹ times itself is 1.
        new("inverse", [new([3, 3], -1, 1)], x => (x[0] + eye(3, dtype: x[0].dtype) * 4).inverse().matmul(x[0] + eye(3, dtype: x[0].dtype) * 4),
            g => Grid.Fill([3, 3], at => at[0] == at[1] ? 1 : 0)) { TakesEmpty = false, WrongShapes = [[3, 2, 4]] },
        new("diag", [new([4])], x => x[0].diag(), g => Grid.Fill([g[0].Shape[0], g[0].Shape[0]], at => at[0] == at[1] ? g[0][at[0]] : 0)),
        new("diagonal", [new([3, 4])], x => x[0].diagonal(1), g => Grid.Fill([Math.Min(g[0].Shape[0], 3)], at => g[0][at[0], at[0] + 1])),
        new("tril", [new([3, 4])], x => x[0].tril(), g => Grid.Fill(g[0].Shape, at => at[1] <= at[0] ? g[0][at] : 0)) { WrongShapes = [[3]] },
        new("triu", [new([3, 4])], x => x[0].triu(1), g => Grid.Fill(g[0].Shape, at => at[1] > at[0] ? g[0][at] : 0)) { WrongShapes = [[3]] },
        new("cosine_similarity", [new([3, 4]), new([3, 4])], x => nn.functional.cosine_similarity(x[0], x[1]),
            g => Grid.Fill([g[0].Shape[0]], at => Cosine(Line(g[0], at[0]), Line(g[1], at[0])))) { WrongShapes = [[3, 4], [3, 5]] },
    ];

    private static double Cosine(double[] a, double[] b) =>
        a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));

    private static IEnumerable<(int I, int J)> Pairs(int n, int m) =>
        Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, m).Select(j => (i, j)));

    private static Grid Batched(Grid a, Grid b) => Grid.Fill([a.Shape[0], a.Shape[1], b.Shape[^1]], at => Enumerable.Range(0, a.Shape[2])
        .Sum(k => a[at[0], at[1], k] * (b.Rank == 2 ? b[k, at[2]] : b[at[0], k, at[2]])));
}
