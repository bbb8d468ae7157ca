using System.Diagnostics;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>Processor time on one thread, which other programs on the machine change little.</summary>
internal static class ProcessorTime
{
    /// <summary>Seconds that each work takes in every round, in turns, so that a machine that slows down slows all of them alike.</summary>
    internal static double[][] Measure(int rounds, IReadOnlyList<Action> works)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rounds);
        double[][] seconds = [.. works.Select(_ => new double[rounds])];
        var threads = get_num_threads();
        set_num_threads(1);
        try
        {
            for (var r = -1; r < rounds; r++)                                       // the first round warms up
                for (var k = 0; k < works.Count; k++)
                {
                    using var scope = NewDisposeScope();
                    var before = Environment.CpuUsage.TotalTime;
                    works[k]();
                    if (r >= 0) seconds[k][r] = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
                }
        }
        finally
        {
            set_num_threads(threads);
        }

        return seconds;
    }
}

/// <summary>What a layer of n vectors of dimension d costs (Mitterreiter et al., 2023, Table 3).</summary>
/// <param name="Bytes">Bytes of the parameters and of the largest tensors of one image's pass: votes and couplings, or queries, keys, values and attention.</param>
/// <param name="Seconds">Median processor time of a forward and backward pass over the batch, on one thread.</param>
public sealed record LayerCost(int N, int D, long Parameters, long Bytes, double Seconds);

/// <summary>Measures routing-by-agreement and self-attention on the same vectors.</summary>
public static class LayerCosts
{
    /// <summary>Sizes that take seconds on two processor cores.</summary>
    public static IReadOnlyList<(int N, int D)> Grid { get; } =
        [.. from n in (int[])[16, 32, 64, 128] from d in (int[])[8, 16, 32, 64] where n * d <= 4096 select (n, d)];

    /// <summary>A routing layer: n capsules to n capsules, all of dimension d.</summary>
    public static LayerCost Rba(int n, int d, IVoteRouting? routing = null, int batch = 8, int repeats = 5)
    {
        using var layer = new CapsuleLayer(n, d, n, d, routing ?? new Rba());
        return Of(layer, n, d, (long)n * n * d + (long)n * n, batch, repeats);      // û and c
    }

    /// <summary>A layer of self-attention over n vectors of dimension d.</summary>
    public static LayerCost Attention(int n, int d, int heads = 8, int batch = 8, int repeats = 5)
    {
        using var layer = new SelfAttention(d, heads);
        return Of(layer, n, d, 3L * n * d + (long)heads * n * n, batch, repeats);
    }

    /// <summary>Exponents of a quantity over n and d.</summary>
    public static PowerLaw Fit(IEnumerable<LayerCost> costs, Func<LayerCost, double> quantity) =>
        PowerLaw.Fit([.. costs.Select(c => ((double)c.N, (double)c.D, quantity(c)))]);

    private static LayerCost Of(nn.Module<Tensor, Tensor> layer, int n, int d, long pass, int batch, int repeats)
    {
        using var scope = NewDisposeScope();
        var parameters = layer.parameters().Sum(p => p.numel());
        var u = (randn([batch, n, d]) / Math.Sqrt(d)).requires_grad_();
        var seconds = ProcessorTime.Measure(repeats, [() => layer.call(u).square().sum().backward()]);
        return new LayerCost(n, d, parameters, sizeof(float) * (parameters + pass), Statistics.Median(seconds[0]));
    }
}

/// <summary>What a network costs with a routing.</summary>
/// <param name="Parameters">Parameters that are trained: uniform routing has no use for the priors.</param>
/// <param name="Forward">Seconds of one thread for an image's forward pass without gradients: the median over several passes, the quickest and the slowest.</param>
public sealed record NetworkCost(string Routing, long Parameters, Spread Forward, Spread Training);

/// <summary>Measures whole networks with several routings.</summary>
public static class NetworkCosts
{
    /// <summary>Measures a network with each of several routings.</summary>
    public static IReadOnlyList<NetworkCost> Measure(
        CapsNetOptions options, IReadOnlyList<IVoteRouting> routings, int batch = 32, int repeats = 5)
    {
        using var scope = NewDisposeScope();
        CapsNet[] networks = [.. routings.Select(routing => new CapsNet(options, routing))];
        var images = rand([batch, options.Channels, options.ImageSize, options.ImageSize]);
        var labels = randint(0, options.Classes, [batch], dtype: int64);
        var seconds = ProcessorTime.Measure(repeats, [.. networks.SelectMany(network => (Action[])[() => Forward(network), () => Train(network)])]);
        return [.. networks.Select((network, k) => new NetworkCost(
            network.Routing.Description, Trained(network), 1.0 / batch * Statistics.Range(seconds[2 * k]), 1.0 / batch * Statistics.Range(seconds[(2 * k) + 1])))];

        void Forward(CapsNet network)
        {
            using var off = no_grad();
            network.Run(images, reconstruct: false);
        }

        void Train(CapsNet network)
        {
            network.zero_grad();
            Losses.Total(network.Run(images, labels), images, labels).backward();
        }
    }

