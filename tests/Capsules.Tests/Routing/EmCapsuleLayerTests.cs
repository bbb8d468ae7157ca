using Capsules.Routing;
using static TorchSharp.torch;

namespace Capsules.Tests;

public sealed class EmCapsuleLayerTests
{
    [Fact]
    public void ItGivesWhatOtherRoutingsGive()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        IRouting layer = new EmCapsuleLayer(new EmRouting(new EmShape(2, 4, 3, NInp: 10, NOut: 5)));
        var u = Squash.Apply(randn([3, 10, 8]));
        var output = layer.Route(u, trace: true);
        Assert.Equal((10L, 5L), (layer.Lower, layer.Upper));
        Assert.Equal([3L, 5, 6], output.Capsules.shape);
        Assert.Equal([3L, 10, 5], output.Couplings.shape);
        Assert.Equal(3, output.Trace.Count);
        Assert.Equal(0, (output.Couplings.sum(-1) - 1).abs().max().item<float>(), 1e-5);
        // Fresh scores are 0, so every capsule's length is f(0).
        Assert.Equal(0, (output.Capsules.square().sum(-1).sqrt() - 0.5).abs().max().item<float>(), 1e-4);
        Assert.Contains("[3, 10, 7]", Assert.Throws<ArgumentException>(() => layer.Route(zeros([3, 10, 7]))).Message);
        Assert.Throws<ArgumentException>(() => new EmCapsuleLayer(new EmRouting(new EmShape(2, 4, 3))));
    }
}
