using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Tests;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Live.Tests;

[Collection("live")]
public sealed class LiveModelTests(LiveFixture live)
{
    [Theory]
    [InlineData("")]
    [InlineData("iterations=12&sharpness=2.5&turn=30&scale=0.8")]
    [InlineData("routing=em&iterations=4&image=7")]
    [InlineData("routing=uniform&squash=sabour")]
    [InlineData("softmax=lower&priors=off&ink=IIzI.zIVz")]
    public async Task AnAnswerIsWhatTheLibraryComputes(string query)
    {
        using var model = new LiveModel(live.Network, live.Images);
        var knobs = Knobs.Parse(query, model.Start, live.Images.Count);
        var answer = await model.Answer(knobs);

        using var scope = NewDisposeScope();
        using var off = no_grad();
        var output = live.Network.With(knobs.ToRouting()).Run(new Batches(model.Picture(knobs), 1).Epoch().Single().X);
        Assert.Equal(output.ClassNorms[0].data<float>().Select(norm => (double)norm), answer.Tree.Norms[^1], (a, b) => Math.Abs(a - b) < 1e-4);
        for (var l = 0; l < output.Couplings.Count; l++)
            Assert.Equal(output.Couplings[l][0].contiguous().data<float>(), answer.Couplings[l][^1], (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.All(answer.Couplings, layer => Assert.Equal(knobs.Routing == RoutingKind.Uniform ? 1 : knobs.Iterations, layer.Count));
    }

    [Fact]
    public async Task MeasuresAreThoseOfTables1And2()
    {
        using var model = new LiveModel(live.Network, live.Images);
        var statistics = new Analysis.NetworkStatistics(live.Network.Options.CapsulesPerLayer);
        Trainer.Accuracy(live.Network, new Batches(live.Images, 20), (_, output) => statistics.Add(output));
        var (expected, report) = (statistics.Result(), await model.Measure(model.Start));
        Assert.Equal(60, report.Images);
        Assert.Equal(expected.DynamicsAlive.Select(d => d.Dys), report.DynamicsAlive.Select(d => d.Dys), (a, b) => Math.Abs(a - b) < 1e-3);
        Assert.Equal(expected.Activations[1].MeanNorms, report.Activations[1].MeanNorms, (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public async Task NoTensorIsLeftBehind()
    {
        using var model = new LiveModel(live.Network, live.Images);
        async Task States(int from)
        {
            for (var k = from; k < from + 40; k++)
            {
                var knobs = Knobs.Parse($"iterations={1 + k % 20}&turn={k % 180}&routing={Knobs.Choices["routing"][k % 4]}", model.Start, live.Images.Count);
                await model.Answer(knobs);
                if (k % 10 == 0) await model.Measure(knobs);
            }
        }

        await States(0);
        LiveTensors.Settle();
        var before = Tensor.TotalCount;
        await States(40);
        LiveTensors.Settle();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public async Task ANetworkInTrainingIsLeftAlone()
    {
        using var network = new CapsNet(CapsNetOptions.AffNist with { RoutingLayers = 1, Decoder = false });
        using var model = new LiveModel(network, live.Images);
        network.train();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => model.Answer(model.Start));
        Assert.Contains("being trained", error.Message, StringComparison.Ordinal);
        network.eval();
        Assert.Null((await model.Answer(model.Start)).Reconstruction);
    }

    [Fact]
    public async Task NothingIsComputedAfterItsEnd()
    {
        var model = new LiveModel(live.Network, live.Images);
        var measuring = model.Measure(model.Start);
        model.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => measuring);
    }

    [Fact]
    public void ImagesThatDoNotFitAreRefused()
    {
        var color = new ImageSet("photos", new byte[3 * 40 * 40], [0], 3, 40, 40, Mnist.ClassNames, "", false);
        var error = Assert.Throws<ArgumentException>(() => new LiveModel(live.Network, color));
        Assert.Contains("takes images of 1×40×40", error.Message, StringComparison.Ordinal);
        Assert.Contains("photos has 3×40×40", error.Message, StringComparison.Ordinal);
    }
}
