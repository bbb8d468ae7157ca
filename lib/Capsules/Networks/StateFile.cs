using Capsules.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Networks;

/// <summary>Moves a network's parameters and buffers between it and a file, by name; loading executes nothing.</summary>
public static class StateFile
{
    /// <summary>Fills a network from PyTorch's <c>.pt</c> or <c>.pth</c> (old or new format); any other file is taken for safetensors.</summary>
    /// <param name="ignored">Endings of names in the file that the network may lack.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">A tensor is missing, too many, or of another shape; the message names it.</exception>
    public static void Load(nn.Module network, string path, params string[] ignored)
    {
        using var source = Weights.Open(path);
        var own = network.state_dict();
        Weights.Fill(network, source, path, name => own.ContainsKey(name) || !Ignored(name) ? name : null);

        bool Ignored(string name) => ignored.Any(ending => name.EndsWith(ending, StringComparison.Ordinal));
    }

    /// <summary>Writes a network's parameters and buffers as safetensors, replacing an older file atomically.</summary>
    /// <param name="more">Further tensors to keep with them, such as an optimizer's.</param>
    public static void Save(
        nn.Module network, string path, IEnumerable<(string Name, Tensor Value)>? more = null, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var tensors = network.state_dict().Select(s => (Name: s.Key, s.Value)).Concat(more ?? []);
        SafetensorsWriter.Write(path, tensors, metadata);
    }
}
