using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using static TorchSharp.torch;

namespace Capsules.Tests;

public sealed class SmallNorbNetTests : IDisposable
{
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    public SmallNorbNetTests() => manual_seed(5);

    public void Dispose() => scope.Dispose();

    [Fact]
    public void ItHasThePapersNumberOfParameters()
    {
        using var net = new SmallNorbNet();
        Assert.Equal(271_688, net.parameters().Sum(p => p.numel()));
        Assert.Equal(272_592, net.parameters().Sum(p => p.numel()) + net.buffers().Where(b => b.dtype == float32).Sum(b => b.numel()));
    }

    [Fact]
    public void AtTheStartTheLossIsTheLogarithmOfTheNumberOfClasses()
    {
        using var net = new SmallNorbNet();
        var scores = net.call(rand([2, 2, 96, 96]));
        Assert.Equal(Math.Log(5), Mixup.CrossEntropy(scores, full([2, 5], 0.2)).item<float>(), 1e-6);
    }

    [Fact]
    public void CoordinatesRunDownTheRowsThenAlongTheColumns()
    {
        var with = SmallNorbNet.WithCoordinates(zeros([1, 2, 3, 5]));
        Assert.Equal([1L, 4, 3, 5], with.shape);
        Assert.Equal([-1, 0, 1], with[0, 2, TensorIndex.Colon, 4].data<float>().ToArray());
        Assert.Equal([-1, -0.5f, 0, 0.5f, 1], with[0, 3, 2].data<float>().ToArray());
    }

    [Fact]
    public void TheFirstLayerNeverBuildsItsVotes()
    {
        using var net = new SmallNorbNet();
        net.call(rand([1, 2, 96, 96]));
        Assert.Equal(EmForm.VoteFree, net.ToLargerParts.Form);
        Assert.Equal(EmForm.Direct, net.ToClasses.Form);
    }

    [Fact]
    public void ImagesOfAnotherShapeAreRefused()
    {
        using var net = new SmallNorbNet();
        Assert.Contains("[1, 3, 96, 96]", Assert.Throws<ArgumentException>(() => net.call(zeros([1, 3, 96, 96]))).Message);
        Assert.Throws<ArgumentException>(() => net.call(zeros([1, 2, 32, 32])));
    }

    [Fact]
    public void SavedWeightsComeBackAndAWrongFileIsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        using SmallNorbNet one = new(), two = new();
        StateFile.Save(one, folder["net.safetensors"]);
        StateFile.Load(two, folder["net.safetensors"]);
        foreach (var (name, value) in one.state_dict())
            Assert.True(value.eq(two.state_dict()[name]).all().item<bool>(), name);

        StateFile.Save(one, folder["more.safetensors"], [("odd", zeros([1]))]);
        Assert.Contains("'odd'", Assert.Throws<InvalidDataException>(() => StateFile.Load(two, folder["more.safetensors"])).Message);
        StateFile.Load(two, folder["more.safetensors"], "odd");
        SafetensorsWriter.Write(folder["less.safetensors"], [Stored.From<float>("convolve.0.weight", [1, 2, 3, 4], 4)]);
        Assert.Contains("missing", Assert.Throws<InvalidDataException>(() => StateFile.Load(two, folder["less.safetensors"])).Message);
        SafetensorsWriter.Write(folder["wrong.safetensors"], [Stored.From<float>("convolve.0.weight", [1, 2, 3], 3)]);
        Assert.Contains("[3]", Assert.Throws<InvalidDataException>(() => StateFile.Load(two, folder["wrong.safetensors"])).Message);
    }

    [ReleasedWeightsFact]
    public void TheReleasedWeightsGiveThePublishedScoresAndPosesFromEitherFile()
    {
        foreach (var file in (string[])["smallNORB_pretrained_model_state_dict.pt", "smallNORB.safetensors"])
        {
            using var net = new SmallNorbNet();
            StateFile.Load(net, Path.Combine(TestData.ReleasedWeights!, file), "CONST_one");
            net.eval();
            using var golden = Golden.Open("heinsen-released-smallnorb");
            using var constant = no_grad();
            var classes = net.Run(golden["smallnorb.images", float32]);
            golden.Same("smallnorb.scores", classes.Scores);
            golden.Same("smallnorb.poses", classes.Capsules);
            golden.Same("smallnorb.variances", classes.Variances);
        }
    }

    [Fact]
    public void MixupWeighsThePartnerAndKeepsTargetsDistributions()
    {
        var (partner, weight) = Mixup.Draw(1000, new Random(1));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), partner.Order());
        Assert.All(weight, w => Assert.InRange(w, 0f, 1f));
        // Beta(0.2, 0.2): mean 1/2, variance 1 / (4 · 1.4).
        Assert.Equal(0.5, weight.Average(), 0.05);
        Assert.Equal(1 / 5.6, weight.Average(w => (w - 0.5) * (w - 0.5)), 0.02);

        var mixed = Mixup.Mix(tensor((float[])[0, 10, 20], [3, 1]), tensor((long[])[1, 2, 0]), tensor((float[])[0, 0.5f, 1]));
        Assert.Equal([0f, 15f, 0f], mixed.data<float>().ToArray());
    }
}
