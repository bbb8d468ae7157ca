using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using static TorchSharp.torch;

namespace Capsules.Live.Tests;

/// <summary>A small network that knows digits, trained once for all tests: on MNIST where it is, otherwise on generated digits.</summary>
public sealed class LiveFixture
{
    private readonly Lazy<CapsNet> trained = new(() =>
    {
        manual_seed(1);
        var placement = new Placement(Mode: PlacementMode.Centered);
        var network = new CapsNet(CapsNetOptions.AffNist with { RoutingLayers = 2, InitialStd = 0.5 }, new Rba(new RbaOptions(3)));
        var train = new Batches(Mnist.Load(Split.Train), 16, shuffle: true, placement: placement, epochSize: 2500);
        var validation = new Batches(Mnist.Load(Split.Test, count: 500), 500, placement: placement);
        var result = new Trainer(network, new TrainOptions(Epochs: 1, LearningRate: 0.004, TargetAccuracy: null)).Fit(train, validation);
        Assert.True(result.Epochs[^1].ValidationAccuracy > 0.85, $"the tests' network learned too little: {result.Epochs[^1].ValidationAccuracy}");
        network.eval();
        return network;
    });

    public CapsNet Network => trained.Value;

    public ImageSet Images { get; } = AffNist.Load(Split.Test, count: 60);
}

[CollectionDefinition("live", DisableParallelization = true)]
public sealed class LiveCollection : ICollectionFixture<LiveFixture>, ICollectionFixture<BrowserFixture>;
