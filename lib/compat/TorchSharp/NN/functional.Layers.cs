using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator
                Linear = new("linear"), Conv1d = new("conv1d"), Conv2d = new("conv2d"), Conv2dPadding = new("conv2d", "padding"),
                ConvTranspose2d = new("conv_transpose2d", "input"), BatchNorm = new("batch_norm"), LayerNorm = new("layer_norm"),
                GroupNorm = new("group_norm"), Dropout = new("dropout"), DropoutInPlace = new("dropout_"), OneHot = new("one_hot"),
                MaxPool2d = new("max_pool2d"), AvgPool2d = new("avg_pool2d"), AdaptiveAvgPool2d = new("adaptive_avg_pool2d");

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Linear.Call(input, weights, bias);
            public static Tensor conv1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null,
                long groups = 1) =>
                Conv1d.Call(input, weight, bias, One(stride, 1), One(padding, 0), One(dilation, 1), groups);
            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                long groups = 1) =>
                Conv2d.Call(input, weight, bias, Two(strides, 1), Two(padding, 0), Two(dilation, 1), groups);
            public static Tensor conv2d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid,
                long[]? dilation = null, long groups = 1) =>
                Conv2dPadding.Call(
                    input, weight, bias, Two(strides, 1), padding == Padding.Same ? "same" : "valid", Two(dilation, 1), groups);
            public static Tensor conv_transpose2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                ConvTranspose2d.Call(
                    input, weight, bias, Two(strides, 1), Two(padding, 0), Two(output_padding, 0), groups, Two(dilation, 1));
            public static Tensor batch_norm(
                Tensor input, Tensor running_mean, Tensor running_var, Tensor? weight = null, Tensor? bias = null, bool training = false,
                double momentum = 0.1, double eps = 1e-05) =>
                BatchNorm.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);
            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                LayerNorm.Call(input, normalized_shape, weight, bias, eps);
            public static Tensor group_norm(
                Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                GroupNorm.Call(input, num_groups, weight, bias, eps);
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? DropoutInPlace.CallInPlace(input, input, p, training) : Dropout.Call(input, p, training);
            public static Tensor one_hot(Tensor x, long num_classes = -1) => OneHot.Call(x, num_classes);
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12) => Normalized(input, p, dim, eps);
            public static Tensor max_pool2d(
                Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, bool ceil_mode = false) =>
                MaxPool2d.Call(
                    input, Pair(kernel_size)!, Pair(stride) ?? [], Pair(padding) ?? [0, 0], Pair(dilation) ?? [1, 1], ceil_mode);
            public static Tensor max_pool2d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                MaxPool2d.Call(
                    input, new[] { kernel_size, kernel_size }, stride is { } s ? new[] { s, s } : Array.Empty<long>(),
                    new[] { padding ?? 0, padding ?? 0 }, new[] { dilation ?? 1, dilation ?? 1 }, ceil_mode);
            public static Tensor max_pool2d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false) =>
                MaxPool2d.Call(input, kernel_size, strides ?? [], Two(padding, 0), Two(dilation, 1), ceil_mode);
            public static Tensor avg_pool2d(
                Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                AvgPool2d.Call(
                    input, Pair(kernel_size)!, Pair(stride) ?? [], Pair(padding) ?? [0, 0], ceil_mode, count_include_pad, divisor_override);
            public static Tensor avg_pool2d(
                Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                AvgPool2d.Call(
                    input, new[] { kernel_size, kernel_size }, stride is { } s ? new[] { s, s } : Array.Empty<long>(),
                    new[] { padding, padding }, ceil_mode, count_include_pad, divisor_override);
            public static Tensor avg_pool2d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                AvgPool2d.Call(
                    input, kernel_size, stride ?? [], Two(padding, 0), ceil_mode, count_include_pad, divisor_override);
            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) =>
                AdaptiveAvgPool2d.Call(input, Pair(output_size)!);
            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) =>
                AdaptiveAvgPool2d.Call(input, new[] { output_size, output_size });
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => AdaptiveAvgPool2d.Call(input, output_size);

            private static long[] One(long? given, long otherwise) => [given ?? otherwise];

            private static long[] Two(long[]? given, long otherwise) => given ?? [otherwise, otherwise];

            private static long[]? Pair((long, long)? given) => given is { } pair ? [pair.Item1, pair.Item2] : null;

            private static Tensor Normalized(Tensor input, double p, long dim, double eps)
            {
                using var norm = NormDim.Call(input, p, new[] { dim }, true);
                using var bounded = Clamp.Call(norm, eps);
                return Div.Call(input, bounded);
            }
        }
    }
}
