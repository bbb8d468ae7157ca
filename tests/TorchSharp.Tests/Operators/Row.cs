using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

/// <summary>An input: a shape and between which numbers; <c>Gap</c> keeps them away from whole ones.</summary>
public sealed record Input(int[] Shape, double Low = -2, double High = 2, double Gap = 0);

/// <summary>One operator: how it is called and what it should give.</summary>
public sealed record Row(string Name, Input[] Inputs, Func<Tensor[], Tensor> Call, Func<Grid[], Grid> Reference)
{
    public bool Differentiable { get; init; } = true;

    /// <summary>Whether it has a result for an input whose first dimension is empty.</summary>
    public bool TakesEmpty { get; init; } = true;

    /// <summary>Shapes that it must refuse, in place of its inputs'.</summary>
    public int[][]? WrongShapes { get; init; }

    /// <summary>The exception with which it refuses wrong shapes; libtorch's unless the package looks first.</summary>
    public Type Refusal { get; init; } = typeof(ExternalException);

    /// <summary>Whether a refusal ends the package's process: nothing catches libtorch's exception in the matmul of TorchSharp 0.107.</summary>
    public bool PackageEndsProcess { get; init; }

    /// <summary>Types that it must refuse.</summary>
    public ScalarType[]? WrongTypes { get; init; }

    public double Tolerance { get; init; } = 1e-12;
}

/// <summary>The operators of the subset.</summary>
public static partial class Table
{
    private static int[] Matrix => [3, 4];

    public static IReadOnlyDictionary<string, Row> Rows { get; } =
        Elementwise().Concat(Reductions()).Concat(Algebra()).Concat(Shapes()).Concat(Layers()).ToDictionary(row => row.Name);

    private static Row Unary(
        string name, Func<Tensor, Tensor> call, Func<double, double> f, double low = -2, double high = 2, double gap = 0,
        bool differentiable = true) =>
        new(name, [new(Matrix, low, high, gap)], x => call(x[0]), g => g[0].Map(f)) { Differentiable = differentiable };

    private static Row Binary(
        string name, Func<Tensor, Tensor, Tensor> call, Func<double, double, double> f, double low = -2, double high = 2, double gap = 0,
        bool differentiable = true) =>
        new(name, [new(Matrix, low, high, gap), new([4], low, high, gap)], x => call(x[0], x[1]), g => Grid.Zip(g[0], g[1], f))
        {
            Differentiable = differentiable,
            WrongShapes = [[3, 4], [3]],
        };
}
