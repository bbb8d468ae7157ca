using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Data;

/// <summary>What a file of weights says of one tensor.</summary>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="Begin">Offset of its first byte among the file's data.</param>
/// <param name="End">Offset just past its last byte.</param>
public sealed record SafetensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End)
{
    /// <summary>The element types by the names that headers use.</summary>
    internal static IReadOnlyDictionary<string, ScalarType> Types { get; } = new Dictionary<string, ScalarType>
    {
        ["BOOL"] = ScalarType.Bool,
        ["U8"] = ScalarType.Byte,
        ["I8"] = ScalarType.Int8,
        ["I16"] = ScalarType.Int16,
        ["I32"] = ScalarType.Int32,
        ["I64"] = ScalarType.Int64,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["F32"] = ScalarType.Float32,
        ["F64"] = ScalarType.Float64,
    };

    /// <summary>Number of bytes.</summary>
    public long Length => End - Begin;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {TypeName(Type)} [{string.Join(", ", Shape)}]";

    internal static string TypeName(ScalarType type) => Types.FirstOrDefault(t => t.Value == type).Key
        ?? throw new ArgumentException($"safetensors has no element type for {type}");

    /// <summary>Bytes that a shape takes; null beyond 64 bits.</summary>
    internal static long? ByteCount(ScalarType type, IEnumerable<long> shape)
    {
        try
        {
            return shape.Aggregate((long)type.ElementSize(), (product, size) => checked(product * size));
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}

/// <summary>One tensor to write: its name, type, shape and little-endian bytes in row-major order.</summary>
public sealed record SafetensorsTensor(string Name, ScalarType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A copy of a tensor, from any device.</summary>
    public static SafetensorsTensor From(string name, Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        return new(name, value.dtype, value.shape, value.detach().cpu().contiguous().bytes.ToArray());
    }
}

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes tensors to a file, which readers see whole or not at all; an existing file is replaced.</summary>
    /// <exception cref="ArgumentException">Two tensors of one name, or bytes that do not fit a shape.</exception>
    public static void Write(string path, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        SafetensorsTensor[] all = [.. tensors];
        byte[] header = Header(all, metadata);
        Files.Replace(path, file =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            file.Write(header);
            foreach (var tensor in all) file.Write(tensor.Bytes.Span);
        });
    }

    private static byte[] Header(SafetensorsTensor[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = new JsonObject();
        if (metadata is { Count: > 0 }) json["__metadata__"] = JsonSerializer.SerializeToNode(metadata);
        long offset = 0;
        foreach (var tensor in tensors)
        {
            if (json.ContainsKey(tensor.Name)) throw new ArgumentException($"two tensors are named '{tensor.Name}'");
            long? needed = SafetensorsEntry.ByteCount(tensor.Type, tensor.Shape);
            if (needed != tensor.Bytes.Length)
                throw new ArgumentException(
                    $"tensor '{tensor.Name}' of shape [{string.Join(", ", tensor.Shape)}] needs {needed} bytes, given {tensor.Bytes.Length}");
            json[tensor.Name] = new JsonObject
            {
                ["dtype"] = SafetensorsEntry.TypeName(tensor.Type),
                ["shape"] = JsonSerializer.SerializeToNode(tensor.Shape),
                ["data_offsets"] = new JsonArray(offset, offset + tensor.Bytes.Length),
            };
            offset += tensor.Bytes.Length;
        }
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(json);
        // Spaces bring the data to a multiple of 8 bytes, as the format recommends.
        return [.. text, .. Enumerable.Repeat((byte)' ', -text.Length & 7)];
    }
}
