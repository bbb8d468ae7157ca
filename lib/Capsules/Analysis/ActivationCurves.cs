using Capsules.Networks;
using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>car of every capsule layer as a function of the threshold ε, from one pass over the images (Mitterreiter et al., 2023, section 4.3).</summary>
/// <param name="capsulesPerLayer">Capsules of every capsule layer, first to last.</param>
public sealed class ActivationCurves(IReadOnlyList<int> capsulesPerLayer, IReadOnlyList<double> thresholds)
{
    private readonly long[][] active = [.. capsulesPerLayer.Select(_ => new long[thresholds.Count])];
    private long images;

    /// <summary>Takes in one pass of the network.</summary>
    public void Add(CapsNetOutput output)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        for (var l = 0; l < active.Length; l++)
        {
            // One threshold after the other: all at once would take [B, n, thresholds], much for 1152 capsules.
            var norms = Squash.Norm(output.Capsules[l].to(float64));           // [B, n]
            for (var k = 0; k < thresholds.Count; k++) active[l][k] += norms.ge(thresholds[k]).sum().item<long>();
        }

        images += output.Capsules[0].shape[0];
    }

    /// <summary>Share of a layer's capsules that are active, one for every threshold.</summary>
    /// <param name="layer">Capsule layer, 0 being the first.</param>
    /// <exception cref="InvalidOperationException">No batch was added.</exception>
    public double[] Car(int layer)
    {
        if (images == 0) throw new InvalidOperationException("no capsules were added; there is nothing to measure");
        return Array.ConvertAll(active[layer], count => (double)count / images / capsulesPerLayer[layer]);
    }
}
