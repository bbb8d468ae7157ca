using TorchSharp.Modules;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator ForeachNorm = new("_foreach_norm", "Scalar");

    public static partial class nn
    {
        public static class utils
        {
            /// <summary>Scales gradients so that their common norm is at most <paramref name="max_norm"/>; gives the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var unrecorded = no_grad();
                var grads = tensors.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
                if (grads.Length == 0) return 0;
                var infinite = double.IsPositiveInfinity(norm_type);
                var norms = infinite ? [.. grads.Select(grad => grad.abs().max())] : ForeachNorm.CallList(grads, norm_type);
                var each = stack(norms.Select(one => one.to(grads[0].device)));
                var total = infinite ? each.max() : each.norm((float)norm_type);
                var norm = total.ToDouble();
                var scale = max_norm / (norm + 1e-6);
                if (scale < 1)
                    foreach (var grad in grads) grad.mul_(scale);
                return norm;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var unrecorded = no_grad();
                foreach (var parameter in tensors)
                {
                    using var grad = parameter.grad;
                    grad?.clamp_((Scalar)(-clip_value), (Scalar)clip_value);
                }
            }
        }
    }
}
