using Capsules.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Models;

/// <summary>Moves a network's parameters and buffers between it and a file, by name; loading executes nothing.</summary>
public static class StateFile
{
    /// <summary>Fills a network from PyTorch's <c>.pt</c> or <c>.pth</c> (old or new format); any other file is taken for safetensors.</summary>
    /// <param name="network">The network to fill.</param>
    /// <param name="path">The file.</param>
    /// <param name="ignored">Endings of names in the file that the network may lack.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">A tensor is missing, too many, or of another shape; the message names it.</exception>
    public static void Load(nn.Module network, string path, params string[] ignored)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable constant = no_grad();
        Dictionary<string, (IReadOnlyList<long> Shape, double[] Values)> stored = Read(path);
        foreach ((string name, Tensor target) in network.state_dict())
        {
            if (!stored.Remove(name, out var found)) throw new InvalidDataException($"{path}: '{name}' [{string.Join(", ", target.shape)}] is missing");
            // A single number is stored as [] or as [1].
            if (!found.Shape.SequenceEqual(target.shape) && (found.Values.Length != 1 || target.numel() != 1))
                throw new InvalidDataException($"{path}: '{name}' has shape [{string.Join(", ", found.Shape)}], the network's [{string.Join(", ", target.shape)}]");
            target.copy_(tensor(found.Values, float64).view(target.shape));
        }
        if (stored.Keys.FirstOrDefault(name => !ignored.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))) is { } unknown)
            throw new InvalidDataException($"{path}: '{unknown}' is not in the network");
    }

    /// <summary>Writes a network's parameters and buffers as safetensors, replacing an older file atomically.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="more">Further tensors to keep with them, such as an optimiser's.</param>
    /// <param name="metadata">Strings to keep with them.</param>
    public static void Save(
        nn.Module network, string path, IEnumerable<(string Name, Tensor Value)>? more = null, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using DisposeScope scope = NewDisposeScope();
        var tensors = network.state_dict().Select(s => (Name: s.Key, s.Value)).Concat(more ?? []);
        SafetensorsWriter.Write(path, [.. tensors.Select(t => Entry(t.Name, t.Value))], metadata);
    }

    private static SafetensorsTensor Entry(string name, Tensor tensor)
    {
        Tensor t = tensor.detach().cpu().contiguous();
        return t.dtype switch
        {
            ScalarType.Float32 => SafetensorsTensor.From<float>(name, t.data<float>().ToArray(), t.shape),
            ScalarType.Float64 => SafetensorsTensor.From<double>(name, t.data<double>().ToArray(), t.shape),
            ScalarType.Int64 => SafetensorsTensor.From<long>(name, t.data<long>().ToArray(), t.shape),
            _ => throw new NotSupportedException($"'{name}' has element type {t.dtype}; a state file holds Float32, Float64 and Int64"),
        };
    }

    private static Dictionary<string, (IReadOnlyList<long> Shape, double[] Values)> Read(string path)
    {
        if (Path.GetExtension(path) is not (".pt" or ".pth"))
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            return file.Tensors.Values.ToDictionary(e => e.Name, e => (e.Shape, file.Doubles(e.Name)));
        }
        using TorchCheckpoint checkpoint = TorchCheckpoint.Open(path);
        return checkpoint.Tensors.Values.ToDictionary(e => e.Name, e =>
        {
            byte[] bytes = new byte[e.Length];
            checkpoint.Read(e.Name, bytes);
            return (e.Shape, SafetensorsElement.ToDoubles(e.Type, bytes));
        });
    }
}
