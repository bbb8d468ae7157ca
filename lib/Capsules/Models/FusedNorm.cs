using TorchSharp;
using TorchSharp.Modules;
using static Capsules.Native;
using static TorchSharp.torch;

namespace Capsules.Models;

/// <summary>
/// Batch normalisation of a training batch, of ReLU(x) or of x itself, as one differentiable operation on the processor in float32
/// (see <see cref="ChannelNorm"/>).
/// </summary>
internal sealed class FusedNorm : autograd.MultiTensorFunction<FusedNorm>
{
    /// <inheritdoc/>
    public override string Name => nameof(FusedNorm);

    /// <summary>Runs modules one after another; a normalisation in training, with a ReLU before it or not, is fused where its input allows it.</summary>
    /// <param name="modules">Modules in order.</param>
    /// <param name="x">Images or features, [B, C, rows, columns].</param>
    internal static Tensor Run(IReadOnlyList<nn.Module<Tensor, Tensor>> modules, Tensor x)
    {
        for (var k = 0; k < modules.Count; k++)
        {
            var relu = modules[k] is ReLU;
            var norm = (relu && k + 1 < modules.Count ? modules[k + 1] : modules[k]) as BatchNorm2d;
            if (norm is null || !Takes(norm, x))
            {
                x = modules[k].call(x);
                continue;
            }

            x = Apply(norm, x, relu);
            if (relu) k++;
        }

        return x;
    }

    // What the direct form would do otherwise, or refuse, is left to it.
    private static bool Takes(BatchNorm2d norm, Tensor x) =>
        norm.training && norm is { affine: true, track_running_stats: true, momentum: not null } && x.device_type == DeviceType.CPU
        && x.dtype == ScalarType.Float32 && x.ndim == 4 && x.shape[1] == norm.num_features && x.shape[1] % ChannelNorm.Lanes == 0
        && x.shape[0] * x.shape[2] * x.shape[3] > 1;

    private static Tensor Apply(BatchNorm2d norm, Tensor x, bool relu)
    {
        // [B, rows, columns, C]: no copy after a convolution of Backbone.
        var results = apply(x.permute(0, 2, 3, 1).contiguous(), norm.weight, norm.bias!, (float)norm.eps, relu ? 0f : float.NegativeInfinity);
        var y = results[0].permute(0, 3, 1, 2);
        using var off = no_grad();
        double count = x.shape[0] * x.shape[2] * x.shape[3], share = norm.momentum!.Value;
        norm.running_mean!.mul_(1 - share).add_(results[1], alpha: share);
        norm.running_var!.mul_(1 - share).add_(results[2], alpha: share * count / (count - 1));   // of the sample, not of the population
        norm.num_batches_tracked!.add_(1);
        return y;
    }

    /// <inheritdoc/>
    public override unsafe List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, weight, bias, eps, floor) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (float)vars[3], (float)vars[4]);
        var (y, mean, variance) = (empty_like(x), empty_like(weight), empty_like(weight));
        new ChannelNorm(x.shape, floor, eps).Forward(
            Address(x), (float*)Address(weight), (float*)Address(bias), Address(y), (float*)Address(mean), (float*)Address(variance));
        ctx.save_for_backward([x, weight, mean, variance]);
        ctx.save_data(nameof(eps), eps);
        ctx.save_data(nameof(floor), floor);
        ctx.mark_non_differentiable([mean, variance]);
        return [y, mean, variance];
    }

    /// <inheritdoc/>
    public override unsafe List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        var saved = ctx.get_saved_variables();
        var (x, weight, mean, variance) = (saved[0], saved[1], saved[2], saved[3]);
        var g = grad_outputs[0].contiguous();
        var (gX, gWeight, gBias) = (empty_like(x), empty_like(weight), empty_like(weight));
        new ChannelNorm(x.shape, (float)ctx.get_data("floor"), (float)ctx.get_data("eps")).Backward(
            Address(x), (float*)Address(weight), (float*)Address(mean), (float*)Address(variance), Address(g), Address(gX),
            (float*)Address(gWeight), (float*)Address(gBias));
        return [gX, gWeight, gBias, null!, null!];
    }
}
