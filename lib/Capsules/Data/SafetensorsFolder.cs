using System.Text.Json;

namespace Capsules.Data;

/// <summary>
/// The weights of a Hugging Face folder: <c>model.safetensors</c>, or the shards that <c>model.safetensors.index.json</c>
/// lists under <c>weight_map</c>.
/// </summary>
public sealed class SafetensorsFolder : IWeightSource
{
    private const string Single = "model.safetensors";
    private const string Index = "model.safetensors.index.json";
    private readonly Dictionary<string, SafetensorsFile> _fileOf = [];
    private readonly Dictionary<string, SafetensorsEntry> _tensors = [];
    private readonly List<SafetensorsFile> _files = [];

    private SafetensorsFolder()
    {
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors => _tensors;

    /// <summary>Whether a folder has weights this class reads.</summary>
    public static bool IsAt(string folder) => File.Exists(Path.Combine(folder, Single)) || File.Exists(Path.Combine(folder, Index));

    /// <summary>Opens the single file, or all shards.</summary>
    /// <exception cref="FileNotFoundException">Neither file nor index, or a shard that the index names is absent.</exception>
    /// <exception cref="InvalidDataException">A malformed file or index, or a shard without a tensor the index puts there.</exception>
    public static SafetensorsFolder Open(string folder)
    {
        var source = new SafetensorsFolder();
        try
        {
            string single = Path.Combine(folder, Single);
            if (File.Exists(single))
                source.Add(single, null);
            else
                source.AddShards(folder, Path.Combine(folder, Index));
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string FileOf(string name) => _fileOf[name].Path;

    /// <inheritdoc/>
    public void Read(string name, Span<byte> destination)
    {
        SafetensorsFile file = _fileOf[name];
        ReadOnlySpan<byte> bytes = file.Bytes(name);
        if (bytes.Length != destination.Length)
            throw new ArgumentException($"{file.Path}: tensor {file.Entry(name)} has {bytes.Length} bytes, the destination {destination.Length}");
        bytes.CopyTo(destination);
        file.Release(name);
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private void AddShards(string folder, string index)
    {
        if (!File.Exists(index))
            throw new FileNotFoundException($"{folder}: neither {Single} nor {Index}", folder);
        Dictionary<string, string> shardOf = ReadIndex(index);
        // A shard is a file beside the index; a path elsewhere is no business of a model's.
        if (shardOf.Values.FirstOrDefault(name => name != Path.GetFileName(name)) is { } elsewhere)
            throw new InvalidDataException($"{index}: '{elsewhere}' is not the name of a file in the folder");
        foreach (IGrouping<string, KeyValuePair<string, string>> shard in shardOf.GroupBy(entry => entry.Value))
            Add(Path.Combine(folder, shard.Key), [.. shard.Select(entry => entry.Key)]);
    }

    private static Dictionary<string, string> ReadIndex(string index)
    {
        return Files.ReadJson(index, "an index with a weight_map of tensor to file", json => json.GetProperty("weight_map").EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? throw new FormatException("a shard's name is null")));
    }

    private void Add(string path, IReadOnlyList<string>? expected)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        _files.Add(file);
        foreach (string name in expected ?? [.. file.Tensors.Keys])
        {
            if (!file.Tensors.TryGetValue(name, out SafetensorsEntry? entry))
                throw new InvalidDataException($"{path}: tensor '{name}' is not there, though the index says so");
            _fileOf[name] = file;
            _tensors[name] = entry;
        }
    }
}
