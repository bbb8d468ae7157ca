using Capsules.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>Reads tests/fixtures/golden/*.safetensors and compares with the tolerances stated there.</summary>
internal sealed class Golden : IDisposable
{
    private readonly SafetensorsFile file;

    private Golden(SafetensorsFile file) => this.file = file;

    internal IReadOnlyDictionary<string, string> Settings => file.Metadata;

    internal static Golden Open(string name)
    {
        return new Golden(SafetensorsFile.Open(Path.Combine(DataRoot.RepositoryRoot!, "tests", "fixtures", "golden", name + ".safetensors")));
    }

    internal Tensor this[string name, ScalarType type = ScalarType.Float64] =>
        tensor(file.Doubles(name), [.. file.Tensors[name].Shape]).to(type);

    internal double Number(string name) => file.Doubles(name)[0];

    /// <summary>float64: 1e-9 relative to each number; float32: 1e-4 relative to the tensor's largest magnitude.</summary>
    internal void Same(string name, Tensor actual)
    {
        var expected = this[name];
        Assert.Equal(expected.shape, actual.shape);
        var difference = (actual.detach().to(ScalarType.Float64) - expected).abs();
        var allowed = actual.dtype == ScalarType.Float64
            ? expected.abs() * 1e-9 + 1e-12
            : expected.abs().max() * 1e-4 + zeros_like(expected);
        var worst = (difference - allowed).max().item<double>();
        Assert.True(worst <= 0, $"{name}: largest difference {difference.max().item<double>():E2}, above the tolerance by {worst:E2}");
    }

    public void Dispose() => file.Dispose();
}
