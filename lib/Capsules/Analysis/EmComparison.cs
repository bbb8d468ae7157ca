using System.Diagnostics;
using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

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
        using DisposeScope scope = NewDisposeScope();
        using EmRouting direct = new(shape, new EmOptions { Form = EmForm.Direct }), voteFree = new(shape, new EmOptions { Form = EmForm.VoteFree });
        using (no_grad())
            foreach ((_, Tensor parameter) in direct.named_parameters()) parameter.copy_(0.2 * randn(parameter.shape));
        voteFree.load_state_dict(direct.state_dict());
        Tensor scores = randn([batch, n]), capsules = randn([batch, n, shape.DCov, shape.DInp]);
        var times = (Direct: new List<double>(), VoteFree: new List<double>());
        double difference = 0;
        for (int round = 0; round <= rounds; round++)
        {
            using DisposeScope inner = NewDisposeScope();
            (Tensor one, double directMs) = Once(direct, scores, capsules);
            (Tensor other, double voteFreeMs) = Once(voteFree, scores, capsules);
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
