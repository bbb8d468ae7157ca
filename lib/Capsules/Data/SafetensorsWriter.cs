using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Capsules.Data;

/// <summary>One tensor to write: its name, type, shape and raw little-endian bytes in row-major order.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Bytes">Its elements.</param>
public sealed record SafetensorsTensor(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A tensor from .NET values, copied.</summary>
    /// <typeparam name="T">float, double, Half, long, int, byte, ...</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its elements in row-major order.</param>
    /// <param name="shape">Its dimensions; their product must be the number of values.</param>
    /// <exception cref="ArgumentException">Shape and values disagree.</exception>
    public static SafetensorsTensor From<T>(string name, ReadOnlySpan<T> values, params long[] shape)
        where T : unmanaged => new(name, SafetensorsElement.Of<T>(), shape, MemoryMarshal.AsBytes(values).ToArray());
}

/// <summary>Writes safetensors files.</summary>
public static class SafetensorsWriter
{
    /// <summary>
    /// Writes tensors to <paramref name="path"/> atomically: a reader sees the old file or the new one, never a part of it,
    /// and whoever is interrupted leaves the old one.
    /// </summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="tensors">What to write, in this order.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c>.</param>
    /// <exception cref="ArgumentException">Two tensors of one name, or bytes that do not fit a shape.</exception>
    public static void Write(
        string path, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        SafetensorsTensor[] all = [.. tensors];
        byte[] header = Header(all, metadata);
        string part = path + ".part";
        using (FileStream file = File.Create(part))
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            file.Write(header);
            foreach (SafetensorsTensor tensor in all)
                file.Write(tensor.Bytes.Span);
            file.Flush(flushToDisk: true);
        }
        File.Move(part, path, overwrite: true);
    }

    private static byte[] Header(SafetensorsTensor[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var names = new HashSet<string> { "__metadata__" };
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (SafetensorsTensor tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                    throw new ArgumentException($"two tensors are named '{tensor.Name}'");
                long needed = tensor.Shape.Aggregate((long)SafetensorsEntry.SizeOf(tensor.Type), (product, size) => checked(product * size));
                if (needed != tensor.Bytes.Length)
                    throw new ArgumentException(
                        $"tensor '{tensor.Name}' of shape [{string.Join(", ", tensor.Shape)}] needs {needed} bytes, given {tensor.Bytes.Length}");
                WriteEntry(json, tensor, offset);
                offset += needed;
            }
            json.WriteEndObject();
        }
        // Spaces bring the data to a multiple of 8 bytes, as the format recommends.
        int padding = -buffer.WrittenCount & 7;
        buffer.Write("       "u8[..padding]);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsTensor tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.ToString());
        json.WriteStartArray("shape");
        foreach (long size in tensor.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
