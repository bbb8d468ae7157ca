using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator
                PadOperator = new("pad"), AffineGrid = new("affine_grid_generator"), GridSample = new("grid_sampler");

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                PadOperator.Call(input, new[] { pad.Item1, pad.Item2 }, Name(mode), Value(mode, value));
            public static Tensor pad(
                Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                PadOperator.Call(
                    input, new[] { pad.Item1, pad.Item2, pad.Item3, pad.Item4 }, Name(mode), Value(mode, value));
            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                PadOperator.Call(input, pad, Name(mode), Value(mode, value));
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                PadOperator.Call(input, new[] { pad, pad }, Name(mode), Value(mode, value));
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                PadOperator.Call(input, pad, Name(mode), Value(mode, value));
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                AffineGrid.Call(theta, size, align_corners);
            public static Tensor grid_sample(
                Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null) =>
                GridSample.Call(
                    input, grid, mode == GridSampleMode.Bilinear ? 0 : 1, Number(padding_mode), align_corners ?? false);

            private static string Name(PaddingModes mode) => mode switch
            {
                PaddingModes.Constant or PaddingModes.Zeros => "constant",
                PaddingModes.Reflect => "reflect",
                PaddingModes.Replicate => "replicate",
                _ => "circular",
            };

            // A fill value is refused where the border is made of the tensor itself.
            private static double? Value(PaddingModes mode, double value) =>
                mode is PaddingModes.Constant or PaddingModes.Zeros ? value : null;

            private static int Number(GridSamplePaddingMode mode) => mode switch
            {
                GridSamplePaddingMode.Zeros => 0,
                GridSamplePaddingMode.Border => 1,
                _ => 2,
            };
        }
    }
}
