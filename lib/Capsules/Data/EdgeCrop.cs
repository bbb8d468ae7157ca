namespace Capsules.Data;

/// <summary>Random crops of the original size from an image padded by its own edge pixels (Heinsen 2019; 16 pixels for smallNORB in the
/// author's code).</summary>
/// <param name="Padding">Pixels added on every side: an image moves by at most as many.</param>
/// <param name="Seed">Seed of the moves.</param>
public sealed record EdgeCrop(int Padding = 16, int Seed = 7)
{
    private const int Stream = 0x43726F70; // keeps these draws apart from those of generators with the same seed

    /// <summary>How far a sample's crop starts from the padded image's corner, rows and columns from 0 to 2 · Padding, each equally
    /// likely.</summary>
    /// <param name="sample">The sample's number in its set.</param>
    /// <param name="epoch">Another number gives another crop.</param>
    public (int Top, int Left) Offset(int sample, int epoch)
    {
        var random = new SeededRandom(Seed, sample, Stream + epoch);
        return (random.Below(2 * Padding + 1), random.Below(2 * Padding + 1));
    }

    /// <summary>Crops a sample, all its channels alike.</summary>
    /// <param name="from">Values [channels, height, width].</param>
    /// <param name="to">Room for as many.</param>
    /// <param name="channels">Channels, such as the two views of a stereo pair.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="sample">The sample's number in its set.</param>
    /// <param name="epoch">Another number gives another crop.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public void Apply<T>(ReadOnlySpan<T> from, Span<T> to, int channels, int height, int width, int sample, int epoch)
    {
        var (top, left) = Offset(sample, epoch);
        Crop(from, to, channels, height, width, top - Padding, left - Padding);
    }

    /// <summary>Moves an image by rows and columns; where nothing comes in, the nearest edge pixel is repeated.</summary>
    /// <param name="from">Values [channels, height, width].</param>
    /// <param name="to">Room for as many.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="down">The row of the image that becomes the first; negative begins above it.</param>
    /// <param name="right">The column of the image that becomes the first; negative begins left of it.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static void Crop<T>(ReadOnlySpan<T> from, Span<T> to, int channels, int height, int width, int down, int right)
    {
        if (from.Length != channels * height * width || to.Length != from.Length)
            throw new ArgumentException(
                $"{channels}×{height}×{width} values were expected; there are {from.Length}, and room for {to.Length}.");
        for (int row = 0; row < channels * height; row++)
        {
            int y = Math.Clamp(row % height + down, 0, height - 1);
            var source = from.Slice((row / height * height + y) * width, width);
            var target = to.Slice(row * width, width);
            for (int x = 0; x < width; x++) target[x] = source[Math.Clamp(x + right, 0, width - 1)];
        }
    }
}
