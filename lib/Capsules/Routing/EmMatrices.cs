using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>A matrix [m, K] for every sample, as <see cref="SmallProduct"/> takes it: [K, m] and [m, K], columns filled up.</summary>
internal sealed unsafe class EmMatrices : IDisposable
{
    private readonly int columns, width, count;
    private readonly float* byFeature, byOutput;

    /// <param name="sizes">m and K.</param>
    /// <param name="matrices">[B, m, K], in one piece.</param>
    /// <param name="padding">First row of the columns that are no outputs.</param>
    internal EmMatrices(EmSizes sizes, Tensor matrices, float padding)
    {
        var (m, features) = (sizes.Outputs, sizes.Map.Count);
        (columns, width, count) = (SmallProduct.Padded(m), SmallProduct.Padded(features), features);
        byFeature = (float*)NativeMemory.AllocZeroed((nuint)sizes.Batch * (nuint)(features * columns), sizeof(float));
        byOutput = (float*)NativeMemory.AllocZeroed((nuint)sizes.Batch * (nuint)(columns * width), sizeof(float));
        fixed (byte* bytes = matrices.bytes)
        {
            var from = (float*)bytes;
            for (var sample = 0; sample < sizes.Batch; sample++)
            {
                float* transposed = ByFeature(sample), filled = ByOutput(sample);
                for (var j = 0; j < m; j++, from += features)
                    for (var k = 0; k < features; k++) transposed[(k * columns) + j] = filled[(j * width) + k] = from[k];
                for (var j = m; j < columns; j++) transposed[j] = padding;
            }
        }
    }

    /// <summary>The sample's matrix, [K, m filled up].</summary>
    internal float* ByFeature(int sample) => byFeature + ((long)sample * count * columns);

    /// <summary>The sample's matrix, [m filled up, K filled up].</summary>
    internal float* ByOutput(int sample) => byOutput + ((long)sample * columns * width);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(byFeature);
        NativeMemory.Free(byOutput);
    }
}

/// <summary>A matrix [K, m filled up] for every piece of a pass, and their sums over the pieces of a sample.</summary>
internal sealed unsafe class EmParts(EmSizes sizes) : IDisposable
{
    private readonly int columns = SmallProduct.Padded(sizes.Outputs);
    private readonly float* memory = (float*)NativeMemory.Alloc(
        (nuint)sizes.Pieces * (nuint)(sizes.Map.Count * SmallProduct.Padded(sizes.Outputs)), sizeof(float));

    internal float* this[int piece] => memory + ((long)piece * sizes.Map.Count * columns);

    /// <summary>Adds the pieces of every sample, in their order, so that the numbers do not depend on the threads.</summary>
    /// <param name="into">Receives the sums, [B, m, K].</param>
    internal void Sum(float* into)
    {
        for (var sample = 0; sample < sizes.Batch; sample++)
        {
            var sum = this[sample * sizes.PiecesOfSample];
            for (var piece = 1; piece < sizes.PiecesOfSample; piece++)
            {
                var part = this[(sample * sizes.PiecesOfSample) + piece];
                for (var k = 0; k < sizes.Map.Count * columns; k += SmallProduct.Lanes) (Vector.Load(sum + k) + Vector.Load(part + k)).Store(sum + k);
            }

            for (var j = 0; j < sizes.Outputs; j++)
                for (var k = 0; k < sizes.Map.Count; k++) *into++ = sum[(k * columns) + j];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(memory);
}
