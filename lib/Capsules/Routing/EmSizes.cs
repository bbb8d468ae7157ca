using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>Sizes of a pass of <see cref="EmFused"/>, and how it is shared out among threads.</summary>
internal sealed class EmSizes
{
    // 16 blocks: sums of a piece are the same whatever the number of threads, and 5,184 inputs give 7 pieces to share out.
    private const int ChunkInputs = 16 * EmBlock.Inputs;

    private readonly int chunks;

    /// <param name="x">Inputs, [B, n, c, d].</param>
    /// <param name="outputs">m.</param>
    internal EmSizes(Tensor x, int outputs)
    {
        var shape = x.shape;
        (Batch, Inputs, Outputs) = ((int)shape[0], shape[1], outputs);
        Map = new EmFeatureMap((int)shape[2], (int)shape[3]);
        chunks = (int)((Inputs + ChunkInputs - 1) / ChunkInputs);
    }

    internal int Batch { get; }

    internal long Inputs { get; }

    internal int Outputs { get; }

    internal EmFeatureMap Map { get; }

    /// <summary>Pieces of all samples together, those of a sample one behind the other.</summary>
    internal int Pieces => Batch * chunks;

    internal int PiecesOfSample => chunks;

    /// <summary>Does the work of every piece, each on one thread with buffers of its own.</summary>
    internal void ForEachPiece(Action<EmBlock, EmPiece> work) =>
        Native.ForEach(Pieces, get_num_threads(), () => new EmBlock(Map, Outputs), (block, k) => work(block, Piece(k)));

    private EmPiece Piece(int index)
    {
        var (sample, first) = (index / chunks, (long)(index % chunks) * ChunkInputs);
        return new EmPiece(index, sample, (sample * Inputs) + first, (int)Math.Min(ChunkInputs, Inputs - first));
    }
}

/// <summary>Some inputs of one sample.</summary>
/// <param name="Index">Its place among all pieces.</param>
/// <param name="Sample">The sample.</param>
/// <param name="First">Its first input, counted from the first of the batch.</param>
/// <param name="Count">Its inputs.</param>
internal readonly record struct EmPiece(int Index, int Sample, long First, int Count);
