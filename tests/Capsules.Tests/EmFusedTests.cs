using Capsules.Routing;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>The fused pass against Algorithm 1 as printed, in double precision.</summary>
[Collection("thread count")]
public sealed class EmFusedTests : IDisposable
{
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public EmFusedTests() => manual_seed(11);

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(EmModel.Gaussian, 4, 4, 4, 64, 1000)]      // two pieces, the second not full
    [InlineData(EmModel.Gaussian, 4, 4, 4, 64, 48)]
    [InlineData(EmModel.SoftKMeans, 4, 4, 4, 5, 100)]
    [InlineData(EmModel.Gaussian, 1, 5, 2, 7, 40)]
    [InlineData(EmModel.Gaussian, 2, 3, 4, 1, 1)]
    [InlineData(EmModel.Gaussian, 3, 1, 2, 33, 769)]
    public void ValuesAndAllGradientsAreThoseOfTheDirectForm(EmModel model, long c, long d, long h, long m, long n)
    {
        var options = new EmOptions { Model = model };
        (EmRouting direct, EmRouting fused) = Pair(new EmShape(c, d, h, NOut: m), options);
        Tensor a = randn([3, n]), mu = 1 + randn([3, n, c, d]);
        Results expected = Run(direct, a.to(float64), mu.to(float64)), actual = Run(fused, a, mu);
        for (int k = 0; k < expected.Count; k++) Close(expected[k], actual[k], expected.Names[k]);
    }

    [Theory]
    [InlineData(3.0, 0.3)]
    [InlineData(10.0, 0.1)]
    public void FarFromZeroItKeepsItsDigits(double mean, double deviation)
    {
        (EmRouting direct, EmRouting fused) = Pair(new EmShape(4, 4, 4, NOut: 16), new EmOptions());
        Tensor a = randn([2, 500]), mu = mean + deviation * randn([2, 500, 4, 4]);
        EmResult expected = direct.Route(a.to(float64), mu.to(float64)), actual = fused.Route(a, mu);
        Close(expected.Scores, actual.Scores, "scores");
        Close(expected.Capsules, actual.Capsules, "capsules");
        Close(expected.Variances, actual.Variances, "variances");
    }

    [Fact]
    public void InfiniteScoresAreExactAndTheirGradientsFinite()
    {
        (EmRouting direct, EmRouting fused) = Pair(new EmShape(2, 3, 4, NOut: 5), new EmOptions());
        const float inf = float.PositiveInfinity;
        Tensor few = tensor([inf, -inf, inf, -inf, 0.3f, -inf], 2, 3), a = cat([few, randn([2, 40])], 1), mu = randn([2, 43, 2, 3]);
        Results expected = Run(direct, a.to(float64), mu.to(float64)), actual = Run(fused, a, mu);
        for (int k = 0; k < expected.Count; k++) Close(expected[k], actual[k], expected.Names[k]);
        Assert.Equal(0, actual[4][0, 1].abs().max().item<float>());    // left out: no gradient at all
    }

    [Fact]
    public void TheNumberOfThreadsChangesNoBit()
    {
        (_, EmRouting fused) = Pair(new EmShape(4, 4, 4, NOut: 20), new EmOptions());
        Tensor a = randn([2, 2000]), mu = randn([2, 2000, 4, 4]);
        int threads = get_num_threads();
        try
        {
            set_num_threads(1);
            Results one = Run(fused, a, mu);
            set_num_threads(3);
            Results three = Run(fused, a, mu);
            // Of the input capsules alone: sums of weights' gradients over a batch are libtorch's own.
            foreach (int k in (int[])[0, 1, 2, 4]) Assert.True(one[k].eq(three[k]).all().item<bool>(), one.Names[k]);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void RoutingProbabilitiesOfEveryIterationCanBeKept()
    {
        (EmRouting direct, EmRouting fused) = Pair(new EmShape(4, 4, 4, NOut: 9), new EmOptions());
        Tensor a = randn([2, 60]), mu = randn([2, 60, 4, 4]);
        using var constant = no_grad();
        EmResult expected = direct.Route(a.to(float64), mu.to(float64), trace: true), actual = fused.Route(a, mu, trace: true);
        Assert.Equal(3, actual.Iterations.Count);
        foreach ((EmIteration one, EmIteration other) in expected.Iterations.Zip(actual.Iterations)) Close(one.R, other.R, "R");
    }

    [Fact]
    public void ItRefusesWhatItCannotCompute()
    {
        var routing = new EmRouting(new EmShape(4, 4, 4, NOut: 5), new EmOptions { Form = EmForm.Fused }, float64);
        string message = Assert.Throws<ArgumentException>(() => routing.Route(zeros([2, 8], float64), zeros([2, 8, 4, 4], float64))).Message;
        Assert.Contains("float32", message);
        Assert.Contains("Float64", message);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(57, 64, 48)]
    [InlineData(50, 100, 7)]
    [InlineData(2, 33, 130)]
    public unsafe void ProductsOfSmallMatrices(int rows, int columns, int depth)
    {
        int filled = SmallProduct.Padded(columns);
        Tensor a = randn([rows, depth]), b = randn([depth, filled]), c = randn([rows, filled]);
        Tensor expected = c + a.matmul(b), transposed = a.t().contiguous();
        float[] A = transposed.data<float>().ToArray(), B = b.data<float>().ToArray(), C = c.data<float>().ToArray();
        fixed (float* left = A, right = B, into = C)
        {
            SmallProduct.Run(rows, filled, depth, left, 1, rows, right, into, add: true);
            Close(expected, tensor(C, rows, filled), "sum");
            SmallProduct.Run(rows, filled, depth, left, 1, rows, right, into, add: false);
            Close(expected - c, tensor(C, rows, filled), "product");
        }
    }

    private static (EmRouting Direct, EmRouting Fused) Pair(EmShape shape, EmOptions options)
    {
        var direct = new EmRouting(shape, options with { Form = EmForm.Direct }, float64);
        var fused = new EmRouting(shape, options with { Form = EmForm.Fused });
        using var constant = no_grad();
        foreach (((_, Tensor one), (_, Tensor other)) in direct.named_parameters().Zip(fused.named_parameters()))
        {
            other.copy_(0.5 * randn(other.shape));
            one.copy_(other);
        }
        return (direct, fused);
    }

    private static Results Run(EmRouting routing, Tensor a, Tensor mu)
    {
        (a, mu) = (a.clone().requires_grad_(true), mu.clone().requires_grad_(true));
        routing.zero_grad();
        EmResult result = routing.Route(a, mu);
        (result.Scores.sin().sum() + result.Capsules.sin().sum() + result.Variances.sum()).backward();
        var parameters = routing.named_parameters().ToArray();
        return new Results(
            ["scores", "capsules", "variances", "gradient of scores", "gradient of capsules", .. parameters.Select(p => $"gradient of {p.Item1}")],
            [result.Scores, result.Capsules, result.Variances, a.grad!, mu.grad!, .. parameters.Select(p => p.Item2.grad!.clone())]);
    }

    private static void Close(Tensor expected, Tensor actual, string what)
    {
        double scale = expected.abs().max().to(float64).item<double>() + 1e-300;
        double worst = (expected.to(float64) - actual.to(float64)).abs().max().item<double>();
        Assert.True(worst <= 1e-4 * scale, $"{what}: largest difference {worst:E2} of {scale:E2}");
    }

    private sealed record Results(string[] Names, Tensor[] Tensors)
    {
        internal int Count => Tensors.Length;

        internal Tensor this[int k] => Tensors[k];
    }
}
