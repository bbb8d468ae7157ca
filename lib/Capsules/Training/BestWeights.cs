using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>A copy of a network's parameters and buffers at its best epoch.</summary>
internal sealed class BestWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> copies = [];

    internal IEnumerable<(string Name, Tensor Value)> Tensors => copies.Select(c => (c.Key, c.Value));

    internal void Keep(nn.Module model)
    {
        Dispose();
        using var off = no_grad();
        foreach (var (name, value) in model.state_dict()) Keep(name, value.detach().clone());
    }

    internal void Keep(string name, Tensor value)
    {
        value.DetachFromDisposeScope();
        copies.Add(name, value);
    }

    internal void Restore(nn.Module model)
    {
        if (copies.Count == 0) return;
        using var off = no_grad();
        foreach (var (name, value) in model.state_dict()) value.copy_(copies[name]);
    }

    public void Dispose()
    {
        foreach (var copy in copies.Values) copy.Dispose();
        copies.Clear();
    }
}
