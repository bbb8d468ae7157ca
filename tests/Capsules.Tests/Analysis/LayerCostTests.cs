using Capsules.Analysis;
using Capsules.Published;
using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

public class SelfAttentionLayers
{
    [Fact]
    public void MixEveryHeadsValuesByTheSoftmaxOfItsScores()
    {
        using var scope = NewDisposeScope();
        using var layer = new SelfAttention(6, heads: 2);
        var x = randn(1, 4, 6);
        var output = layer.call(x);
        Tensor W(string name) => layer.get_parameter(name)!;
        var heads = new List<Tensor>();
        for (var h = 0; h < 2; h++)
        {
            Tensor Of(string name) => x[0].matmul(W(name)).narrow(1, 3 * h, 3);                // [n, 3]
            var a = (Of("Q").matmul(Of("K").t()) / Math.Sqrt(3)).softmax(1);
            heads.Add(a.matmul(Of("V")));
        }

        Assert.True(cat(heads, 1).matmul(W("O")).allclose(output[0], 1e-5, 1e-5));
    }

    [Fact]
    public void RefuseOtherDimensionsAndHeadsThatDoNotDivide()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("5 heads", Assert.Throws<ArgumentException>(() => new SelfAttention(8, 5)).Message);
        using var layer = new SelfAttention(8);
        Assert.Contains("[any, any, 8]", Assert.Throws<ArgumentException>(() => layer.call(randn(1, 4, 6))).Message);
    }
}

public class LayerCostsOverNAndD
{
    [Fact]
    public void ParametersGrowAsTableThreeSays()
    {
        (int N, int D)[] grid = [(8, 8), (8, 16), (16, 8), (16, 16)];
        LayerCost[] rba = [.. grid.Select(g => LayerCosts.Rba(g.N, g.D, new UniformRouting(), batch: 1, repeats: 1))];
        LayerCost[] attention = [.. grid.Select(g => LayerCosts.Attention(g.N, g.D, batch: 1, repeats: 1))];
        Assert.Equal(8 * 8 * 8 * 8 + 8 * 8, rba[0].Parameters);
        Assert.Equal(4 * 8 * 8, attention[0].Parameters);
        foreach (var (costs, row) in new[] { (attention, Mitterreiter2023.Table3[0]), (rba, Mitterreiter2023.Table3[1]) })
        {
            var fit = LayerCosts.Fit(costs, c => c.Parameters);
            Assert.Equal(row.Space[0].N, fit.N, 0.05);                          // the priors add n² to n² d²
            Assert.Equal(row.Space[0].D, fit.D, 0.05);
        }

        Assert.All(rba.Zip(attention), pair => Assert.True(pair.First.Bytes > pair.Second.Bytes));
        Assert.All(rba.Concat(attention), c => Assert.True(c.Seconds > 0));
    }

    [Fact]
    public void APowerLawIsFoundAgain()
    {
        var fit = PowerLaw.Fit([.. from n in (double[])[2, 3, 7] from d in (double[])[4, 9] select (n, d, 5 * Math.Pow(n, 1.5) * Math.Pow(d, -2))]);
        Assert.Equal(5, fit.C, 9);
        Assert.Equal(1.5, fit.N, 9);
        Assert.Equal(-2, fit.D, 9);
        Assert.Equal(1, fit.R2, 9);
        Assert.Contains("tell n from d", Assert.Throws<ArgumentException>(() => PowerLaw.Fit([(1, 1, 1), (2, 2, 2), (3, 3, 3)])).Message);
        Assert.Throws<ArgumentException>(() => PowerLaw.Fit([(1, 1, 0)]));
    }
}
