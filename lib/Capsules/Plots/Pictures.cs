using Capsules.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Plots;

/// <summary>Tensors and image sets as plain matrices, the form charts take.</summary>
public static class Pictures
{
    /// <summary>A matrix's numbers.</summary>
    /// <param name="matrix">[rows, columns].</param>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    public static float[,] Matrix(Tensor matrix) => Copy<float>(matrix, float32);

    /// <summary>A matrix's numbers in double precision.</summary>
    /// <param name="matrix">[rows, columns].</param>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    public static double[,] Doubles(Tensor matrix) => Copy<double>(matrix, float64);

    /// <summary>The first channel of the first images, values 0 to 1.</summary>
    /// <param name="images">The images.</param>
    /// <param name="count">How many.</param>
    /// <returns>Each [rows, columns].</returns>
    public static IReadOnlyList<float[,]> Grey(ImageSet images, int count) =>
        [.. Enumerable.Range(0, count).Select(k =>
        {
            var (pixels, matrix) = (images.Image(k).ToArray(), new float[images.Height, images.Width]);
            for (var p = 0; p < matrix.Length; p++) matrix[p / images.Width, p % images.Width] = pixels[p] / 255f;
            return matrix;
        })];

    private static T[,] Copy<T>(Tensor matrix, ScalarType type)
        where T : unmanaged
    {
        if (matrix.ndim != 2) throw new ArgumentException($"a matrix is wanted, not a tensor of shape [{string.Join(", ", matrix.shape)}]", nameof(matrix));
        using var scope = NewDisposeScope();
        return (T[,])matrix.detach().to(type).cpu().data<T>().ToNDArray();
    }
}
