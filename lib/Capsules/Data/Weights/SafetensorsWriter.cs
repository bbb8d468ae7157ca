using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Data;

/// <summary>What a file of weights says of one tensor; its bytes lie from Begin to before End among the file's data.</summary>
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

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes tensors to a file, which readers see whole or not at all; an existing file is replaced.</summary>
    /// <exception cref="ArgumentException">Two tensors of one name, or a type that safetensors lacks.</exception>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        (string Name, Tensor Value)[] all = [.. tensors];
        var header = Header(all, metadata);
        Files.Replace(path, file =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            file.Write(header);
            foreach (var (_, value) in all)
            {
                using var scope = NewDisposeScope();
                file.Write(value.detach().cpu().contiguous().bytes);
            }
        });
    }

    private static byte[] Header((string Name, Tensor Value)[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = new JsonObject();
        if (metadata is { Count: > 0 }) json["__metadata__"] = JsonSerializer.SerializeToNode(metadata);
        long offset = 0;
        foreach (var (name, value) in tensors)
        {
            var end = offset + value.numel() * value.element_size();
            var entry = new JsonObject
            {
                ["dtype"] = SafetensorsEntry.TypeName(value.dtype),
                ["shape"] = JsonSerializer.SerializeToNode(value.shape),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            if (!json.TryAdd(name, entry)) throw new ArgumentException($"two tensors are named '{name}'");
            offset = end;
        }
        var text = JsonSerializer.SerializeToUtf8Bytes(json);
        // Spaces bring the data to a multiple of 8 bytes, as the format recommends.
        return [.. text, .. Enumerable.Repeat((byte)' ', -text.Length & 7)];
    }
}
