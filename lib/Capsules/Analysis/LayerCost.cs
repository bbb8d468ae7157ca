using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>What a layer of n vectors of dimension d costs (Mitterreiter et al., 2023, Table 3).</summary>
/// <param name="Bytes">Bytes of the parameters and of the largest tensors of one image's pass: votes and couplings, or queries, keys, values and attention.</param>
/// <param name="Seconds">Median processor time of a forward and backward pass over the batch, on one thread.</param>
public sealed record LayerCost(int N, int D, long Parameters, long Bytes, double Seconds);

/// <summary>Measures routing-by-agreement and self-attention on the same vectors.</summary>
/// <remarks>In processor time of one thread, which other programs on the machine change little; on a quiet machine the clock on the wall agrees.</remarks>
public static class LayerCosts
{
    private const int Float = sizeof(float);

    /// <summary>Sizes that take seconds on two processor cores.</summary>
    public static IReadOnlyList<(int N, int D)> Grid { get; } =
        [.. from n in (int[])[16, 32, 64, 128] from d in (int[])[8, 16, 32, 64] where n * d <= 4096 select (n, d)];

    /// <summary>A routing layer: n capsules to n capsules, all of dimension d.</summary>
    public static LayerCost Rba(int n, int d, IVoteRouting? routing = null, int batch = 8, int repeats = 5)
    {
        using var layer = new CapsuleLayer(n, d, n, d, routing ?? new Rba());
        var parameters = Count(layer);
        var pass = (long)n * n * d + (long)n * n;                                   // û and c
        return new LayerCost(n, d, parameters, Float * (parameters + pass), Time(layer, n, d, batch, repeats));
    }

    /// <summary>A layer of self-attention over n vectors of dimension d.</summary>
    public static LayerCost Attention(int n, int d, int heads = 8, int batch = 8, int repeats = 5)
    {
        using var layer = new SelfAttention(d, heads);
        var parameters = Count(layer);
        var pass = 3L * n * d + (long)heads * n * n;
        return new LayerCost(n, d, parameters, Float * (parameters + pass), Time(layer, n, d, batch, repeats));
    }

    /// <summary>Exponents of a quantity over n and d.</summary>
    public static PowerLaw Fit(IEnumerable<LayerCost> costs, Func<LayerCost, double> quantity) =>
        PowerLaw.Fit([.. costs.Select(c => ((double)c.N, (double)c.D, quantity(c)))]);

    private static long Count(nn.Module layer) => layer.parameters().Sum(p => p.numel());

    private static double Time(nn.Module<Tensor, Tensor> layer, int n, int d, int batch, int repeats)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeats);
        var seconds = new double[repeats];
        using var alone = new OneThread();
        for (var r = -1; r < repeats; r++)                                          // the first pass warms up
        {
            using var scope = NewDisposeScope();
            var u = randn([batch, n, d]) / Math.Sqrt(d);
            var before = OneThread.Seconds;
            layer.call(u.requires_grad_()).square().sum().backward();
            if (r >= 0) seconds[r] = OneThread.Seconds - before;
        }

        Array.Sort(seconds);
        return seconds[repeats / 2];
    }
}
