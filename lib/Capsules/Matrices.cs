using static TorchSharp.torch;

namespace Capsules;

/// <summary>Tensors of two axes as .NET matrices.</summary>
public static class Matrices
{
    /// <summary>The numbers of a matrix. [rows, columns]</summary>
    /// <exception cref="ArgumentException">It is not a matrix.</exception>
    public static double[,] Matrix(this Tensor matrix)
    {
        if (matrix.ndim != 2) throw new ArgumentException($"A matrix is needed, not a tensor of shape [{string.Join(", ", matrix.shape)}].", nameof(matrix));
        using var scope = NewDisposeScope();
        return (double[,])matrix.detach().to(float64).cpu().contiguous().data<double>().ToNDArray();
    }
}
