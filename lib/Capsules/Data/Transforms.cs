using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Data;

/// <summary>Where an image goes on its larger background.</summary>
public enum PlacementMode
{
    /// <summary>Anywhere it fits, each place equally likely.</summary>
    Random,

    /// <summary>In the middle.</summary>
    Centered,
}

/// <summary>Puts images on a larger empty background, as the AffNIST experiments do with MNIST (Mitterreiter et al. 2023, App.
/// A.1).</summary>
/// <param name="Size">Rows and columns of the background, in pixels: 40 in App. A.1.</param>
/// <param name="Mode">Random for training (App. A.1); the paper leaves open whether validation images are placed at random too.</param>
public sealed record Placement(int Size = 40, PlacementMode Mode = PlacementMode.Random, int Seed = 7)
{
    private const int Stream = 0x506C6163; // keeps these draws apart from those of generators with the same seed

    /// <summary>Places every image. [N, channels, height, width] → [N, channels, Size, Size]</summary>
    /// <param name="epoch">Another number gives other random places; the same number the same.</param>
    /// <exception cref="ArgumentException">An image is larger than the background.</exception>
    public ImageSet Apply(ImageSet images, int epoch = 0)
    {
        int freeRows = Size - images.Height, freeColumns = Size - images.Width;
        if (freeRows < 0 || freeColumns < 0)
            throw new ArgumentException(
                $"Images of {images.Height}×{images.Width} do not fit on a background of {Size}×{Size}.", nameof(images));
        var size = images.Channels * Size * Size;
        if ((long)images.Count * size > Array.MaxLength)
            throw new ArgumentException(
                $"{images.Count:N0} images of {Size}×{Size} take more than {Array.MaxLength:N0} bytes: place fewer at a time.", nameof(images));

        var placed = new byte[images.Count * size];
        for (var i = 0; i < images.Count; i++)
        {
            var (top, left) = Place(i, freeRows, freeColumns, epoch);
            Copy(images, i, placed.AsSpan(i * size, size), top, left);
        }
        return images.With(placed, images.Labels, Size, Size, $"{images.Source}; {this}{(Mode == PlacementMode.Random ? $", epoch {epoch}" : "")}");
    }

    /// <summary>The placement in words, as <see cref="ImageSet.Source"/> states it.</summary>
    public override string ToString() => Mode == PlacementMode.Random
        ? $"placed at random on {Size}×{Size}, seed {Seed}"
        : $"centered on {Size}×{Size}";

    private (int Top, int Left) Place(int index, int freeRows, int freeColumns, int epoch)
    {
        if (Mode == PlacementMode.Centered) return (freeRows / 2, freeColumns / 2);
        var random = new SeededRandom(Seed, index, Stream + epoch);
        return (random.Below(freeRows + 1), random.Below(freeColumns + 1));
    }

    private void Copy(ImageSet images, int index, Span<byte> to, int top, int left)
    {
        var from = images.Image(index);
        for (var row = 0; row < images.Channels * images.Height; row++)
        {
            var (channel, y) = (row / images.Height, row % images.Height);
            from.Slice(row * images.Width, images.Width).CopyTo(to[((channel * Size + top + y) * Size + left)..]);
        }
    }
}

/// <summary>Makes images smaller: the original network sees 40×40 images at 28×28 (Mitterreiter et al., 2023, appendix B).</summary>
public static class Rescale
{
    /// <summary>The images at another size, every pixel the mean of the area it covers. [N, channels, height, width] → [N, channels, size, size]</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1 or above the images'.</exception>
    public static ImageSet Down(ImageSet images, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Math.Min(images.Height, images.Width));
        using var scope = NewDisposeScope();
        var planes = tensor(images.Pixels).view(-1, images.Height, images.Width).to(float32);                 // [N·channels, height, width]
        var means = Shares(images.Height, size).matmul(planes).matmul(Shares(images.Width, size).t());          // [N·channels, size, size]
        return images.With((means + 0.5).to(uint8).data<byte>().ToArray(), images.Labels, size, size, $"{images.Source}; rescaled to {size}×{size}");
    }

    // Each old pixel's share of every new one, [size, old]; the shares of a new pixel sum to 1.
    private static Tensor Shares(int old, int size)
    {
        var (step, pixel) = ((double)old / size, arange(old, float64));
        var begin = arange(size, float64).unsqueeze(1) * step;                                                   // [size, 1]
        return ((pixel + 1).minimum(begin + step) - pixel.maximum(begin)).clamp_min(0).div(step).to(float32);
    }
}

/// <summary>Random crops of the original size from an image padded by its own edge pixels (Heinsen 2019; 16 pixels for smallNORB in the
/// author's code).</summary>
/// <param name="Padding">Pixels added on every side: an image moves by at most as many.</param>
public sealed record EdgeCrop(int Padding = 16, int Seed = 7)
{
    private const int Stream = 0x43726F70; // keeps these draws apart from those of generators with the same seed

    /// <summary>How far a sample's crop starts from the padded image's corner, rows and columns from 0 to 2 · Padding, each equally
    /// likely.</summary>
    public (int Top, int Left) Offset(int sample, int epoch)
    {
        var random = new SeededRandom(Seed, sample, Stream + epoch);
        return (random.Below(2 * Padding + 1), random.Below(2 * Padding + 1));
    }

    /// <summary>Crops a sample, [channels, height, width], all its channels alike.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public void Apply<T>(ReadOnlySpan<T> from, Span<T> to, int channels, int height, int width, int sample, int epoch)
    {
        var (top, left) = Offset(sample, epoch);
        Crop(from, to, channels, height, width, top - Padding, left - Padding);
    }

    // The row `down` becomes the first, the column `right` too; where nothing comes in, the nearest edge pixel is repeated.
    internal static void Crop<T>(ReadOnlySpan<T> from, Span<T> to, int channels, int height, int width, int down, int right)
    {
        if (from.Length != channels * height * width || to.Length != from.Length)
            throw new ArgumentException(
                $"{channels}×{height}×{width} values were expected; there are {from.Length}, and room for {to.Length}.");
        for (var row = 0; row < channels * height; row++)
        {
            var y = Math.Clamp(row % height + down, 0, height - 1);
            var source = from.Slice((row / height * height + y) * width, width);
            var target = to.Slice(row * width, width);
            for (var x = 0; x < width; x++) target[x] = source[Math.Clamp(x + right, 0, width - 1)];
        }
    }
}
