using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>Routing-by-agreement as one differentiable operation on the processor, in float32 (see <see cref="RbaBlock"/>).</summary>
internal sealed class RbaFused : autograd.SingleTensorFunction<RbaFused>
{
    /// <inheritdoc/>
    public override string Name => nameof(RbaFused);

    /// <summary>Whether these votes can be routed here.</summary>
    internal static bool Takes(Tensor uHat) => uHat.device_type == DeviceType.CPU && uHat.dtype == ScalarType.Float32 && uHat.shape[0] > 0;

    /// <summary>Routes votes; gradients flow to votes and priors through all iterations.</summary>
    /// <param name="uHat">Votes, [B, n, m, h].</param>
    /// <param name="b">Priors, [n, m].</param>
    /// <param name="iterations">r of Algorithm 1.</param>
    internal static RoutingOutput Route(Tensor uHat, Tensor b, int iterations)
    {
        // [n, m, h, B]: no copy where the votes come from Votes.Fast.
        var couplings = empty([uHat.shape[1], uHat.shape[2], uHat.shape[0]]);
        var capsules = apply(uHat.permute(1, 2, 3, 0).contiguous(), b.contiguous(), iterations, new Couplings(couplings));
        return new RoutingOutput(capsules.permute(2, 0, 1), couplings.permute(2, 0, 1), []);
    }

    /// <inheritdoc/>
    public override unsafe Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (votes, priors, iterations, couplings) = ((Tensor)vars[0], (Tensor)vars[1], (int)vars[2], ((Couplings)vars[3]).Values);
        var (n, m, h, batch) = Sizes(votes);
        var capsules = empty([m, h, batch]);
        var (from, b, v, c) = (Address(votes), Address(priors), Address(capsules), Address(couplings));
        Blocks(batch, () => new RbaBlock(n, m, h, iterations), (block, first) =>
            block.Forward((float*)from, (float*)b, batch, first, (float*)v, (float*)c));
        ctx.save_for_backward([votes, priors]);
        ctx.save_data(nameof(iterations), iterations);
        return capsules;
    }

    /// <inheritdoc/>
    public override unsafe List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (votes, priors, iterations) = (saved[0], saved[1], (int)ctx.get_data("iterations"));
        var (n, m, h, batch) = Sizes(votes);
        var gCapsules = grad_output.contiguous();
        var gVotes = empty_like(votes);
        var (from, b, g, into) = (Address(votes), Address(priors), Address(gCapsules), Address(gVotes));
        var perBlock = new double[(batch + RbaBlock.Lanes - 1) / RbaBlock.Lanes][];
        Blocks(batch, () => new RbaBlock(n, m, h, iterations), (block, first) =>
        {
            var gPriors = perBlock[first / RbaBlock.Lanes] = new double[n * m];
            block.Backward((float*)from, (float*)b, (float*)g, batch, first, (float*)into, gPriors);
        });

        // Summed in the order of the images, so that the same seed gives the same numbers whatever the threads do.
        var sum = new float[n * m];
        for (var k = 0; k < sum.Length; k++) sum[k] = (float)perBlock.Sum(block => block[k]);
        return [gVotes, tensor(sum, [n, m]), null!, null!];
    }

    // Filled beside autograd: TorchSharp ends the process when a second output has no gradient and its scope is closed.
    private sealed record Couplings(Tensor Values);

    // As many images as a block has lanes, each thread with a block of its own.
    private static void Blocks(int batch, Func<RbaBlock> make, Action<RbaBlock, int> work) => Parallel.For(
        0, (batch + RbaBlock.Lanes - 1) / RbaBlock.Lanes, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, make,
        (k, _, block) =>
        {
            work(block, k * RbaBlock.Lanes);
            return block;
        },
        _ => { });

    // Of a contiguous tensor's data on the processor; the caller keeps the tensor alive.
    private static unsafe nint Address(Tensor tensor)
    {
        fixed (byte* bytes = tensor.bytes) return (nint)bytes;
    }

    private static (int N, int M, int H, int Batch) Sizes(Tensor votes)
    {
        var shape = votes.shape;
        return ((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3]);
    }
}
