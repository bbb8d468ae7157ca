using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

/// <summary>Every operator of the table: values, gradients, layouts, empty tensors, refusals.</summary>
public class OperatorTests
{
    public static TheoryData<string> All => [.. Table.Rows.Keys];

    public static TheoryData<string> Differentiable => [.. Table.Rows.Values.Where(row => row.Differentiable).Select(row => row.Name)];

    public static TheoryData<string> WithEmpty => [.. Table.Rows.Values.Where(row => row.TakesEmpty).Select(row => row.Name)];

    public static TheoryData<string> WithWrongShapes => [.. Refusing.Where(row => row.WrongShapes is not null).Select(row => row.Name)];

    public static TheoryData<string> WithWrongTypes => [.. Refusing.Where(row => row.WrongTypes is not null).Select(row => row.Name)];

#if TORCHSHARP_PACKAGE
    private static IEnumerable<Row> Refusing => Table.Rows.Values.Where(row => !row.PackageEndsProcess);
#else
    private static IEnumerable<Row> Refusing => Table.Rows.Values;
#endif

    [Theory, MemberData(nameof(All))]
    public void ValuesAgreeWithTheReference(string name)
    {
        using var scope = NewDisposeScope();
        var row = Table.Rows[name];
        var inputs = Draw(row);
        var expected = row.Reference(inputs);
        Same(expected, row.Call([.. inputs.Select(grid => grid.ToTensor(float64))]), row.Tolerance);
        Same(expected, row.Call([.. inputs.Select(grid => GradCheck.Strided(grid.ToTensor(float64)))]), row.Tolerance);
        Same(expected, row.Call([.. inputs.Select(grid => grid.ToTensor(float32))]), 3e-5);
    }

    [Theory, MemberData(nameof(Differentiable))]
    public void GradientsAgreeWithDifferences(string name)
    {
        var row = Table.Rows[name];
        var inputs = Draw(row);
        GradCheck.Check(row.Call, inputs, strided: false);
        GradCheck.Check(row.Call, inputs, strided: true);
    }

    [Theory, MemberData(nameof(WithEmpty))]
    public void AnEmptyTensorGivesAnEmptyOrNeutralResult(string name)
    {
        using var scope = NewDisposeScope();
        var row = Table.Rows[name];
        var length = row.Inputs[0].Shape[0];
        // All inputs that share the first dimension lose it together.
        Grid[] inputs = [.. row.Inputs.Select((input, i) => new Grid(
            i == 0 || (input.Shape.Length == row.Inputs[0].Shape.Length && input.Shape[0] == length) ? [0, .. input.Shape[1..]] : input.Shape))];
        var result = row.Call([.. inputs.Select(grid => grid.ToTensor(float32))]);
        Assert.Equal(row.Reference(inputs).Shape.Select(n => (long)n), result.shape);
    }

    [Theory, MemberData(nameof(WithWrongShapes))]
    public void WrongShapesAreRefusedByOperatorAndShape(string name)
    {
        using var scope = NewDisposeScope();
        var row = Table.Rows[name];
        Tensor[] inputs = [.. row.WrongShapes!.Select(shape => ones([.. shape.Select(n => (long)n)]))];
        var error = Assert.Throws(row.Refusal, () => row.Call(inputs));
        if (error is ExternalException) SaysWhere(@"in aten::\w+(\.\w+)?\(.*\w+ \[[\d, ]*\]", error);
    }

    [Theory, MemberData(nameof(WithWrongTypes))]
    public void WrongTypesAreRefused(string name)
    {
        using var scope = NewDisposeScope();
        var row = Table.Rows[name];
        Tensor[] inputs = [.. row.Inputs.Select((input, i) => ones([.. input.Shape.Select(n => (long)n)], row.WrongTypes![i]))];
        var error = Assert.Throws<ExternalException>(() => row.Call(inputs));
        SaysWhere($"aten::.*{row.WrongTypes![1]}", error);
    }

    // The package hands on libtorch's message as it is.
    [System.Diagnostics.Conditional("TORCHSHARP_SUBSET")]
    private static void SaysWhere(string pattern, Exception error) => Assert.Matches(pattern, error.Message);

    private static Grid[] Draw(Row row)
    {
        // The same numbers at every run: string hash codes are not.
        var random = new Random(row.Name.Aggregate(17, (hash, letter) => hash * 31 + letter));
        return [.. row.Inputs.Select(input => Grid.Random(random, input.Shape, input.Low, input.High, input.Gap))];
    }

    private static void Same(Grid expected, Tensor found, double tolerance)
    {
        Assert.Equal(expected.Shape.Select(n => (long)n), found.shape);
        var values = found.detach().to_type(float64).data<double>().ToArray();
        for (var i = 0; i < values.Length; i++)
            Assert.True(
                Math.Abs(values[i] - expected.Values[i]) <= tolerance * (1 + Math.Abs(expected.Values[i])),
                $"element {i}: {values[i]:g17}, expected {expected.Values[i]:g17}");
    }
}
