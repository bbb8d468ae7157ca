using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

[Collection("thread count")]
public sealed class RbaKernelTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(1, 9, 5, 6, 7)]
    [InlineData(8, 9, 5, 6, 7)]
    [InlineData(37, 16, 8, 16, 8)]
    [InlineData(33, 3, 17, 1, 19)]
    [InlineData(5, 1, 1, 2, 1)]
    public void ItEqualsTheDirectFormInValuesAndGradients(int batch, int n, int d, int m, int h)
    {
        manual_seed(batch);
        Equal(Squash.Apply(randn([batch, n, d])), randn([m, n, h, d]), randn([n, m]), 7);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-40)]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void ItEqualsTheDirectFormForCapsulesOfAnyLength(double scale)
    {
        manual_seed(2);
        var u = randn([19, 6, 5]) * scale;
        u[3] = 0;
        Equal(u, randn([4, 6, 7, 5]), randn([6, 4]), 3);
    }

    [Fact]
    public void EveryVectorWidthGivesTheSame()
    {
        manual_seed(3);
        Tensor u = Squash.Apply(randn([21, 7, 6])), w = randn([5, 7, 9, 6]), b = randn([7, 5]), gv = randn([21, 5, 9]);
        var wide = Run<Lanes512>();
        foreach (var (x, y) in wide.Zip(Run<LanesAny>())) Assert.True(x.allclose(y, 1e-4, 1e-6));

        Tensor[] Run<T>()
            where T : unmanaged, ILanes<T>
        {
            var couplings = empty([21, 7, 5]);
            var (v, c, s) = RbaBatch<T>.Forward(w, u, b, 4, couplings, keepAll: true);
            var (gw, gu, gb) = RbaBatch<T>.Backward(w, u, c, s, 4, gv);
            return [v, couplings, gw, gu, gb];
        }
    }

    [Fact]
    public void TheNumbersAreTheSameWhateverTheNumberOfThreads()
    {
        manual_seed(4);
        Tensor u = Squash.Apply(randn([70, 16, 8])), w = randn([16, 16, 8, 8]), b = randn([16, 16]);
        var threads = get_num_threads();
        try
        {
            var runs = new[] { 1, 2, 3, 16 }.Select(count =>
            {
                set_num_threads(count);
                return Run(RoutingForm.Fast, u, w, b, ones([70, 16, 8]), 10);
            }).ToArray();
            foreach (var run in runs[1..])
                foreach (var (x, y) in runs[0].Zip(run)) Assert.True(x.equal(y).all().item<bool>());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void WithoutGradientsItGivesTheSame()
    {
        manual_seed(5);
        var layer = new CapsuleLayer(6, 4, 5, 7, new Rba());
        var u = randn([9, 6, 4]);
        var (v, c) = (layer.Route(u).Capsules, layer.Route(u).Couplings);
        using var constant = no_grad();
        Assert.True(v.equal(layer.Route(u).Capsules).all().item<bool>());
        Assert.True(c.equal(layer.Route(u).Couplings).all().item<bool>());
    }

    [Fact]
    public void TensorsThatDoNotFitAreRefused()
    {
        var rba = new Rba();
        Assert.Contains("[3, 4, 5]", Assert.Throws<ArgumentException>(() => rba.Route(zeros([2, 4, 3, 6]), zeros([3, 4, 5]), zeros([4, 2]))).Message);
        Assert.Contains("[2, 4]", Assert.Throws<ArgumentException>(() => rba.Route(zeros([2, 4, 3, 5]), zeros([3, 4, 5]), zeros([2, 4]))).Message);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => rba.Route(zeros([2, 4, 3, 5], ScalarType.Float64), zeros([3, 4, 5]), zeros([4, 2]))).Message);
    }

    // Each within 1e-4 of the greatest value of the direct form.
    private static void Equal(Tensor u, Tensor w, Tensor b, int iterations)
    {
        var cotangent = randn([u.shape[0], w.shape[0], w.shape[2]]);
        foreach (var (direct, kernel) in Run(RoutingForm.Direct, u, w, b, cotangent, iterations).Zip(Run(RoutingForm.Fast, u, w, b, cotangent, iterations)))
        {
            Assert.Equal(direct.shape, kernel.shape);
            var (difference, greatest) = ((direct - kernel).abs().max().item<float>(), direct.abs().max().item<float>());
            Assert.InRange(difference, 0, 1e-4f * greatest);
        }
    }

    // Capsules, couplings, and the gradients of u, W and b.
    private static Tensor[] Run(RoutingForm form, Tensor u, Tensor w, Tensor b, Tensor cotangent, int iterations)
    {
        Tensor lower = u.detach().requires_grad_(), weight = w.detach().requires_grad_(), prior = b.detach().requires_grad_();
        var rba = new Rba(new RbaOptions(iterations, Form: form));
        var output = form == RoutingForm.Fast ? rba.Route(weight, lower, prior) : rba.Route(Votes.Direct(weight, lower), prior);
        (output.Capsules * cotangent).sum().backward();
        return [output.Capsules.detach(), output.Couplings, lower.grad!, weight.grad!, prior.grad!];
    }
}
