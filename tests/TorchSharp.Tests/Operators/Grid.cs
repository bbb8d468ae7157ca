using TorchSharp;
using static TorchSharp.torch;

/// <summary>Numbers in row-major order: what operators are checked against, written without them.</summary>
public sealed class Grid
{
    public Grid(int[] shape, double[] values) => (Shape, Values) = (shape, values);

    public Grid(params int[] shape) : this(shape, new double[shape.Aggregate(1, (a, b) => a * b)])
    {
    }

    public int[] Shape { get; }

    public double[] Values { get; }

    public int Rank => Shape.Length;

    public double this[params int[] index]
    {
        get => Values[Offset(index)];
        set => Values[Offset(index)] = value;
    }

    public static Grid Random(Random random, int[] shape, double low, double high, double gap)
    {
        var grid = new Grid(shape);
        for (var i = 0; i < grid.Values.Length; i++)
        {
            // Kinks at zero and at whole numbers spoil finite differences.
            do grid.Values[i] = low + (high - low) * random.NextDouble();
            while (gap > 0 && Math.Abs(grid.Values[i] - Math.Round(grid.Values[i])) < gap);
        }
        return grid;
    }

    public Tensor ToTensor(ScalarType type) => tensor(Values, [.. Shape.Select(n => (long)n)], type);

    public Grid Map(Func<double, double> f) => new(Shape, [.. Values.Select(f)]);

    public static Grid Fill(int[] shape, Func<int[], double> f)
    {
        var grid = new Grid(shape);
        foreach (var index in grid.Indices()) grid[index] = f(index);
        return grid;
    }

    public static Grid Zip(Grid a, Grid b, Func<double, double, double> f)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        int Size(Grid g, int i) => i < rank - g.Rank ? 1 : g.Shape[i - rank + g.Rank];
        double At(Grid g, int[] index) => g[[.. index[(rank - g.Rank)..].Select((n, i) => g.Shape[i] == 1 ? 0 : n)]];
        int[] shape = [.. Enumerable.Range(0, rank).Select(i => Size(a, i) == 1 ? Size(b, i) : Size(a, i))];
        return Fill(shape, index => f(At(a, index), At(b, index)));
    }

    /// <summary>A function of the numbers along some dimensions, in order; those dimensions go, or stay with length one.</summary>
    public Grid Along(int[] dims, Func<double[], double> f, bool keep = false)
    {
        int[] gone = [.. dims.Select(d => d < 0 ? d + Rank : d)];
        int[] kept = [.. Enumerable.Range(0, Rank).Where(i => !gone.Contains(i))];
        var groups = new Grid([.. kept.Select(i => Shape[i])]);
        var lists = groups.Values.Select(_ => new List<double>()).ToArray();
        foreach (var index in Indices()) lists[groups.Offset([.. kept.Select(i => index[i])])].Add(this[index]);
        int[] shape = keep ? [.. Shape.Select((n, i) => gone.Contains(i) ? 1 : n)] : groups.Shape;
        return new(shape, [.. lists.Select(list => f([.. list]))]);
    }

    /// <summary>Each line along a dimension replaced by a function of it.</summary>
    public Grid Lines(int dim, Func<double[], double[]> f)
    {
        if (dim < 0) dim += Rank;
        return Fill(Shape, index =>
        {
            var line = Enumerable.Range(0, Shape[dim]).Select(i => this[With(index, dim, i)]).ToArray();
            return f(line)[index[dim]];
        });
    }

    public Grid Reshape(params int[] shape) => new(shape, Values);

    public Grid Permute(params int[] order) => Fill([.. order.Select(i => Shape[i])], index =>
    {
        var from = new int[Rank];
        for (var i = 0; i < Rank; i++) from[order[i]] = index[i];
        return this[from];
    });

    public static Grid Product(Grid a, Grid b) => Fill(
        [a.Shape[0], b.Shape[1]], at => Enumerable.Range(0, a.Shape[1]).Sum(k => a[at[0], k] * b[k, at[1]]));

    public static int[] With(int[] index, int dim, int value)
    {
        var copy = (int[])index.Clone();
        copy[dim] = value;
        return copy;
    }

    public IEnumerable<int[]> Indices()
    {
        for (var flat = 0; flat < Values.Length; flat++)
        {
            var index = new int[Rank];
            for (int i = Rank - 1, rest = flat; i >= 0; i--) rest = Math.DivRem(rest, Shape[i], out index[i]);
            yield return index;
        }
    }

    private int Offset(int[] index)
    {
        var offset = 0;
        for (var i = 0; i < Rank; i++) offset = offset * Shape[i] + index[i];
        return offset;
    }
}
