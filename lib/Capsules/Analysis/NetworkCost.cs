using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>What a network costs with a routing.</summary>
/// <param name="Routing">Its routing, in words.</param>
/// <param name="Parameters">Parameters that are trained: uniform routing has no use for the priors.</param>
/// <param name="Forward">Processor time an image of a forward pass without gradients.</param>
/// <param name="Training">The same of a forward and backward pass.</param>
public sealed record NetworkCost(string Routing, long Parameters, TimeSpread Forward, TimeSpread Training);

/// <summary>Seconds of one thread over several passes.</summary>
public sealed record TimeSpread(double Median, double Least, double Greatest)
{
    internal static TimeSpread Of(IReadOnlyList<double> seconds, int images) =>
        new(Statistics.Median([.. seconds]) / images, seconds.Min() / images, seconds.Max() / images);

    /// <summary>In milliseconds: median (least–greatest).</summary>
    public override string ToString() => FormattableString.Invariant($"{1e3 * Median:F2} ({1e3 * Least:F2}–{1e3 * Greatest:F2})");
}

/// <summary>Measures whole networks with several routings, in turns, so that a machine that slows down slows all of them alike.</summary>
public static class NetworkCosts
{
    /// <summary>Measures a network with each of several routings.</summary>
    public static IReadOnlyList<NetworkCost> Measure(
        CapsNetOptions options, IReadOnlyList<IVoteRouting> routings, int batch = 32, int repeats = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeats);
        using var scope = NewDisposeScope();
        CapsNet[] networks = [.. routings.Select(routing => new CapsNet(options, routing))];
        var images = rand([batch, options.Channels, options.ImageSize, options.ImageSize]);
        var labels = randint(0, options.Classes, [batch], dtype: int64);
        using var alone = new OneThread();
        double[][] forward = [.. networks.Select(_ => new double[repeats])], training = [.. networks.Select(_ => new double[repeats])];
        for (var r = -1; r < repeats; r++)                                          // the first round warms up
            for (var k = 0; k < networks.Length; k++)
            {
                var (f, t) = (Forward(networks[k], images), Training(networks[k], images, labels));
                if (r >= 0) (forward[k][r], training[k][r]) = (f, t);
            }

        return [.. networks.Select((network, k) => new NetworkCost(
            network.Routing.Description, Trained(network), TimeSpread.Of(forward[k], batch), TimeSpread.Of(training[k], batch)))];
    }

    private static double Forward(CapsNet network, Tensor images)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var before = OneThread.Seconds;
        network.Run(images, reconstruct: false);
        return OneThread.Seconds - before;
    }

    private static double Training(CapsNet network, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        network.zero_grad();
        var before = OneThread.Seconds;
        Losses.Total(network.Run(images, labels), images, labels).backward();
        return OneThread.Seconds - before;
    }

    private static long Trained(CapsNet network) =>
        network.parameters().Sum(p => p.numel()) - (network.Routing.UsesPriors ? 0 : network.Layers.Sum(layer => layer.Priors.numel()));
}
