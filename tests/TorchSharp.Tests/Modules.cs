using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

public class Modules
{
    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv;
        private readonly BatchNorm2d norm;
        private readonly Parameter scale;
        private readonly Tensor steps;

        internal Block() : base(nameof(Block))
        {
            conv = Conv2d(2, 4, 3, padding: 1, groups: 2);
            norm = BatchNorm2d(4);
            scale = Parameter(ones(1));
            steps = arange(3, float32);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => norm.call(conv.call(input)) * scale + steps.sum() * 0;
    }

    private sealed class Network : Module<Tensor, Tensor>
    {
        private readonly ModuleList<Module<Tensor, Tensor>> blocks = ModuleList<Module<Tensor, Tensor>>(new Block(), ReLU());
        private readonly Sequential head = Sequential(("flat", Flatten()), ("out", Linear(4 * 5 * 5, 3)));

        internal Network() : base(nameof(Network)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            foreach (var block in blocks) input = block.call(input);
            return head.call(input);
        }
    }

    [Fact]
    public void FieldsAreRegisteredUnderTheirNames()
    {
        using var scope = NewDisposeScope();
        using var network = new Network();
        Assert.Equal(
            ["blocks.0.scale", "blocks.0.conv.weight", "blocks.0.conv.bias", "blocks.0.norm.weight", "blocks.0.norm.bias", "head.out.weight", "head.out.bias"],
            network.named_parameters().Select(pair => pair.name));
        Assert.Equal(
            ["blocks.0.steps", "blocks.0.norm.running_mean", "blocks.0.norm.running_var", "blocks.0.norm.num_batches_tracked"],
            network.named_buffers().Select(pair => pair.name));
        Assert.Equal(["blocks", "head", "blocks.0", "blocks.1", "blocks.0.conv", "blocks.0.norm", "head.flat", "head.out"],
            network.named_modules().Select(pair => pair.name));
        Assert.Equal(11, network.state_dict().Count);
        Assert.True(network.has_parameter("blocks.0.conv.weight"));
        Assert.Null(network.get_parameter("blocks.2.conv.weight"));
    }

    [Fact]
    public void ALayersParametersOutliveTheScopeTheyWereMadeIn()
    {
        Linear layer;
        using (NewDisposeScope()) layer = Linear(3, 2);
        Assert.False(layer.weight.IsInvalid);
        layer.Dispose();
        Assert.True(layer.weight.IsInvalid);
    }

    [Fact]
    public void TheSameStateGivesTheSameOutput()
    {
        using var scope = NewDisposeScope();
        using var first = new Network();
        using var second = new Network();
        var x = randn(2, 2, 5, 5);
        first.eval();
        second.eval();
        Assert.False(first.call(x).allclose(second.call(x)));
        second.load_state_dict(first.state_dict());
        Assert.True(first.call(x).Equals(second.call(x)));
        var partial = first.state_dict();
        partial.Remove("head.out.bias");
        Assert.Throws<InvalidOperationException>(() => second.load_state_dict(partial));
        Assert.Equal(["head.out.bias"], second.load_state_dict(partial, strict: false).missing_keys);
    }

    [Fact]
    public void ConvertingAModuleLeavesWholeNumbersAlone()
    {
        using var scope = NewDisposeScope();
        using var network = new Network().to(float64);
        Assert.All(network.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Equal(ScalarType.Int64, network.get_buffer("blocks.0.norm.num_batches_tracked")!.dtype);
        Assert.Equal([2, 3], network.call(randn(2, 2, 5, 5, float64)).shape);
        Assert.Throws<InvalidOperationException>(() => network.to("cuda"));
    }

    [Fact]
    public void HooksSeeAndChangeInputAndOutput()
    {
        using var scope = NewDisposeScope();
        using var layer = Linear(2, 2);
        var seen = 0;
        layer.register_forward_pre_hook(_ => seen++);
        layer.register_forward_pre_hook((_, input) => input * 0);
        var doubling = layer.register_forward_hook((_, _, output) => output * 2);
        Assert.True(layer.call(randn(3, 2)).allclose((layer.bias! * 2).expand(3, 2)));
        doubling.remove();
        Assert.True(layer.call(randn(3, 2)).allclose(layer.bias!.expand(3, 2)));
        Assert.Equal(2, seen);
        Assert.False(layer.forward(ones(3, 2)).allclose(layer.bias!.expand(3, 2)));
    }

    [Fact]
    public void BatchNormKeepsRunningValuesOnlyInTraining()
    {
        using var scope = NewDisposeScope();
        using var norm = BatchNorm2d(3);
        var x = randn(8, 3, 4, 4) * 2 + 5;
        var y = norm.call(x);
        Assert.True(y.mean([0, 2, 3]).abs().max().item<float>() < 1e-5f);
        Assert.Equal(1L, norm.num_batches_tracked!.item<long>());
        Assert.True(norm.running_mean!.allclose(x.mean([0, 2, 3]) * 0.1));
        Assert.True(norm.running_var!.allclose(x.var([0L, 2, 3]) * 0.1 + 0.9, rtol: 1e-4));
        norm.eval();
        norm.call(x);
        Assert.Equal(1L, norm.num_batches_tracked!.item<long>());
        Assert.Throws<ArgumentException>(() => norm.call(randn(3, 4)));
    }

    [Fact]
    public void WeightsStartWithinPyTorchsBounds()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var conv = Conv2d(8, 16, 5, groups: 4);
        var bound = 1 / Math.Sqrt(2 * 25);
        Assert.InRange(conv.weight.abs().max().item<float>(), 0.9 * bound, bound);
        Assert.InRange(conv.bias!.abs().max().item<float>(), 0.5 * bound, bound);
        Assert.InRange(init.kaiming_normal_(empty(200, 300)).std().item<float>(), 0.98 * Math.Sqrt(2.0 / 300), 1.02 * Math.Sqrt(2.0 / 300));
        Assert.InRange(init.xavier_uniform_(empty(200, 300)).max().item<float>(), 0.99 * Math.Sqrt(6.0 / 500), Math.Sqrt(6.0 / 500));
    }

    [Fact]
    public void ClippingScalesAllGradientsTogether()
    {
        using var scope = NewDisposeScope();
        using var layer = Linear(4, 4);
        layer.call(ones(2, 4)).sum().backward();
        var expected = Math.Sqrt(layer.parameters().Sum(parameter => parameter.grad!.square().sum().item<float>()));
        Assert.Equal(expected, nn.utils.clip_grad_norm_(layer.parameters(), 1.0), 1e-4);
        Assert.Equal(1, Math.Sqrt(layer.parameters().Sum(parameter => parameter.grad!.square().sum().item<float>())), 1e-4);
    }
}
