using TorchSharp;
using static TorchSharp.torch;

public static partial class Table
{
    private static Row Shape(string name, Func<Tensor, Tensor> call, Func<Grid, Grid> reference, params int[][] wrong) =>
        new(name, [new([3, 4])], x => call(x[0]), g => reference(g[0])) { WrongShapes = wrong.Length > 0 ? wrong : null, TakesEmpty = false };

    private static Tensor Index(params long[] values) => tensor(values);

    private static IEnumerable<Row> Shapes() =>
    [
        Shape("reshape", x => x.reshape(2, -1), g => g.Reshape(2, 6), [3, 5]),
        Shape("view", x => x.contiguous().view(4, 3), g => g.Reshape(4, 3), [3, 5]),
        Shape("flatten", x => x.flatten(), g => g.Reshape(12)),
        Shape("unflatten", x => x.unflatten(1, 2, 2), g => g.Reshape(3, 2, 2), [3, 5]),
        Shape("permute", x => x.permute(1, 0), g => g.Permute(1, 0), [3, 4, 2]),
        Shape("transpose", x => x.transpose(0, -1), g => g.Permute(1, 0), []),
        Shape("t", x => x.t(), g => g.Permute(1, 0), [3, 4, 2]),
        Shape("mT", x => x.mT, g => g.Permute(1, 0)),
        Shape("expand", x => x.unsqueeze(0).expand(2, -1, -1), g => Grid.Fill([2, 3, 4], at => g[at[1], at[2]])),
        Shape("squeeze", x => x.unsqueeze(1).squeeze(1), g => g),
        Shape("movedim", x => x.movedim([0L], [1L]), g => g.Permute(1, 0)),
        Shape("narrow", x => x.narrow(1, 1, 2), g => Grid.Fill([3, 2], at => g[at[0], at[1] + 1]), [3, 2]),
        Shape("unfold", x => x.unfold(1, 2, 1), g => Grid.Fill([3, 3, 2], at => g[at[0], at[1] + at[2]]), [3, 1]),
        Shape("select", x => x.select(1, -1), g => Grid.Fill([3], at => g[at[0], 3]), []),
        Shape("slice", x => x[.., TensorIndex.Slice(1, null, 2)], g => Grid.Fill([3, 2], at => g[at[0], 1 + 2 * at[1]])),
        Shape("index tensors", x => x[Index(0, 2), Index(3, 1)], g => new([2], [g[0, 3], g[2, 1]]), [1, 4]),
        Shape("masked", x => x.masked_select(ones(3, 4, dtype: @bool)), g => g.Reshape(12), [2, 4]),
        Shape("gather", x => x.gather(1, Index(3, 0, 1, 1, 2, 0).reshape(3, 2)),
            g => new([3, 2], [g[0, 3], g[0, 0], g[1, 1], g[1, 1], g[2, 2], g[2, 0]]), [2, 4]),
        Shape("index_select", x => x.index_select(0, Index(2, 2, 0)), g => Grid.Fill([3, 4], at => g[new[] { 2, 2, 0 }[at[0]], at[1]]), [2, 4]),
        Shape("repeat", x => x.repeat(2, 1), g => Grid.Fill([6, 4], at => g[at[0] % 3, at[1]])),
        Shape("repeat_interleave", x => x.repeat_interleave(2, 1), g => Grid.Fill([3, 8], at => g[at[0], at[1] / 2])),
        Shape("tile", x => x.tile([1L, 2]), g => Grid.Fill([3, 8], at => g[at[0], at[1] % 4])),
        Shape("flip", x => x.flip(1), g => Grid.Fill([3, 4], at => g[at[0], 3 - at[1]])),
        Shape("roll", x => x.roll(1, 1), g => Grid.Fill([3, 4], at => g[at[0], (at[1] + 3) % 4])),
        Shape("split", x => x.split([1L, 3], 1)[1], g => Grid.Fill([3, 3], at => g[at[0], at[1] + 1]), [3, 5]),
        Shape("chunk", x => x.chunk(2, 1)[1], g => Grid.Fill([3, 2], at => g[at[0], at[1] + 2])),
        Shape("unbind", x => x.unbind(1)[2], g => Grid.Fill([3], at => g[at[0], 2])),
        Shape("clone", x => x.clone(), g => g),
        Shape("contiguous", x => x.t().contiguous(), g => g.Permute(1, 0)),
        Shape("pad", x => nn.functional.pad(x, (1, 2), value: 9),
            g => Grid.Fill([3, 7], at => at[1] is >= 1 and < 5 ? g[at[0], at[1] - 1] : 9)),
        Shape("one_hot", x => nn.functional.one_hot(Index(2, 0, 1), 4).to_type(x.dtype) * x,
            g => Grid.Fill([3, 4], at => at[1] == (at[0] + 2) % 3 ? g[at] : 0)),
        new("cat", [new([3, 4]), new([2, 4])], x => cat([x[0], x[1]]), g => new([g[0].Shape[0] + 2, 4], [.. g[0].Values, .. g[1].Values]))
        { WrongShapes = [[3, 4], [2, 5]] },
        new("stack", [new([3, 4]), new([3, 4])], x => stack([x[0], x[1]]), g => new([2, 3, 4], [.. g[0].Values, .. g[1].Values]))
        { WrongShapes = [[3, 4], [3, 5]], TakesEmpty = false },
        new("scatter", [new([3, 4]), new([3, 2])], x => x[0].scatter(1, Index(3, 0, 1, 2, 2, 0).reshape(3, 2), x[1]), g => Scattered(g[0], g[1], false))
        { TakesEmpty = false, WrongShapes = [[2, 4], [3, 2]] },
        new("scatter_add", [new([3, 4]), new([3, 2])], x => x[0].scatter_add(1, Index(3, 0, 1, 2, 2, 0).reshape(3, 2), x[1]),
            g => Scattered(g[0], g[1], true)) { TakesEmpty = false, WrongShapes = [[2, 4], [3, 2]] },
        new("index_add", [new([3, 4]), new([2, 4])], x => x[0].index_add(0, Index(2, 0), x[1], 0.5),
            g => Grid.Fill([3, 4], at => g[0][at] + (at[0] == 2 ? 0.5 * g[1][0, at[1]] : at[0] == 0 ? 0.5 * g[1][1, at[1]] : 0)))
        { TakesEmpty = false, WrongShapes = [[3, 4], [2, 5]] },
        new("index_put", [new([3, 4]), new([2])], x => x[0].clone().index_put_(x[1], [Index(0, 2), Index(1, 3)]),
            g => Grid.Fill([3, 4], at => at is [0, 1] ? g[1][0] : at is [2, 3] ? g[1][1] : g[0][at])) { TakesEmpty = false, WrongShapes = [[3, 4], [3]] },
    ];

    private static Grid Scattered(Grid into, Grid from, bool add)
    {
        var result = new Grid(into.Shape, [.. into.Values]);
        int[] columns = [3, 0, 1, 2, 2, 0];
        for (var i = 0; i < 6; i++) result[i / 2, columns[i]] = from.Values[i] + (add ? result[i / 2, columns[i]] : 0);
        return result;
    }
}
