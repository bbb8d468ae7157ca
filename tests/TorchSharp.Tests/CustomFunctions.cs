using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

public class CustomFunctions
{
    private sealed class Cube : SingleTensorFunction<Cube>
    {
        public override string Name => nameof(Cube);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("factor", vars[1]);
            return x.pow(3) * (double)vars[1];
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) =>
            [grad_output * ctx.get_saved_variables()[0].square() * (3 * (double)ctx.get_data("factor")), null!];
    }

    private sealed class SumAndProduct : MultiTensorFunction<SumAndProduct>
    {
        public override string Name => nameof(SumAndProduct);

        public override List<Tensor> forward(AutogradContext ctx, params object[] vars)
        {
            var (x, y) = ((Tensor)vars[0], (Tensor)vars[1]);
            ctx.save_for_backward([x, y]);
            return [x + y, x * y];
        }

        public override List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var saved = ctx.get_saved_variables();
            return [grad_outputs[0] + grad_outputs[1] * saved[1], grad_outputs[0] + grad_outputs[1] * saved[0]];
        }
    }

    private sealed class Broken : SingleTensorFunction<Broken>
    {
        public override string Name => nameof(Broken);

        public override Tensor forward(AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]) * 2;

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) => throw new InvalidDataException("no derivative here");
    }

    [Fact]
    public void TheirGradientsAgreeWithDifferences()
    {
        var random = new Random(3);
        Grid Draw() => Grid.Random(random, [3, 2], -1, 1, 0);
        GradCheck.Check(x => Cube.apply(x[0], 2.5), [Draw()], strided: false);
        GradCheck.Check(x => SumAndProduct.apply(x[0], x[1]) is var both ? both[0].exp() + both[1] : null!, [Draw(), Draw()], strided: true);
        GradCheck.Check(x => SumAndProduct.apply(x[0], x[1])[1], [Draw(), Draw()], strided: false);
    }

    [SubsetFact("The package lets an exception of a backward written in C# end the process.")]
    public void AnExceptionInBackwardComesOutOfBackward()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var error = Assert.Throws<ExternalException>(() => Broken.apply(x).sum().backward());
        Assert.Contains("no derivative here", error.Message);
        (x * 3).sum().backward();
        Assert.Equal(3f, x.grad![0].item<float>());
    }

    [Fact]
    public void WithoutGradientsNothingIsRecorded()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        using (no_grad()) Assert.False(Cube.apply(x, 1.0).requires_grad);
        Assert.False(Cube.apply(ones(2), 1.0).requires_grad);
        Assert.True(Cube.apply(x, 1.0).requires_grad);
    }
}
