using Capsules.Analysis;
using Capsules.Networks;
using Capsules.Routing;

namespace Capsules.Tests;

public class CostsOfNetworks
{
    [Fact]
    public void UniformRoutingTrainsNoPriors()
    {
        var options = CapsNetOptions.AffNist with { Capsules = 4, Dim = 2, RoutingLayers = 2, Decoder = false };
        var costs = NetworkCosts.Measure(options, [new UniformRouting(), new Rba()], batch: 2, repeats: 1);
        Assert.Equal(["uniform routing", "routing-by-agreement, 10 iterations"], costs.Select(c => c.Routing));
        Assert.Equal(4 * 4 + 4 * 10, costs[1].Parameters - costs[0].Parameters);
        Assert.Equal(ParameterCount.Of(options).Published, costs[1].Parameters);
        Assert.All(costs, c => Assert.True(c.Forward.Low > 0 && c.Training.Low > 0 && c.Training.Low <= c.Training.Median && c.Training.Median <= c.Training.High));
    }
}
