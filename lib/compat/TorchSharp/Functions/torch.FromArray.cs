using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor over the array's own memory: what one changes, the other sees.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <inheritdoc cref="from_array(Array, Device)"/>
    public static Tensor from_array(
        Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finish(Convert(Over(rawArray, Lengths(rawArray)), dtype, device), requires_grad, names);

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        data.to(dtype ?? data.dtype, device ?? data.device);

    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        if (offset < 0 || offset >= rawArray.LongLength) throw new ArgumentException($"invalid value for 'offset': {offset}");
        if (count < 0) count = rawArray.LongLength - offset;
        if (count > rawArray.LongLength - offset) throw new IndexOutOfRangeException($"element count is too large: {count}");
        using var all = Over(rawArray, [rawArray.LongLength]);
        var part = Narrow.Call(all, 0, offset, count);
        return Finish(part.dtype == dtype ? part : part.to_type(dtype, disposeAfter: true), requires_grad);
    }

    private static Tensor FromScalar<T>(T value, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        var tensor = Empty.Call(Array.Empty<long>(), type, default, CPU);
        Unsafe.WriteUnaligned(ref tensor.bytes[0], value);
        return Finish(Convert(tensor, dtype, device), requires_grad);
    }

    private static Tensor FromArray<T>(
        T[] values, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
        where T : unmanaged => FromArray((Array)values, size, dtype, device, requires_grad, names);

    private static Tensor FromArray(
        Array values, ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        long count = 1;
        foreach (var length in size) count *= length;
        if (count > values.LongLength)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {values.LongLength}");
        var tensor = Empty.Call(size, TypeOf(values), default, CPU);
        var bytes = tensor.bytes;
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(values), bytes.Length).CopyTo(bytes);
        return Finish(Convert(tensor, dtype, device), requires_grad, names);
    }

    private static Tensor Convert(Tensor tensor, ScalarType? dtype, Device? device)
    {
        var place = device ?? default_device;
        return (dtype is null || dtype == tensor.dtype) && place.type == DeviceType.CPU
            ? tensor
            : tensor.to(dtype ?? tensor.dtype, place, disposeAfter: true);
    }

    private static long[] Lengths(Array array)
    {
        var lengths = new long[array.Rank];
        for (var i = 0; i < lengths.Length; i++) lengths[i] = array.GetLongLength(i);
        return lengths;
    }

    private static ScalarType TypeOf(Array array) => array switch
    {
        // The CLR takes byte[] for sbyte[] in a type test, so the element type is compared.
        _ when array.GetType().GetElementType() is var type && Types.TryGetValue(type!, out var found) => found,
        _ => throw new NotSupportedException($"an array of {array.GetType().GetElementType()} cannot become a tensor"),
    };

    private static readonly Dictionary<Type, ScalarType> Types = new()
    {
        [typeof(bool)] = ScalarType.Bool,
        [typeof(byte)] = ScalarType.Byte,
        [typeof(sbyte)] = ScalarType.Int8,
        [typeof(short)] = ScalarType.Int16,
        [typeof(int)] = ScalarType.Int32,
        [typeof(long)] = ScalarType.Int64,
        [typeof(Half)] = ScalarType.Float16,
        [typeof(float)] = ScalarType.Float32,
        [typeof(double)] = ScalarType.Float64,
    };

    // Pinned until libtorch lets go of it.
    private static unsafe Tensor Over(Array array, long[] size)
    {
        var type = TypeOf(array);
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        nint result;
        int status;
        fixed (long* sizes = size)
        {
            status = Library.ct_tensor_over(
                (void*)pin.AddrOfPinnedObject(), sizes, size.Length, (int)type, &Unpin, GCHandle.ToIntPtr(pin), out result);
        }
        if (status != 0) pin.Free();
        Library.Check(status, "from_array");
        return Tensor.Own(result);
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();
}
