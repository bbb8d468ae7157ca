using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Data;

/// <summary>Named tensors of one or several files, read one at a time so that no more than one is held twice.</summary>
public interface IWeightSource : IDisposable
{
    /// <summary>Name, element type and shape of every tensor.</summary>
    IReadOnlyDictionary<string, SafetensorsEntry> Tensors { get; }

    /// <summary>Reads a tensor to the CPU.</summary>
    /// <exception cref="KeyNotFoundException">There is no tensor of that name.</exception>
    Tensor Load(string name);
}

/// <summary>Finds files of weights and fills networks from them, by name.</summary>
public static class Weights
{
    private const string Single = "model.safetensors", Index = "model.safetensors.index.json", Pickled = "pytorch_model.bin";

    /// <summary>Opens a file of weights (safetensors, or PyTorch's .pt, .pth, .bin), or a Hugging Face folder's.</summary>
    /// <exception cref="FileNotFoundException">There is no such file, or the folder has no weights.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or a shard lacks what the index says is in it.</exception>
    public static IWeightSource Open(string path)
    {
        if (Directory.Exists(path)) return OpenFolder(path);
        return Path.GetExtension(path) is ".pt" or ".pth" or ".bin" ? TorchCheckpoint.Open(path) : SafetensorsFile.Open(path);
    }

    /// <summary>Copies a source's tensors into a network's parameters and buffers of the same names.</summary>
    /// <param name="rename">Gives the network's name for a stored one, or null where the network may lack it.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, unknown or of another shape; the message names it.</exception>
    public static void Fill(nn.Module network, IWeightSource source, string path, Func<string, string?>? rename = null)
    {
        using IDisposable constant = no_grad();
        var stored = source.Tensors.Keys.Select(name => (Name: name, As: rename is null ? name : rename(name)))
            .Where(t => t.As is not null).ToDictionary(t => t.As!, t => t.Name);
        foreach ((string name, Tensor target) in network.state_dict())
        {
            if (!stored.Remove(name, out string? found)) throw new InvalidDataException($"{path}: '{name}' [{string.Join(", ", target.shape)}] is missing");
            using DisposeScope scope = NewDisposeScope();
            Tensor value = source.Load(found);
            // A single number is stored as [] or as [1].
            if (!value.shape.SequenceEqual(target.shape) && (value.numel() != 1 || target.numel() != 1))
                throw new InvalidDataException($"{path}: '{found}' has shape [{string.Join(", ", value.shape)}], the network's [{string.Join(", ", target.shape)}]");
            target.copy_(value.view(target.shape));
        }
        if (stored.Values.FirstOrDefault() is { } unknown) throw new InvalidDataException($"{path}: '{unknown}' is not in the network");
    }

    private static IWeightSource OpenFolder(string folder)
    {
        if (File.Exists(Path.Combine(folder, Single))) return SafetensorsFile.Open(Path.Combine(folder, Single));
        if (File.Exists(Path.Combine(folder, Index))) return new Shards(folder, Path.Combine(folder, Index));
        if (File.Exists(Path.Combine(folder, Pickled))) return TorchCheckpoint.Open(Path.Combine(folder, Pickled));
        throw new FileNotFoundException($"{folder}: no weights; expected {Single}, its index with shards, or {Pickled}", folder);
    }

    private sealed class Shards : IWeightSource
    {
        private readonly Dictionary<string, SafetensorsFile> _files = [], _fileOf = [];

        internal Shards(string folder, string index)
        {
            var shardOf = Files.ReadJson(index, "an index with a weight_map of tensor to file", json => json.GetProperty("weight_map").EnumerateObject()
                .Select(entry => (entry.Name, Shard: entry.Value.GetString() ?? throw new FormatException("a shard's name is null"))).ToArray());
            // A path elsewhere is no business of a model's.
            if (shardOf.FirstOrDefault(entry => entry.Shard != Path.GetFileName(entry.Shard)).Shard is { } elsewhere)
                throw Files.Refuse(index, $"'{elsewhere}' is not the name of a file in the folder");
            try
            {
                foreach (var (name, shard) in shardOf)
                {
                    if (!_files.TryGetValue(shard, out var file)) _files[shard] = file = SafetensorsFile.Open(Path.Combine(folder, shard));
                    if (!file.Tensors.ContainsKey(name)) throw Files.Refuse(file.Path, $"tensor '{name}' is not there, though the index says so");
                    _fileOf[name] = file;
                }
            }
            catch
            {
                Dispose();
                throw;
            }
            Tensors = _fileOf.ToDictionary(entry => entry.Key, entry => entry.Value.Tensors[entry.Key]);
        }

        public IReadOnlyDictionary<string, SafetensorsEntry> Tensors { get; }

        public Tensor Load(string name) => _fileOf[name].Load(name);

        public void Dispose()
        {
            foreach (var file in _files.Values) file.Dispose();
        }
    }
}
