using TorchSharp;
using static TorchSharp.torch;

/// <summary>Gradients of autograd against central differences, in double precision.</summary>
public static class GradCheck
{
    private const double Step = 1e-6, Absolute = 1e-5, Relative = 1e-3;

    /// <summary>Checks the gradients with respect to each input, each made strided where <paramref name="strided"/>.</summary>
    public static void Check(Func<Tensor[], Tensor> function, IReadOnlyList<Grid> inputs, bool strided)
    {
        using var scope = NewDisposeScope();
        var leaves = inputs.Select(input => input.ToTensor(float64).requires_grad_()).ToArray();
        var result = function([.. leaves.Select(leaf => strided ? Strided(leaf) : leaf)]);
        // One random direction in the results: their gradients all at once.
        var random = new Random(11);
        var direction = Grid.Random(random, [.. result.shape.Select(n => (int)n)], -1, 1, 0);
        var into = direction.ToTensor(float64);
        var grads = autograd.grad([result], leaves, [into], allow_unused: true);
        for (var i = 0; i < inputs.Count; i++)
        {
            var found = grads[i]?.data<double>().ToArray() ?? new double[inputs[i].Values.Length];
            for (var k = 0; k < found.Length; k++)
            {
                var expected = (Along(function, inputs, direction, i, k, Step) - Along(function, inputs, direction, i, k, -Step)) / (2 * Step);
                Assert.True(
                    Math.Abs(found[k] - expected) <= Absolute + Relative * Math.Abs(expected),
                    $"d/d input {i}[{k}]: autograd {found[k]:g9}, differences {expected:g9}");
            }
        }
    }

    // The same numbers, laid out so that no dimension but the last has its natural stride.
    public static Tensor Strided(Tensor tensor)
    {
        if (tensor.ndim == 0) return tensor;
        var twice = stack([tensor, tensor * 0], -1);
        var view = twice.select(-1, 0);
        return tensor.ndim < 2 ? view : view.transpose(0, 1).contiguous().transpose(0, 1);
    }

    private static double Along(
        Func<Tensor[], Tensor> function, IReadOnlyList<Grid> inputs, Grid direction, int input, int place, double step)
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var moved = inputs.Select((grid, i) =>
        {
            if (i != input) return grid.ToTensor(float64);
            var values = (double[])grid.Values.Clone();
            values[place] += step;
            return new Grid(grid.Shape, values).ToTensor(float64);
        });
        var result = function([.. moved]).data<double>().ToArray();
        return result.Zip(direction.Values, (a, b) => a * b).Sum();
    }
}
