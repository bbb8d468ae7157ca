using TorchSharp;
using static TorchSharp.torch;

public static partial class Table
{
    private static int[] Cube => [3, 4, 5];

    private static Row Reduction(string name, Func<Tensor, Tensor> call, Func<Grid, Grid> reference, double low = -2, double high = 2) =>
        new(name, [new(Cube, low, high)], x => call(x[0]), g => reference(g[0]));

    private static IEnumerable<Row> Reductions() =>
    [
        Reduction("sum", x => x.sum(), g => g.Along([0, 1, 2], v => v.Sum())),
        Reduction("sum dim", x => x.sum(-1), g => g.Along([-1], v => v.Sum())),
        Reduction("sum dims keepdim", x => x.sum([0L, 2], true), g => g.Along([0, 2], v => v.Sum(), true)),
        Reduction("mean", x => x.mean(), g => g.Along([0, 1, 2], v => v.Average())) with { TakesEmpty = false },
        Reduction("mean dims", x => x.mean([1], true), g => g.Along([1], v => v.Average(), true)),
        Reduction("var", x => x.var(), g => g.Along([0, 1, 2], v => Variance(v, 1))) with { TakesEmpty = false },
        Reduction("var uncorrected", x => x.var([1L, 2], unbiased: false), g => g.Along([1, 2], v => Variance(v, 0))),
        Reduction("std", x => x.std(1), g => g.Along([1], v => Math.Sqrt(Variance(v, 1)))),
        Reduction("var_mean", x => var_mean(x, -1L).Item1, g => g.Along([-1], v => Variance(v, 1))),
        Reduction("max", x => x.max(), g => g.Along([0, 1, 2], v => v.Max())) with { TakesEmpty = false },
        Reduction("max dim", x => x.max(1).Item1, g => g.Along([1], v => v.Max())),
        Reduction("min dim", x => x.min(-1, true).Item1, g => g.Along([-1], v => v.Min(), true)),
        Reduction("amax", x => x.amax([1L, 2]), g => g.Along([1, 2], v => v.Max())),
        Reduction("amin", x => x.amin([1L], true), g => g.Along([1], v => v.Min(), true)),
        Reduction("prod", x => x.prod(-1), g => g.Along([-1], v => v.Aggregate(1.0, (a, b) => a * b))),
        Reduction("norm", x => x.norm(), g => g.Along([0, 1, 2], v => Math.Sqrt(v.Sum(a => a * a)))),
        Reduction("norm dim", x => x.norm(1, true, 3), g => g.Along([1], v => Math.Cbrt(v.Sum(a => Math.Abs(a * a * a))), true), 0.1),
        Reduction("argmax", x => x.argmax(1), g => g.Along([1], v => Array.IndexOf(v, v.Max()))) with { Differentiable = false },
        Reduction("argmin", x => x.argmin(-1), g => g.Along([-1], v => Array.IndexOf(v, v.Min()))) with { Differentiable = false },
        Reduction("all", x => (x > -1.5).all(1), g => g.Along([1], v => v.All(a => a > -1.5) ? 1 : 0)) with { Differentiable = false },
        Reduction("any", x => (x > 1.5).any(1), g => g.Along([1], v => v.Any(a => a > 1.5) ? 1 : 0)) with { Differentiable = false },
        Reduction("count_nonzero", x => x.round().count_nonzero([1]), g => g.Along([1], v => v.Count(a => Math.Round(a) != 0))) with
        { Differentiable = false },
        Reduction("logsumexp", x => x.logsumexp(1), g => g.Along([1], v => Math.Log(v.Sum(Math.Exp)))),
        Reduction("softmax", x => x.softmax(1), g => g.Lines(1, Softmax)),
        Reduction("log_softmax", x => x.log_softmax(-1), g => g.Lines(-1, v => [.. Softmax(v).Select(p => Math.Log(p))])),
        Reduction("cumsum", x => x.cumsum(1), g => g.Lines(1, v => [.. v.Select((_, i) => v[..(i + 1)].Sum())])),
        Reduction("cumprod", x => x.cumprod(-1), g => g.Lines(-1, v => [.. v.Select((_, i) => v[..(i + 1)].Aggregate((a, b) => a * b))])),
        Reduction("sort", x => x.sort(1, descending: true).Item1, g => g.Lines(1, v => [.. v.OrderDescending()])),
        Reduction("argsort", x => x.argsort(1), g => g.Lines(1, v => [.. Enumerable.Range(0, v.Length).OrderBy(i => v[i]).Select(i => (double)i)])) with
        { Differentiable = false },
        Reduction("topk", x => x.topk(1, 1).Item1, g => g.Along([1], v => v.Max(), true)),
        Reduction("kthvalue", x => x.kthvalue(2, 2).Item1, g => g.Along([2], v => v.Order().ElementAt(1))),
        Reduction("normalize", x => nn.functional.normalize(x, dim: -1), g => g.Lines(-1, v =>
            [.. v.Select(a => a / Math.Sqrt(v.Sum(b => b * b)))])),
        new("median", [new([7])], x => x[0].median(), g => g[0].Along([0], v => v.Order().ElementAt(3))) { TakesEmpty = false },
        new("quantile", [new([4, 9])], x => x[0].quantile(tensor(0.25, x[0].dtype), 1), g => g[0].Along([1], v => v.Order().ElementAt(2))) { TakesEmpty = false },
        new("cov", [new([2, 6])], x => x[0].cov(), g => Grid.Fill([2, 2], at => Covariance(Line(g[0], at[0]), Line(g[0], at[1])))) { TakesEmpty = false },
    ];

    private static double[] Line(Grid g, int row) => [.. Enumerable.Range(0, g.Shape[1]).Select(i => g[row, i])];

    private static double Covariance(double[] a, double[] b) =>
        a.Zip(b, (x, y) => (x - a.Average()) * (y - b.Average())).Sum() / (a.Length - 1);

    private static double Variance(double[] v, int correction) => v.Sum(a => Math.Pow(a - v.Average(), 2)) / (v.Length - correction);

    private static double[] Softmax(double[] v) => [.. v.Select(a => Math.Exp(a) / v.Sum(Math.Exp))];
}
