using Capsules.Data;
using Capsules.Language;
using Capsules.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

public sealed class LanguageSstNetTests
{
    [Theory]
    [InlineData(true, 5, 142_912)]
    [InlineData(true, 2, 141_376)]
    [InlineData(false, 5, 140_480)]
    [InlineData(false, 2, 138_944)]
    public void TheNetworkHasThePapersParameters(bool preNorm, int classes, long parameters)
    {
        var options = new SstOptions { PreNorm = preNorm, Classes = classes };
        using var network = new SstNet(options);
        Assert.Equal(parameters, network.parameters().Sum(p => p.numel()));
        Assert.Equal(parameters, options.Parameters);
    }

    [ReleasedWeightsFact]
    public void TheReleasedNetworksGiveTheAuthorsScoresAndCapsules()
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open("heinsen-released-sst");
        Tensor mask = golden["sst.mask", ScalarType.Float32], embeddings = golden["sst.embeddings", ScalarType.Float32];
        foreach (var (file, name, classes) in new[] { ("SST5R", "sst5", 5), ("SST2R", "sst2", 2) })
        {
            using var network = new SstNet(new SstOptions { Classes = classes, PreNorm = false });
            StateFile.Load(network, Path.Combine(TestData.ReleasedWeights!, file + ".safetensors"), ".CONST_one");
            var labels = network.Run(mask, embeddings).Labels;
            golden.Same(name + ".scores", labels.Scores);
            golden.Same(name + ".capsules", labels.Capsules);
        }
    }

    [ReleasedWeightsFact]
    public void ReleasedWeightsThatDoNotFitAreRefusedByName()
    {
        using var scope = NewDisposeScope();
        var path = Path.GetTempFileName();
        using var network = new SstNet(new SstOptions { Classes = 2, PreNorm = false });
        using var whole = SafetensorsFile.Open(Path.Combine(TestData.ReleasedWeights!, "SST2R.safetensors"));
        (string Name, Tensor Value)[] all = [.. whole.Tensors.Values.Select(e => (e.Name, whole.Load(e.Name)))];
        Refused([.. all.Where(t => t.Name != "routings.0.beta_use")], "'routings.0.beta_use' [1, 64] is missing");
        Refused([.. all.Where(t => t.Name != "depth_emb")], "'depth_emb' [37, 1280] is missing");
        Refused([.. all, Stored.From<float>("routings.2.W", [1], 1)], "'routings.2.W' is not in the network");
        Refused([.. all.Where(t => t.Name != "detect_parts.2.bias"), Stored.From<float>("detect_parts.2.bias", new float[63], 63)], "has shape [63], the network's [64]");
        File.Delete(path);

        void Refused((string Name, Tensor Value)[] tensors, string message)
        {
            SafetensorsWriter.Write(path, tensors);
            Assert.Contains(message, Assert.Throws<InvalidDataException>(() => StateFile.Load(network, path, ".CONST_one")).Message);
        }
    }

    public static TheoryData<string> Heads => ["EM routing, figure 5", "EM routing, published code", "vector routing", "linear"];

    [Theory]
    [MemberData(nameof(Heads))]
    public void AnyBatchOfPaddedSentencesGivesTheScoresOfEachAlone(string kind)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using SentimentHead network = kind switch
        {
            "linear" => new LinearHead(24, 5),
            "vector routing" => new VectorHead(new VectorHeadOptions { Layers = 4, Width = 24, Hidden = 6, HiddenWidth = 16 }),
            _ => Random(new SstOptions { Layers = 4, Width = 24, PreNorm = kind.EndsWith("5", StringComparison.Ordinal) }),
        };
        int[] lengths = [1, 7, 3, 12];
        Tensor[] sentences = [.. lengths.Select(n => randn([1, n, 4, 24]))];
        // What pads is finite and otherwise anything: large numbers must not matter.
        var embeddings = cat([.. sentences.Select(x => cat([x, full([1, 12 - x.shape[1], 4, 24], 1000f)], 1))], 0);
        var mask = stack(lengths.Select(n => (arange(12) < n).to_type(ScalarType.Float32)));
        var together = network.call(mask, embeddings);
        var credit = network.Explain(mask, embeddings).Credit;
        for (var b = 0; b < lengths.Length; b++)
        {
            var alone = network.call(ones([1, lengths[b]]), sentences[b]);
            Assert.True((together[b] - alone[0]).abs().max().item<float>() < 1e-5f);
            if (credit is null) continue;
            var own = network.Explain(ones([1, lengths[b]]), sentences[b]).Credit!;
            Assert.Equal([1, lengths[b], 4, 5], own.shape);
            Assert.True((credit[b, ..lengths[b]] - own[0]).abs().max().item<float>() < 1e-5f);
            Assert.Equal(0f, credit[b, lengths[b]..].abs().sum().item<float>());
        }
    }

    [Fact]
    public void AtTheStartEveryLabelIsAsLikelyAsAnyOther()
    {
        using var scope = NewDisposeScope();
        using var network = new SstNet(new SstOptions { Layers = 3, Width = 16 });
        var scores = network.call(ones([2, 5]), randn([2, 5, 3, 16]));
        Assert.Equal(0f, scores.abs().max().item<float>());
        var loss = nn.functional.cross_entropy(scores, tensor(new long[] { 0, 4 }, [2]));
        Assert.Equal(Math.Log(5), loss.item<float>(), 1e-6);
    }

    [Fact]
    public void ShapesThatDoNotFitAreRefusedWithTheOnesThatDo()
    {
        using var scope = NewDisposeScope();
        using var network = new SstNet(new SstOptions { Layers = 3, Width = 16 });
        Assert.Contains("[B, n, 3, 16], not [1, 2] and [1, 2, 3, 8]",
            Assert.Throws<ArgumentException>(() => network.call(ones([1, 2]), zeros([1, 2, 3, 8]))).Message);
        Assert.Throws<ArgumentException>(() => network.call(ones([1, 3]), zeros([1, 2, 3, 16])));
    }

    // β away from 0, where scores would be 0 whatever the input.
    private static SstNet Random(SstOptions options)
    {
        var network = new SstNet(options);
        using var constant = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (name.Contains("beta", StringComparison.Ordinal))
                parameter.normal_(0, 0.2);
        }
        network.eval();
        return network;
    }
}
