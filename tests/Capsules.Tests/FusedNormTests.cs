using Capsules.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Tests;

[Collection("thread count")]
public class FusedNormTests
{
    // Channels of one vector, several and, in the direct form, of none; means far from zero; a channel that ReLU silences.
    public static TheoryData<bool, long[], double, double> Cases => new()
    {
        { true, [6, 8, 5, 5], 0, 1 },
        { true, [4, 16, 1, 1], 0, 1 },
        { true, [3, 24, 2, 4], 2, .1 },
        { true, [3, 16, 4, 4], -9, 1 },
        { false, [6, 16, 5, 5], 0, 1 },
        { true, [6, 3, 5, 5], 0, 1 },
        { false, [5, 8, 7, 3], 30, .05 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_relu_and_normalisation_in_double_precision(bool relu, long[] shape, double mean, double deviation)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        var x = (randn(shape) * deviation) + mean;
        var g = randn(shape);
        var (single, exact) = (Norm(shape[1], float32), Norm(shape[1], float64));
        exact.load_state_dict(single.state_dict());

        var leaf = x.detach().clone().requires_grad_();
        var y = FusedNorm.Run(relu ? [nn.ReLU(), single] : [single], leaf);
        y.backward([g]);
        var leaf64 = x.to(float64).requires_grad_();
        var y64 = exact.call(relu ? leaf64.relu() : leaf64);
        y64.backward([g.to(float64)]);

        Near(y64, y, 1e-4);
        Near(leaf64.grad!, leaf.grad!, 2e-4);
        Near(exact.weight.grad!, single.weight.grad!, 1e-4);
        Near(exact.bias!.grad!, single.bias!.grad!, 1e-5);
        Near(exact.running_mean!, single.running_mean!, 1e-5);
        Near(exact.running_var!, single.running_var!, 1e-5);
        Assert.Equal(exact.num_batches_tracked!.item<long>(), single.num_batches_tracked!.item<long>());
    }

    [Fact]
    public void Outside_training_it_uses_the_running_values()
    {
        using var scope = NewDisposeScope();
        var norm = Norm(3, float32);
        norm.eval();
        var x = randn(4, 3, 5, 5);
        Assert.Equal(0, (FusedNorm.Run([nn.ReLU(), norm], x) - norm.call(x.relu())).abs().max().item<float>());
        Assert.Equal(0, norm.num_batches_tracked!.item<long>());
    }

    [Fact]
    public void What_is_not_a_number_stays_so()
    {
        using var scope = NewDisposeScope();
        var x = randn(4, 8, 5, 5);
        x[2, 1, 3, 3] = float.NaN;
        var finite = FusedNorm.Run([nn.ReLU(), Norm(8, float32)], x).isfinite().all(1).all(1).all(1);
        Assert.False(finite.any().item<bool>());
        Assert.True(FusedNorm.Run([nn.ReLU(), Norm(8, float32)], x)[TensorIndex.Colon, 0].isfinite().all().item<bool>());
    }

    [Fact]
    public void Threads_do_not_change_the_numbers()
    {
        using var scope = NewDisposeScope();
        var x = randn(8, 16, 9, 9);
        var before = get_num_threads();
        var results = new List<Tensor>();
        foreach (var threads in new[] { 1, 2 })
        {
            set_num_threads(threads);
            random.manual_seed(1);
            var leaf = x.detach().clone().requires_grad_();
            FusedNorm.Run([nn.ReLU(), Norm(16, float32)], leaf).square().sum().backward();
            results.Add(leaf.grad!);
        }

        set_num_threads(before);
        Assert.Equal(0, (results[0] - results[1]).abs().max().item<float>());
    }

    private static BatchNorm2d Norm(long channels, ScalarType type)
    {
        var norm = nn.BatchNorm2d(channels, dtype: type);
        using var off = no_grad();
        norm.weight.add_(randn(channels, dtype: type) * .3);
        norm.bias!.add_(randn(channels, dtype: type));
        return norm;
    }

    private static void Near(Tensor expected, Tensor actual, double tolerance)
    {
        var scale = Math.Max(1, expected.abs().max().item<double>());
        var off = (expected - actual.to(float64)).abs().max().item<double>();
        Assert.True(off <= tolerance * scale, $"off by {off} of {scale}");
    }
}
