namespace Capsules.Data;

/// <summary>Named tensors of a checkpoint, read one at a time so that no more than one is held twice.</summary>
public interface IWeightSource : IDisposable
{
    /// <summary>What there is: name, element type, shape.</summary>
    IReadOnlyDictionary<string, SafetensorsEntry> Tensors { get; }

    /// <summary>The file a tensor lies in, for messages.</summary>
    string FileOf(string name);

    /// <summary>Copies a tensor's bytes, row-major and little-endian.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="destination">As many bytes as the tensor has.</param>
    /// <exception cref="ArgumentException">Another number of bytes.</exception>
    void Read(string name, Span<byte> destination);
}
