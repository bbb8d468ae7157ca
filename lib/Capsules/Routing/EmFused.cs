using TorchSharp;
using static Capsules.Native;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>The moments of <see cref="EmVoteFree"/> in one pass over the inputs, on the processor in float32 (see <see cref="EmBlock"/>).</summary>
internal sealed class EmFused : autograd.MultiTensorFunction<EmFused>
{
    /// <inheritdoc/>
    public override string Name => nameof(EmFused);

    /// <summary>Whether these inputs can be routed here.</summary>
    internal static bool Takes(Tensor mu) => mu.device_type == DeviceType.CPU && mu.dtype == ScalarType.Float32 && mu.shape[0] > 0;

    /// <summary>R and the moments under R.</summary>
    /// <param name="f">f(a), [B, n].</param>
    /// <param name="x">Inputs, [B, n, c, d].</param>
    /// <param name="theta">Coefficients of the logits, [B, m, K].</param>
    /// <param name="keep">Whether R is wanted.</param>
    /// <returns>Moments [B, m, K], and R [B, n, m] if it is wanted or needed by a derivative; otherwise [0].</returns>
    internal static (Tensor Moments, Tensor R) Moments(Tensor f, Tensor x, Tensor theta, bool keep)
    {
        keep |= is_grad_enabled() && (f.requires_grad || x.requires_grad || theta.requires_grad);
        var results = apply(f.contiguous(), x.contiguous(), theta.contiguous(), keep);
        return (results[0], results[1]);
    }

    /// <summary>Σ f Φ, the moments of all outputs together: those of a single output, for which R = 1 whatever its coefficients.</summary>
    /// <param name="f">f(a), [B, n].</param>
    /// <param name="x">Inputs, [B, n, c, d].</param>
    /// <returns>[B, 1, K].</returns>
    internal static Tensor Total(Tensor f, Tensor x) =>
        Moments(f, x, zeros([x.shape[0], 1, new EmFeatureMap((int)x.shape[2], (int)x.shape[3]).Count]), keep: false).Moments;

    /// <inheritdoc/>
    public override unsafe List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (f, x, theta, keep) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (bool)vars[3]);
        var sizes = new EmSizes(x, (int)theta.shape[1]);
        var moments = empty_like(theta);
        var R = keep ? empty([sizes.Batch, sizes.Inputs, sizes.Outputs]) : empty(0);
        using var coefficients = new EmMatrices(sizes, theta, padding: float.NegativeInfinity);
        using var parts = new EmParts(sizes);
        var (fAt, xAt, rAt) = (Address(f), Address(x), keep ? Address(R) : 0);
        sizes.ForEachPiece((block, piece) => block.Forward(
            piece.Count, (float*)fAt + piece.First, (float*)xAt + (piece.First * sizes.Map.Numbers), coefficients.ByFeature(piece.Sample),
            parts[piece.Index], keep ? (float*)rAt + (piece.First * sizes.Outputs) : null));
        parts.Sum((float*)Address(moments));
        ctx.save_for_backward([f, x, theta, R]);
        ctx.mark_non_differentiable([R]);
        return [moments, R];
    }

    /// <inheritdoc/>
    public override unsafe List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        var saved = ctx.get_saved_variables();
        var (f, x, theta, R) = (saved[0], saved[1], saved[2], saved[3]);
        var sizes = new EmSizes(x, (int)theta.shape[1]);
        var (gF, gX, gTheta) = (empty_like(f), empty_like(x), empty_like(theta));
        using var coefficients = new EmMatrices(sizes, theta, padding: 0);
        using var slopes = new EmMatrices(sizes, grad_outputs[0].contiguous(), padding: 0);
        using var parts = new EmParts(sizes);
        var (fAt, xAt, rAt, gFAt, gXAt) = (Address(f), Address(x), Address(R), Address(gF), Address(gX));
        sizes.ForEachPiece((block, piece) =>
        {
            var numbers = piece.First * sizes.Map.Numbers;
            block.Backward(
                piece.Count, (float*)fAt + piece.First, (float*)xAt + numbers, (float*)rAt + (piece.First * sizes.Outputs),
                slopes.ByFeature(piece.Sample), slopes.ByOutput(piece.Sample), coefficients.ByOutput(piece.Sample),
                (float*)gFAt + piece.First, (float*)gXAt + numbers, parts[piece.Index]);
        });
        parts.Sum((float*)Address(gTheta));
        GC.KeepAlive(saved);    // addresses alone do not keep tensors
        return [gF, gX, gTheta, null!];
    }
}
