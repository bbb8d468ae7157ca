using Capsules.Routing;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>Vector routing against the published layer's numbers, and where that layer gives none.</summary>
public sealed class VectorRoutingTests
{
    [Theory]
    [InlineData("vector-fixed", ScalarType.Float64)]
    [InlineData("vector-variable", ScalarType.Float64)]
    [InlineData("vector-masked", ScalarType.Float64)]
    [InlineData("vector-fixed", ScalarType.Float32)]
    [InlineData("vector-variable", ScalarType.Float32)]
    [InlineData("vector-masked", ScalarType.Float32)]
    public void VectorsRoutingCreditAndAllGradientsAreThePublishedLayers(string file, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open(file);
        var routing = Layer(golden, type);
        var x = golden["in.x", type].requires_grad_(true);
        var masked = golden.Settings["masked"] == "True" ? golden["in.mask", ScalarType.Bool] : null;

        var result = routing.Route(x, masked);

        golden.Same("out.x", result.Vectors);
        golden.Same("out.R", result.R);
        golden.Same("out.phi", result.Phi);
        (result.Vectors * golden["cotangent", type]).sum().backward();
        golden.Same("grad.x", x.grad!);
        foreach (var (name, parameter) in routing.named_parameters()) golden.Same($"grad.param.{name}", parameter.grad!);
    }

    [Fact]
    public void InputMaskedForEveryOutputCountsForNothing()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var routing = new VectorRouting(null, 3, 6, 4, dtype: ScalarType.Float64);
        Tensor x = randn(2, 5, 6, dtype: ScalarType.Float64), junk = full([2, 3, 6], double.NaN, dtype: ScalarType.Float64);
        var masked = cat([zeros(2, 5, dtype: ScalarType.Bool), ones(2, 3, dtype: ScalarType.Bool)], 1);
        VectorResult alone = routing.Route(x, null), padded = routing.Route(cat([x, junk], 1), masked);
        Assert.True((alone.Vectors - padded.Vectors).abs().max().item<double>() < 1e-12);
        Assert.True((alone.Phi - padded.Phi.narrow(1, 0, 5)).abs().max().item<double>() < 1e-12);
        Assert.Equal(0.0, padded.R.narrow(1, 5, 3).abs().sum().item<double>() + padded.Phi.narrow(1, 5, 3).abs().sum().item<double>());
    }

    [Fact]
    public void InputsWithoutAnyUnmaskedOneGiveFiniteOutputsAndGradients()
    {
        using var scope = NewDisposeScope();
        var routing = new VectorRouting(null, 3, 6, 4);
        var x = randn(1, 4, 6).requires_grad_(true);
        var result = routing.Route(x, ones(1, 4, dtype: ScalarType.Bool));
        result.Vectors.sum().backward();
        Assert.True(result.Vectors.isfinite().all().item<bool>() && x.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void ItIsARoutingLikeTheOthers()
    {
        using var scope = NewDisposeScope();
        IRouting routing = new VectorRouting(7, 3, 6, 4, new VectorRoutingOptions(Iterations: 3));
        var output = routing.Route(randn(2, 7, 6), trace: true);
        Assert.Equal((7, 3), (routing.Lower, routing.Upper));
        Assert.Equal([2L, 3, 4], output.Capsules.shape);
        Assert.Equal(3, output.Trace.Count);
        Assert.True(output.Capsules.requires_grad);
        foreach (var R in output.Trace)
        {
            Assert.Equal([2L, 7, 3], R.shape);
            Assert.True((R.sum(2) - 1).abs().max().item<float>() < 1e-5f);
        }
        Assert.Equal("vector routing, 3 iterations", routing.Description);
    }

    [Fact]
    public void RoutingLeavesNothingBehindButItsResult()
    {
        using var scope = NewDisposeScope();
        var routing = new VectorRouting(null, 3, 6, 4);
        var x = randn(2, 7, 6);
        var before = scope.DisposablesCount;
        var result = routing.Route(x, null, trace: true);
        Assert.Equal(before + 5, scope.DisposablesCount);
        routing.call(x);
        Assert.Equal(before + 6, scope.DisposablesCount);
    }

    [Fact]
    public void CreditGoesThroughLayers()
    {
        using var scope = NewDisposeScope();
        VectorRouting first = new(null, 4, 6, 5), second = new(4, 2, 5, 3);
        VectorResult lower = first.Route(randn(2, 7, 6), null), upper = second.Route(lower.Vectors, null);
        var credit = VectorRouting.Credit(lower.Phi, upper.Phi);
        Assert.Equal([2L, 7, 2], credit.shape);
        var expected = Enumerable.Range(0, 4).Sum(k => lower.Phi[1, 3, k].item<float>() * (double)upper.Phi[1, k, 0].item<float>());
        Assert.Equal(expected, credit[1, 3, 0].item<float>(), 1e-5);
        Assert.Contains("[2, 4, 2] cannot go on through [2, 7, 4]", Assert.Throws<ArgumentException>(() => VectorRouting.Credit(upper.Phi, lower.Phi)).Message);
    }

    [Fact]
    public void ShapesThatDoNotFitAreRefused()
    {
        using var scope = NewDisposeScope();
        var routing = new VectorRouting(7, 3, 6, 4);
        Assert.Contains("[B, 7, 6] with n at least 1, not [2, 8, 6]", Assert.Throws<ArgumentException>(() => routing.Route(zeros(2, 8, 6), null)).Message);
        Assert.Contains("[2, 7] or [2, 7, 3], not [7]", Assert.Throws<ArgumentException>(() => routing.Route(zeros(2, 7, 6), zeros(7))).Message);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => routing.Route(zeros(2, 7, 6, dtype: ScalarType.Float64), null)).Message);
        Assert.Contains("dOut must be at least 1", Assert.Throws<ArgumentException>(() => new VectorRouting(7, 3, 6, 0)).Message);
    }

    private static VectorRouting Layer(Golden golden, ScalarType type)
    {
        int Size(string key) => int.Parse(golden.Settings[key]);
        long? n = golden.Settings["n_inp"] == "any" ? null : Size("n_inp");
        var routing = new VectorRouting(n, Size("n_out"), Size("d_inp"), Size("d_out"), new VectorRoutingOptions(Size("iterations")), type);
        using (no_grad())
            foreach (var (name, parameter) in routing.named_parameters()) parameter.copy_(golden[$"param.{name}", type]);
        return routing;
    }
}
