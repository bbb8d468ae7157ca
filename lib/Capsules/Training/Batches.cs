using Capsules.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>Images and their classes, as a network takes them.</summary>
/// <param name="X">Images, [B, channels, rows, columns], values in [0, 1].</param>
/// <param name="Labels">Classes, [B], int64.</param>
public sealed record Batch(Tensor X, Tensor Labels);

/// <summary>Cuts an image set into batches, shuffled and placed anew every epoch where wanted.</summary>
/// <param name="size">Images a batch; the last batch of an epoch may be smaller.</param>
/// <param name="placement">Background to place the images on; null to leave them as they are.</param>
/// <param name="placeEveryEpoch">Whether every epoch places them anew; the paper leaves this open.</param>
/// <param name="epochSize">Images an epoch, each epoch going on where the last one stopped; null for all of them.</param>
public sealed class Batches(
    ImageSet images, int size, bool shuffle = false, int seed = 1, Placement? placement = null, bool placeEveryEpoch = true,
    int? epochSize = null, Device? device = null)
{
    private (int Epoch, ImageSet Images)? placed;

    /// <summary>The images, before placement.</summary>
    public ImageSet Images => images;

    /// <summary>Images an epoch.</summary>
    public int Count { get; } = epochSize is null or > 0
        ? Math.Min(epochSize ?? images.Count, images.Count)
        : throw new ArgumentOutOfRangeException(nameof(epochSize), epochSize, "an epoch has at least 1 image");

    /// <summary>Batches an epoch.</summary>
    public int BatchCount => (Count + Positive(size) - 1) / size;

    /// <summary>Everything the batches depend on, in words: equal texts mean equal batches, wherever the images lie.</summary>
    public override string ToString() =>
        $"{images.Count} images, {Count} an epoch, in batches of {size}, {(shuffle ? $"shuffled with seed {seed}" : "in order")}, "
        + $"{(placement is null ? "as they are" : $"{placement}{(placeEveryEpoch ? " anew every epoch" : "")}")}, {images.Name} {images.Digest()}";

    /// <summary>The batches of an epoch in order; whoever takes one disposes it.</summary>
    /// <param name="epoch">Number of the epoch: the same number gives the same batches.</param>
    /// <param name="skip">Batches to leave out at the start, for a run that goes on in the middle.</param>
    public IEnumerable<Batch> Epoch(int epoch = 0, int skip = 0)
    {
        var set = Placed(placeEveryEpoch ? epoch : 0);
        var order = Order(epoch);
        for (var start = skip * Positive(size); start < order.Length; start += size)
            yield return Make(set, order.AsSpan(start, Math.Min(size, order.Length - start)));
    }

    // Epochs are cut from passes over all images, each pass in an order of its own.
    private int[] Order(int epoch)
    {
        var first = (long)epoch * Count;
        var order = new int[Count];
        var (pass, permutation) = (-1L, Array.Empty<int>());
        for (var k = 0; k < order.Length; k++)
        {
            if ((first + k) / images.Count != pass)
            {
                pass = (first + k) / images.Count;
                permutation = [.. Enumerable.Range(0, images.Count)];
                if (shuffle) new Random(HashCode(seed, pass)).Shuffle(permutation);
            }

            order[k] = permutation[(first + k) % images.Count];
        }

        return order;
    }

    private Batch Make(ImageSet set, ReadOnlySpan<int> indices)
    {
        var pixels = new float[indices.Length * set.ImageSize];
        set.CopyTo(indices, pixels);
        var labels = new long[indices.Length];
        for (var k = 0; k < labels.Length; k++) labels[k] = set.Labels[indices[k]];
        return new Batch(
            tensor(pixels, [labels.Length, set.Channels, set.Height, set.Width], device: device),
            tensor(labels, device: device));
    }

    private ImageSet Placed(int epoch)
    {
        if (placement is null) return images;
        if (placed is not { } last || last.Epoch != epoch) placed = (epoch, placement.Apply(images, epoch));
        return placed.Value.Images;
    }

    // Not System.HashCode, which differs from process to process.
    private static int HashCode(int seed, long pass) => unchecked((seed * 486187739) ^ (((int)pass * 16777619) + 374761393));

    private static int Positive(int size) =>
        size > 0 ? size : throw new ArgumentOutOfRangeException(nameof(size), size, "a batch holds at least 1 image (the paper: 512)");
}
