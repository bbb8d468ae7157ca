namespace Capsules.Data;

/// <summary>A run of elements that tensors of a checkpoint are views of.</summary>
internal sealed record TorchStorage(string Key, SafetensorsType Type, long Count);

/// <summary>A tensor of a checkpoint: a storage, seen from an offset with a shape and strides.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    internal int ElementSize => SafetensorsEntry.SizeOf(Storage.Type);

    internal long Count => Shape.Aggregate(1L, (product, size) => checked(product * size));

    internal bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int i = Shape.Length - 1; i >= 0; expected *= Shape[i--])
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                    return false;
            }
            return true;
        }
    }

    /// <summary>Refuses a view that reaches beyond its storage.</summary>
    internal void CheckBounds(string file, string name)
    {
        bool sane = Offset >= 0 && Storage.Count >= 0 && Shape.Length == Strides.Length
            && Shape.Concat(Strides).All(x => x is >= 0 and <= int.MaxValue);
        if (sane && Shape.All(size => size > 0))
            sane = Offset + Shape.Zip(Strides).Sum(x => (x.First - 1) * x.Second) < Storage.Count;
        if (!sane)
            throw new InvalidDataException(
                $"{file}: '{name}' of shape [{string.Join(", ", Shape)}] reaches beyond its storage of {Storage.Count} elements");
    }

    /// <summary>Copies the elements of the view in row-major order.</summary>
    internal void Gather(ReadOnlySpan<byte> storage, Span<byte> destination)
    {
        var index = new long[Shape.Length];
        int size = ElementSize;
        for (int at = 0; at < destination.Length; at += size)
        {
            long from = Offset;
            for (int i = 0; i < index.Length; i++)
                from += index[i] * Strides[i];
            storage.Slice((int)(from * size), size).CopyTo(destination[at..]);
            for (int i = index.Length - 1; i >= 0 && ++index[i] == Shape[i]; i--)
                index[i] = 0;
        }
    }
}

/// <summary>What the names in PyTorch's pickles mean.</summary>
internal static class TorchPickle
{
    internal static PickleReader Reader(Stream stream, string file) => new(
        stream,
        file,
        (function, arguments) => Call(function, arguments, file),
        reference => Reference(reference, file));

    private static object? Call(PickleGlobal function, object?[] arguments, string file) => (function.ToString(), arguments) switch
    {
        ("collections.OrderedDict", []) => new Dictionary<object, object?>(),
        ("torch._utils._rebuild_tensor_v2", [TorchStorage storage, long offset, object?[] shape, object?[] strides, ..]) =>
            new TorchTensor(storage, offset, Longs(shape, file), Longs(strides, file)),
        ("torch._utils._rebuild_parameter", [TorchTensor tensor, ..]) => tensor,
        _ => throw new InvalidDataException($"{file}: asks to call {function}, which a checkpoint of tensors needs not"),
    };

    private static TorchStorage Reference(object? reference, string file) => (reference as object?[]) switch
    {
        ["storage", PickleGlobal type, string key, _, long count, ..] => new TorchStorage(key, TypeOf(type, file), count),
        _ => throw new InvalidDataException($"{file}: a persistent reference that is no storage"),
    };

    private static SafetensorsType TypeOf(PickleGlobal storage, string file) => storage.ToString() switch
    {
        "torch.FloatStorage" => SafetensorsType.F32,
        "torch.DoubleStorage" => SafetensorsType.F64,
        "torch.HalfStorage" => SafetensorsType.F16,
        "torch.BFloat16Storage" => SafetensorsType.BF16,
        "torch.LongStorage" => SafetensorsType.I64,
        "torch.IntStorage" => SafetensorsType.I32,
        "torch.ShortStorage" => SafetensorsType.I16,
        "torch.CharStorage" => SafetensorsType.I8,
        "torch.ByteStorage" => SafetensorsType.U8,
        "torch.BoolStorage" => SafetensorsType.BOOL,
        _ => throw new InvalidDataException($"{file}: a storage of unknown type {storage}"),
    };

    private static long[] Longs(object?[] items, string file) =>
        [.. items.Select(item => item is long number ? number : throw new InvalidDataException($"{file}: a shape or stride that is no number"))];
}
