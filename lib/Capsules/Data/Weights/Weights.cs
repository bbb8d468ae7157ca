using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Data;

/// <summary>Named tensors of a file, read one at a time so that no more than one is held twice.</summary>
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
    private const string Single = "model.safetensors", Pickled = "pytorch_model.bin";

    /// <summary>Opens a file of weights (safetensors, or PyTorch's .pt, .pth, .bin), or a Hugging Face folder's.</summary>
    /// <exception cref="FileNotFoundException">There is no such file, or the folder has no weights.</exception>
    /// <exception cref="InvalidDataException">The file is malformed.</exception>
    public static IWeightSource Open(string path)
    {
        if (Directory.Exists(path))
            path = new[] { Single, Pickled }.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists)
                ?? throw new FileNotFoundException($"{path}: no weights; expected {Single} or {Pickled}", path);
        return Path.GetExtension(path) is ".pt" or ".pth" or ".bin" ? TorchCheckpoint.Open(path) : SafetensorsFile.Open(path);
    }

    /// <summary>Copies a source's tensors into a network's parameters and buffers of the same names.</summary>
    /// <param name="rename">Gives the network's name for a stored one, or null where the network may lack it.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, unknown or of another shape; the message names it.</exception>
    public static void Fill(nn.Module network, IWeightSource source, string path, Func<string, string?>? rename = null)
    {
        using var constant = no_grad();
        var stored = source.Tensors.Keys.Select(name => (Name: name, As: rename is null ? name : rename(name)))
            .Where(t => t.As is not null).ToDictionary(t => t.As!, t => t.Name);
        foreach (var (name, target) in network.state_dict())
        {
            if (!stored.Remove(name, out var found)) throw new InvalidDataException($"{path}: '{name}' [{string.Join(", ", target.shape)}] is missing");
            using var scope = NewDisposeScope();
            var value = source.Load(found);
            // A single number is stored as [] or as [1].
            if (!value.shape.SequenceEqual(target.shape) && (value.numel() != 1 || target.numel() != 1))
                throw new InvalidDataException($"{path}: '{found}' has shape [{string.Join(", ", value.shape)}], the network's [{string.Join(", ", target.shape)}]");
            target.copy_(value.view(target.shape));
        }
        if (stored.Values.FirstOrDefault() is { } unknown) throw new InvalidDataException($"{path}: '{unknown}' is not in the network");
    }
}
