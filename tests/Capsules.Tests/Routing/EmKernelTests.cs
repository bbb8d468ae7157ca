using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

[Collection("thread count")]
public sealed class EmKernelTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(1, 1, 1, 1, 3)]
    [InlineData(2, 5, 3, 2, 50)]
    [InlineData(3, 64, 4, 4, 1100)]
    public void ItEqualsTheSameInTensorOperations(int batch, int m, int c, int d, int n)
    {
        manual_seed(n);
        var features = EmVoteFree.FeatureCount(c, d);
        Tensor theta = randn([batch, m, features]), x = randn([batch, c, d, n]), f = rand([batch, n]), cotangent = randn([batch, m, features]);
        Near(Run(TensorOperations, ScalarType.Float64), Run(EmKernel.Moments, ScalarType.Float32));

        Tensor[] Run(Func<Tensor, Tensor, Tensor, Tensor> moments, ScalarType type)
        {
            Tensor[] inputs = [.. new[] { theta, x, f }.Select(t => t.to(type).detach().requires_grad_())];
            var result = moments(inputs[0], inputs[1], inputs[2]);
            (result * cotangent.to(type)).sum().backward();
            return [result.detach(), .. inputs.Select(t => t.grad!)];
        }
    }

    [Fact]
    public void EveryVectorWidthGivesTheSame()
    {
        Tensor theta = randn([2, 9, 19]), x = randn([2, 2, 3, 45]), f = rand([2, 45]), g = randn([2, 9, 19]);
        var (gTheta, gx, gf) = EmInputs<Lanes512>.Backward(theta, x, f, g);
        var (gThetaAny, gxAny, gfAny) = EmInputs<LanesAny>.Backward(theta, x, f, g);
        Near([EmInputs<Lanes512>.Forward(theta, x, f), gTheta, gx, gf], [EmInputs<LanesAny>.Forward(theta, x, f), gThetaAny, gxAny, gfAny]);
    }

    [Fact]
    public void TheNumbersAreTheSameWhateverTheNumberOfThreads()
    {
        Tensor theta = randn([2, 9, 19]), x = randn([2, 2, 3, 3000]), f = rand([2, 3000]), g = randn([2, 9, 19]);
        var threads = get_num_threads();
        try
        {
            var runs = new[] { 1, 2, 5 }.Select(count =>
            {
                set_num_threads(count);
                var (gTheta, gx, gf) = EmInputs<LanesAny>.Backward(theta, x, f, g);
                return new[] { EmInputs<LanesAny>.Forward(theta, x, f), gTheta, gx, gf };
            }).ToArray();
            foreach (var run in runs[1..])
                foreach (var (one, other) in runs[0].Zip(run)) Assert.True(one.equal(other).all().item<bool>());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static Tensor TensorOperations(Tensor theta, Tensor x, Tensor f)
    {
        var phi = EmVoteFree.Features(x);
        var R = phi.transpose(1, 2).matmul(theta.transpose(1, 2)).softmax(-1);
        return (f.unsqueeze(1) * phi).matmul(R).transpose(1, 2);
    }

    private static void Near(Tensor[] expected, Tensor[] actual)
    {
        foreach (var (x, y) in expected.Zip(actual))
        {
            Assert.Equal(x.shape, y.shape);
            var difference = (x - y.to(x.dtype)).abs().max().to(ScalarType.Float64).item<double>();
            Assert.InRange(difference, 0, 1e-4 * x.abs().max().to(ScalarType.Float64).item<double>());
        }
    }
}
