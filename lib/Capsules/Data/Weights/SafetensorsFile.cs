using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Data;

/// <summary>A safetensors file. Opening reads the header and checks it against the file's length; a tensor's bytes are read when asked
/// for. Nothing in such a file is executed.</summary>
/// <example><code>
/// using var file = SafetensorsFile.Open("model.safetensors");
/// Tensor w = file.Load("wte.weight");
/// </code></example>
public sealed class SafetensorsFile : IWeightSource
{
    private const long MaxHeader = 100_000_000; // half a million tensors fit in it

    private readonly FileStream file;
    private readonly Dictionary<string, SafetensorsEntry> tensors = [];
    private readonly Dictionary<string, string> metadata = [];
    private readonly long data; // where the tensors begin

    private SafetensorsFile(string path)
    {
        Path = path;
        file = Files.OpenRead(path);
        try
        {
            Span<byte> prefix = stackalloc byte[8];
            if (file.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
                throw Files.Refuse(path, $"{file.Length} bytes are too few for a safetensors file");
            var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (length > (ulong)(file.Length - 8) || length > MaxHeader)
                throw Files.Refuse(path, $"the header claims {length} bytes, the file holds {file.Length - 8} after its length (limit {MaxHeader})");
            var header = new byte[length];
            file.ReadExactly(header);
            data = 8 + (long)length;
            ReadHeader(header);
            CheckLayout(file.Length - data);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors => tensors;

    /// <summary>The strings under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Truncated or malformed; the message names the file and the tensor.</exception>
    public static SafetensorsFile Open(string path) =>
        File.Exists(path) ? new SafetensorsFile(path) : throw new FileNotFoundException($"{path}: no such safetensors file", path);

    /// <inheritdoc/>
    public Tensor Load(string name)
    {
        if (!tensors.TryGetValue(name, out var entry))
            throw new KeyNotFoundException($"{Path}: no tensor '{name}'; there are {tensors.Count}: {string.Join(", ", tensors.Keys.Take(8))}");
        if (entry.Length > int.MaxValue) throw new NotSupportedException($"{Path}: {entry} takes {entry.Length} bytes; tensors above 2 GB are not read");
        var tensor = empty(entry.Shape, dtype: entry.Type);
        file.Position = data + entry.Begin;
        file.ReadExactly(tensor.bytes);
        return tensor;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    private void ReadHeader(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var header = JsonDocument.Parse(json);
            var names = new HashSet<string>();
            foreach (var property in header.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name)) throw Files.Refuse(Path, $"the header names '{property.Name}' twice");
                if (property.Name == "__metadata__")
                    foreach (var pair in property.Value.EnumerateObject()) metadata[pair.Name] = pair.Value.GetString()!;
                else
                    tensors.Add(property.Name, ReadEntry(property));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{Path}: the header is not what safetensors' JSON must be: {e.Message}", e);
        }
    }

    private SafetensorsEntry ReadEntry(JsonProperty property)
    {
        var name = property.Name;
        var fields = property.Value.EnumerateObject().Select(field => field.Name).ToArray();
        if (!fields.Order().SequenceEqual(["data_offsets", "dtype", "shape"]))
            throw Files.Refuse(Path, $"tensor '{name}' has the fields {string.Join(", ", fields)}; dtype, shape and data_offsets were expected");
        var dtype = property.Value.GetProperty("dtype").GetString()!;
        if (!SafetensorsEntry.Types.TryGetValue(dtype, out var type))
            throw Files.Refuse(Path, $"tensor '{name}' has dtype '{dtype}'; known are {string.Join(", ", SafetensorsEntry.Types.Keys)}");
        var offsets = Numbers("data_offsets");
        return offsets.Length == 2
            ? new SafetensorsEntry(name, type, Numbers("shape"), offsets[0], offsets[1])
            : throw Files.Refuse(Path, $"tensor '{name}' has {offsets.Length} data_offsets, not 2");

        long[] Numbers(string field) => [.. property.Value.GetProperty(field).EnumerateArray().Select(element =>
            element.TryGetInt64(out var number) && number >= 0
                ? number
                : throw Files.Refuse(Path, $"tensor '{name}': {field} must hold integers ≥ 0, not {element}"))];
    }

    // The format's rule: taken in order of offset, the tensors fill the data without gap or overlap.
    private void CheckLayout(long length)
    {
        long end = 0;
        var before = "";
        foreach (var entry in tensors.Values.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.End > length) throw Bad($"tensor '{entry.Name}' ends at byte {entry.End} of {length}: the file is truncated or the header wrong");
            if (SafetensorsEntry.ByteCount(entry.Type, entry.Shape) is not long needed) throw Bad($"tensor {entry} has a shape beyond 64 bits");
            if (entry.Length != needed) throw Bad($"tensor {entry} needs {needed} bytes, its offsets {entry.Begin}..{entry.End} give {entry.Length}");
            if (entry.Begin < end) throw Bad($"tensor '{entry.Name}' overlaps '{before}'");
            if (entry.Begin > end) throw Bad($"{entry.Begin - end} bytes before tensor '{entry.Name}' belong to none");
            (end, before) = (entry.End, entry.Name);
        }
        if (end != length) throw Bad($"{length - end} bytes after the last tensor belong to none");

        InvalidDataException Bad(string what) => Files.Refuse(Path, what);
    }
}
