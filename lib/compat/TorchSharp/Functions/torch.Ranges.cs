using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator
        Arange = new("arange", "start_step"), Linspace = new("linspace"), Logspace = new("logspace"), Eye = new("eye", "m"),
        ZerosLike = new("zeros_like"), OnesLike = new("ones_like"), EmptyLike = new("empty_like"), FullLike = new("full_like"),
        NewZeros = new("new_zeros"), NewOnes = new("new_ones"), NewEmpty = new("new_empty"), NewFull = new("new_full");

    private static ScalarType default_dtype = ScalarType.Float32;
    private static Device default_device = new(DeviceType.CPU, -1);

    public static ScalarType get_default_dtype() => default_dtype;

    public static void set_default_dtype(ScalarType dtype) => default_dtype = dtype;

    public static Device get_default_device() => default_device;

    public static void set_default_device(Device device) => default_device = device;

    public static void set_default_device(string device) => set_default_device(new Device(device));

    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Arange.Call(start, stop, step, dtype ?? Counting(start, stop, step), default, device ?? default_device), requires_grad);
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);
    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Linspace.Call(start, end, steps, dtype ?? default_dtype, default, device ?? default_device), requires_grad);
    public static Tensor eye(
        long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Finish(
            Eye.Call(rows, columns < 0 ? rows : columns, dtype ?? default_dtype, default, device ?? default_device), requires_grad, names);
    public static Tensor zeros_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(ZerosLike.Call(input, dtype, default, device), requires_grad, names);
    public static Tensor ones_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(OnesLike.Call(input, dtype, default, device), requires_grad, names);
    public static Tensor empty_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(EmptyLike.Call(input, dtype, default, device), requires_grad, names);
    public static Tensor full_like(
        Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Finish(FullLike.Call(input, value, dtype, default, device), requires_grad, names);

    private static ScalarType Counting(Scalar start, Scalar stop, Scalar step) =>
        is_integral(start.Type) && is_integral(stop.Type) && is_integral(step.Type) ? ScalarType.Int64 : default_dtype;

    private static Tensor Finish(Tensor tensor, bool requires_grad, string[]? names = null)
    {
        if (names is { Length: > 0 }) throw new NotSupportedException("named dimensions are not supported");
        if (requires_grad) tensor.requires_grad = true;
        return tensor;
    }

    public partial class Tensor
    {
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(ZerosLike.Call(this, dtype, default, device), requires_grad);
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(OnesLike.Call(this, dtype, default, device), requires_grad);
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(EmptyLike.Call(this, dtype, default, device), requires_grad);
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(FullLike.Call(this, value, dtype, default, device), requires_grad);
        public Tensor new_zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewZeros.Call(this, size, dtype, default, device), requires_grad);
        public Tensor new_zeros(
            long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewZeros.Call(this, new[] { dim0, dim1, dim2, dim3 }, dtype, default, device), requires_grad);
        public Tensor new_zeros(
            long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewZeros.Call(this, new[] { dim0, dim1, dim2 }, dtype, default, device), requires_grad);
        public Tensor new_zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewZeros.Call(this, new[] { rows, columns }, dtype, default, device), requires_grad);
        public Tensor new_zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewZeros.Call(this, new[] { size }, dtype, default, device), requires_grad);
        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewZeros.Call(this, size, dtype, default, device), requires_grad);
        public Tensor new_ones(
            long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewOnes.Call(this, new[] { dim0, dim1, dim2, dim3 }, dtype, default, device), requires_grad);
        public Tensor new_ones(
            long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewOnes.Call(this, new[] { dim0, dim1, dim2 }, dtype, default, device), requires_grad);
        public Tensor new_ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewOnes.Call(this, new[] { rows, columns }, dtype, default, device), requires_grad);
        public Tensor new_ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewOnes.Call(this, new[] { size }, dtype, default, device), requires_grad);
        public Tensor new_empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewEmpty.Call(this, size, dtype, default, device), requires_grad);
        public Tensor new_empty(
            long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewEmpty.Call(this, new[] { dim0, dim1, dim2, dim3 }, dtype, default, device), requires_grad);
        public Tensor new_empty(
            long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewEmpty.Call(this, new[] { dim0, dim1, dim2 }, dtype, default, device), requires_grad);
        public Tensor new_empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewEmpty.Call(this, new[] { rows, columns }, dtype, default, device), requires_grad);
        public Tensor new_empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewEmpty.Call(this, new[] { size }, dtype, default, device), requires_grad);
        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewEmpty.Call(this, size, dtype, default, device), requires_grad);
        public Tensor new_full(
            ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewFull.Call(this, size, value, dtype, default, device), requires_grad);
        public Tensor new_full(
            long dim0, long dim1, long dim2, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewFull.Call(this, new[] { dim0, dim1, dim2 }, value, dtype, default, device), requires_grad);
        public Tensor new_full(
            long dim0, long dim1, long dim2, long dim3, Scalar value, ScalarType? dtype = null, Device? device = null,
            bool requires_grad = false) =>
            Finish(NewFull.Call(this, new[] { dim0, dim1, dim2, dim3 }, value, dtype, default, device), requires_grad);
        public Tensor new_full(
            long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewFull.Call(this, new[] { rows, columns }, value, dtype, default, device), requires_grad);
        public Tensor new_full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewFull.Call(this, new[] { size }, value, dtype, default, device), requires_grad);
        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Finish(NewFull.Call(this, size, value, dtype, default, device), requires_grad);
    }
}