    private static long Trained(CapsNet network) =>
        network.parameters().Sum(p => p.numel()) - (network.Routing.UsesPriors ? 0 : network.Layers.Sum(layer => layer.Priors.numel()));
}

/// <summary>y = c · n^a · d^b, fitted to measurements.</summary>
/// <param name="R2">Share of the variance of log y explained.</param>
public sealed record PowerLaw(double C, double N, double D, double R2)
{
    /// <summary>Least squares of log y over log n and log d.</summary>
    /// <param name="points">Measurements; at least two values of n and of d, not varied together alone.</param>
    /// <exception cref="ArgumentException">A value is not positive, or the points do not tell n from d.</exception>
    public static PowerLaw Fit(IReadOnlyCollection<(double N, double D, double Y)> points)
    {
        foreach (var p in points)
            if (!(p.N > 0 && p.D > 0 && p.Y > 0)) throw new ArgumentException($"a power law needs positive numbers, not {p}", nameof(points));
        using var scope = NewDisposeScope();
        var x = tensor(points.SelectMany(p => (double[])[1, Math.Log(p.N), Math.Log(p.D)]).ToArray()).view(-1, 3);   // [k, 3]
        var y = tensor(points.Select(p => Math.Log(p.Y)).ToArray()).unsqueeze(1);    // [k, 1]
        if (linalg.matrix_rank(x, 1e-9).item<long>() < 3)
            throw new ArgumentException("the points do not tell n from d: vary each while the other stays", nameof(points));
        var solution = linalg.lstsq(x, y).Solution;                                 // [3, 1]
        var (rest, variance) = ((y - x.matmul(solution)).square().sum().item<double>(), (y - y.mean()).square().sum().item<double>());
        var c = solution.data<double>().ToArray();
        return new PowerLaw(Math.Exp(c[0]), c[1], c[2], variance > 0 ? 1 - rest / variance : 1);
    }

    /// <summary>The exponents, as a table prints them.</summary>
    public override string ToString() => FormattableString.Invariant($"n^{N:F2} · d^{D:F2}");
}

/// <summary>A layer with votes built and vote-free, on the same inputs: time and largest difference.</summary>
/// <param name="DirectMs">Forward and backward with votes built, in milliseconds.</param>
/// <param name="VoteFreeMs">Forward and backward without.</param>
/// <param name="Difference">Largest difference of the output capsules, relative to the largest number in them.</param>
public sealed record EmComparison(long Inputs, double DirectMs, double VoteFreeMs, double Difference)
{
    /// <summary>How many times faster the vote-free form is.</summary>
    public double TimesFaster => DirectMs / VoteFreeMs;

    /// <summary>Runs both forms of a layer with shared weights, each several times in turn; the median time counts.</summary>
    /// <exception cref="ArgumentException">A layer without shared weights, or with an open number of outputs.</exception>
    public static EmComparison Run(EmShape shape, long n, long batch = 2, int rounds = 3)
    {
        if (shape.NInp is not null || shape.NOut is null) throw new ArgumentException($"the comparison needs shared weights and a number of outputs, not {shape}");
        using var scope = NewDisposeScope();
        using EmRouting direct = new(shape, new EmOptions { Form = EmForm.Direct }), voteFree = new(shape, new EmOptions { Form = EmForm.VoteFree });
        using (no_grad())
            foreach ((_, Tensor parameter) in direct.named_parameters()) parameter.copy_(0.2 * randn(parameter.shape));
        voteFree.load_state_dict(direct.state_dict());
        Tensor scores = randn([batch, n]), capsules = randn([batch, n, shape.DCov, shape.DInp]);
        var times = (Direct: new List<double>(), VoteFree: new List<double>());
        double difference = 0;
        for (var round = 0; round <= rounds; round++)
        {
            using var inner = NewDisposeScope();
            var (one, directMs) = Once(direct, scores, capsules);
            var (other, voteFreeMs) = Once(voteFree, scores, capsules);
            difference = (one - other).abs().max().item<float>() / one.abs().max().item<float>();
            if (round == 0) continue; // warm-up
            times.Direct.Add(directMs);
            times.VoteFree.Add(voteFreeMs);
        }
        return new EmComparison(n, Statistics.Median(times.Direct), Statistics.Median(times.VoteFree), difference);
    }

    private static (Tensor Capsules, double Milliseconds) Once(EmRouting routing, Tensor scores, Tensor capsules)
    {
        var clock = Stopwatch.StartNew();
        var (a, mu, sig2) = routing.call(scores, capsules);
        (a.sum() + mu.sum() + sig2.sum()).backward();
        return (mu.detach(), clock.Elapsed.TotalMilliseconds);
    }
}
