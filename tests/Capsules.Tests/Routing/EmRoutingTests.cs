using Capsules.Routing;
using static TorchSharp.torch;

namespace Capsules.Tests;

public sealed class EmRoutingTests : IDisposable
{
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public EmRoutingTests() => manual_seed(7);

    public void Dispose() => scope.Dispose();

    public static TheoryData<EmForm> Forms => new() { EmForm.Direct, EmForm.VoteFree };

    [Theory]
    [MemberData(nameof(Forms))]
    public void AFreshLayerHasZeroScoresUniformFirstRoutingAndNoGradientForItsWeights(EmForm form)
    {
        var routing = new EmRouting(new EmShape(4, 4, 4, NOut: 6), new EmOptions { Form = form }, float64);
        var result = routing.Route(randn([2, 9], float64), randn([2, 9, 4, 4], float64), trace: true);
        Close(zeros_like(result.Scores), result.Scores, 0);
        Close(full([2, 9, 6], 1.0 / 6, float64), result.Iterations[0].R, 0);

        result.Scores.log_softmax(-1).select(1, 0).sum().backward();
        foreach (var (name, parameter) in routing.named_parameters())
            if (!name.StartsWith("beta")) Assert.True(parameter.grad is null || parameter.grad.abs().max().item<double>() == 0, name);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void TheOrderOfInputsDoesNotMatterWhereWeightsAreShared(EmForm form)
    {
        var routing = Random(new EmShape(2, 3, 4, NOut: 5), form);
        Tensor a = randn([2, 8], float64), mu = randn([2, 8, 2, 3], float64), order = tensor((long[])[3, 1, 0, 2, 7, 6, 5, 4]);
        EmResult plain = routing.Route(a, mu), permuted = routing.Route(a.index_select(1, order), mu.index_select(1, order));
        Same(plain, permuted, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void InputsWithScoreMinusInfinityAreAsIfTheyWereNotThere(EmForm form)
    {
        var routing = Random(new EmShape(2, 3, 4, NOut: 5), form);
        Tensor a = randn([2, 8], float64), mu = randn([2, 8, 2, 3], float64);
        var padded = cat([a, full([2, 4], double.NegativeInfinity, float64)], 1);
        EmResult without = routing.Route(a, mu), with = routing.Route(padded, cat([mu, 50 * randn([2, 4, 2, 3], float64)], 1));
        Same(without, with, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void InfiniteScoresGiveFiniteResultsAndGradients(EmForm form)
    {
        var routing = Random(new EmShape(2, 3, 4, NOut: 5), form);
        var inf = double.PositiveInfinity;
        var a = tensor([inf, -inf, inf, -inf, 0.3, -inf], 2, 3, float64).requires_grad_(true);
        var mu = randn([2, 3, 2, 3], float64).requires_grad_(true);
        var result = routing.Route(a, mu);
        (result.Scores.sum() + result.Capsules.sum() + result.Variances.sum()).backward();
        foreach (var t in (Tensor[])[result.Scores, result.Capsules, result.Variances, a.grad!, mu.grad!])
            Assert.True(t.isfinite().all().item<bool>());
        Assert.Equal(0, mu.grad![0, 1].abs().max().item<double>());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void ASampleWithoutAnyInputHasScoreZeroMeanZeroAndTheLeastVariance(EmForm form)
    {
        var routing = Random(new EmShape(2, 3, 4, NOut: 5), form);
        var result = routing.Route(full([1, 4], double.NegativeInfinity, float64), randn([1, 4, 2, 3], float64));
        Close(zeros([1, 5], float64), result.Scores, 0);
        Close(zeros([1, 5, 2, 4], float64), result.Capsules, 0);
        Close(full([1, 5, 2, 4], 1e-5, float64), result.Variances, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void EqualVotesHaveNoVarianceButEps(EmForm form)
    {
        var routing = Random(new EmShape(4, 4, 4, NOut: 3), form, eps: 1e-9);
        var mu = randn([1, 1, 4, 4], float64).expand(1, 20, 4, 4);
        var result = routing.Route(full([1, 20], double.PositiveInfinity, float64), mu);
        Close(full([1, 3, 4, 4], 1e-9, float64), result.Variances, 0.01); // eps also shrinks the mean a little
    }

    [Theory]
    [InlineData(EmModel.Gaussian, 4, 4, 4)]
    [InlineData(EmModel.SoftKMeans, 4, 4, 4)]
    [InlineData(EmModel.Gaussian, 1, 5, 2)]
    public void BothFormsAgreeInValuesAndGradients(EmModel model, long c, long d, long h)
    {
        var shape = new EmShape(c, d, h, NOut: 7);
        var options = new EmOptions { Model = model };
        EmRouting direct = Random(shape, EmForm.Direct, options), voteFree = Random(shape, EmForm.VoteFree, options);
        voteFree.load_state_dict(direct.state_dict());
        Tensor a = randn([3, 40], float64), mu = 3 + randn([3, 40, c, d], float64);

        (EmResult result, Tensor[] gradients) expected = WithGradients(direct, a, mu), actual = WithGradients(voteFree, a, mu);
        Same(expected.result, actual.result, 1e-9);
        Assert.Equal(6, expected.gradients.Length);
        for (var k = 0; k < expected.gradients.Length; k++) Close(expected.gradients[k], actual.gradients[k], 1e-9);
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(3.0, 0.3)]
    [InlineData(10.0, 0.1)]
    public void InFloat32TheVoteFreeFormIsAsExactAsItsToleranceFarFromZeroToo(double mean, double deviation)
    {
        var shape = new EmShape(4, 4, 4, NOut: 16);
        var exact = Random(shape, EmForm.Direct);
        var single = new EmRouting(shape, new EmOptions { Form = EmForm.VoteFree });
        using (no_grad())
            foreach (((_, Tensor from), (_, Tensor to)) in exact.named_parameters().Zip(single.named_parameters())) to.copy_(from);
        Tensor a = randn([2, 500]), mu = mean + deviation * randn([2, 500, 4, 4]);
        EmResult expected = exact.Route(a.to(float64), mu.to(float64)), actual = single.Route(a, mu);
        Same(expected, actual, 1e-4);
    }

    [Fact]
    public void GradientsAreTheCentralDifferences()
    {
        var routing = Random(new EmShape(2, 2, 2, NOut: 3), EmForm.VoteFree);
        Tensor a = randn([1, 5], float64), mu = randn([1, 5, 2, 2], float64).requires_grad_(true), cotangent = randn([1, 3, 2, 2], float64);
        double Loss(Tensor at) => (routing.Route(a, at).Capsules * cotangent).sum().item<double>();
        (routing.Route(a, mu).Capsules * cotangent).sum().backward();
        const double step = 1e-6;
        for (var k = 0; k < 20; k++)
        {
            var one = new double[20];
            one[k] = step;
            var shift = tensor(one, float64).view(1, 5, 2, 2);
            var slope = (Loss(mu.detach() + shift) - Loss(mu.detach() - shift)) / (2 * step);
            Assert.Equal(slope, mu.grad!.flatten()[k].item<double>(), 1e-6);
        }
    }

    [Fact]
    public void TheCheaperFormDependsOnTheShape()
    {
        Assert.Equal(EmForm.VoteFree, Used(new EmShape(4, 4, 4, NOut: 64), n: 2000)); // the first layer for images
        Assert.Equal(EmForm.Direct, Used(new EmShape(1, 64, 2, NOut: 64), n: 200)); // for text: 2,145 features beat no 2 numbers a vote
        Assert.Equal(EmForm.Direct, Used(new EmShape(4, 4, 4, NInp: 64, NOut: 5), n: 64)); // weights of its own for every input
    }

    [Fact]
    public void RoutingLeavesNoTensorBehind()
    {
        var routing = Random(new EmShape(2, 3, 4, NOut: 5), EmForm.VoteFree);
        Tensor a = randn([2, 8], float64), mu = randn([2, 8, 2, 3], float64);
        using var inner = NewDisposeScope();
        routing.Route(a, mu);
        Assert.Equal(3, inner.DisposablesCount);
    }

    [Fact]
    public void WrongShapesAreRefusedWithBothShapes()
    {
        var routing = new EmRouting(new EmShape(4, 4, 4, NInp: 8, NOut: 5));
        Assert.Contains("[2, 8, 4, 3]", Assert.Throws<ArgumentException>(() => routing.Route(zeros([2, 8]), zeros([2, 8, 4, 3]))).Message);
        Assert.Contains("8 input capsules, not 9", Assert.Throws<ArgumentException>(() => routing.Route(zeros([2, 9]), zeros([2, 9, 4, 4]))).Message);
        Assert.Throws<ArgumentException>(() => routing.Route(zeros([2, 8]), zeros([2, 8, 4, 4]), outputs: 6));
        Assert.Throws<ArgumentException>(() => new EmRouting(new EmShape(4, 0, 4)));
        Assert.Throws<ArgumentException>(() => new EmRouting(new EmShape(4, 4, 4), new EmOptions { Iterations = 0 }));
        var voteFree = new EmRouting(new EmShape(4, 4, 4, NInp: 8, NOut: 5), new EmOptions { Form = EmForm.VoteFree });
        Assert.Contains("shared", Assert.Throws<ArgumentException>(() => voteFree.Route(zeros([2, 8]), zeros([2, 8, 4, 4]))).Message);
    }

    [Theory]
    [InlineData(null, 64L, 2176)]
    [InlineData(64L, 5L, 10880)]
    public void ParametersAreAsManyAsCounted(long? n, long? m, long expected)
    {
        var shape = new EmShape(4, 4, 4, n, m);
        Assert.Equal(expected, shape.Parameters);
        Assert.Equal(expected, new EmRouting(shape).parameters().Sum(p => p.numel()));
    }

    private static EmForm Used(EmShape shape, long n, ScalarType type = ScalarType.Float32)
    {
        var routing = new EmRouting(shape, dtype: type);
        using var constant = no_grad();
        routing.Route(randn([2, n], type), randn([2, n, shape.DCov, shape.DInp], type));
        return routing.Form;
    }

    private static EmRouting Random(EmShape shape, EmForm form, EmOptions? options = null, double eps = 1e-5)
    {
        var routing = new EmRouting(shape, (options ?? new EmOptions()) with { Form = form, Eps = eps }, float64);
        using (no_grad())
            foreach ((_, Tensor parameter) in routing.named_parameters()) parameter.copy_(0.5 * randn(parameter.shape, float64));
        return routing;
    }

    private static (EmResult, Tensor[]) WithGradients(EmRouting routing, Tensor a, Tensor mu)
    {
        (a, mu) = (a.clone().requires_grad_(true), mu.clone().requires_grad_(true));
        var result = routing.Route(a, mu);
        (result.Scores.sin().sum() + result.Capsules.sin().sum() + result.Variances.sum()).backward();
        return (result, [a.grad!, mu.grad!, .. routing.named_parameters().Select(p => p.Item2.grad!)]);
    }

    private static void Same(EmResult expected, EmResult actual, double tolerance)
    {
        Close(expected.Scores, actual.Scores, tolerance);
        Close(expected.Capsules, actual.Capsules, tolerance);
        Close(expected.Variances, actual.Variances, tolerance);
    }

    private static void Close(Tensor expected, Tensor actual, double tolerance)
    {
        var scale = expected.abs().max().item<double>() + 1e-300;
        var worst = (expected - actual.to(expected.dtype)).abs().max().item<double>();
        Assert.True(worst <= tolerance * scale, $"largest difference {worst:E2} of {scale:E2}");
    }
}
