namespace Capsules.Data;

/// <summary>Where an image goes on its larger background.</summary>
public enum PlacementMode
{
    /// <summary>Anywhere it fits, each place equally likely.</summary>
    Random,

    /// <summary>In the middle.</summary>
    Centred,
}

/// <summary>Puts images on a larger empty background, as the AffNIST experiments do with MNIST (Mitterreiter et al. 2023, App.
/// A.1).</summary>
/// <param name="Size">Rows and columns of the background, in pixels: 40 in App. A.1.</param>
/// <param name="Mode">Random for training (App. A.1); the paper leaves open whether validation images are placed at random too.</param>
/// <param name="Seed">Seed of the random places.</param>
public sealed record Placement(int Size = 40, PlacementMode Mode = PlacementMode.Random, int Seed = 7)
{
    private const int Stream = 0x506C6163; // keeps these draws apart from those of generators with the same seed

    /// <summary>Places every image.</summary>
    /// <param name="images">Images [N, channels, height, width], none larger than the background.</param>
    /// <param name="epoch">Another number gives other random places; the same number the same.</param>
    /// <returns>Images [N, channels, Size, Size].</returns>
    /// <exception cref="ArgumentException">An image is larger than the background.</exception>
    public ImageSet Apply(ImageSet images, int epoch = 0)
    {
        int freeRows = Size - images.Height, freeColumns = Size - images.Width;
        if (freeRows < 0 || freeColumns < 0)
            throw new ArgumentException(
                $"Images of {images.Height}×{images.Width} do not fit on a background of {Size}×{Size}.", nameof(images));
        int size = images.Channels * Size * Size;
        if ((long)images.Count * size > Array.MaxLength)
            throw new ArgumentException(
                $"{images.Count:N0} images of {Size}×{Size} take more than {Array.MaxLength:N0} bytes: place fewer at a time.", nameof(images));

        byte[] placed = new byte[images.Count * size];
        for (int i = 0; i < images.Count; i++)
        {
            var (top, left) = Place(i, freeRows, freeColumns, epoch);
            Copy(images, i, placed.AsSpan(i * size, size), top, left);
        }
        return images.With(placed, images.Labels, Size, Size, $"{images.Source}; {this}{(Mode == PlacementMode.Random ? $", epoch {epoch}" : "")}");
    }

    /// <summary>The placement in words, as <see cref="ImageSet.Source"/> states it.</summary>
    public override string ToString() => Mode == PlacementMode.Random
        ? $"placed at random on {Size}×{Size}, seed {Seed}"
        : $"centred on {Size}×{Size}";

    private (int Top, int Left) Place(int index, int freeRows, int freeColumns, int epoch)
    {
        if (Mode == PlacementMode.Centred) return (freeRows / 2, freeColumns / 2);
        var random = new SeededRandom(Seed, index, Stream + epoch);
        return (random.Below(freeRows + 1), random.Below(freeColumns + 1));
    }

    private void Copy(ImageSet images, int index, Span<byte> to, int top, int left)
    {
        var from = images.Image(index);
        for (int row = 0; row < images.Channels * images.Height; row++)
        {
            var (channel, y) = (row / images.Height, row % images.Height);
            from.Slice(row * images.Width, images.Width).CopyTo(to[((channel * Size + top + y) * Size + left)..]);
        }
    }
}
