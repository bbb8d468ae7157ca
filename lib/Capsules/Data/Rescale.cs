namespace Capsules.Data;

/// <summary>Makes images smaller: the original network sees 40×40 images at 28×28 (Mitterreiter et al., 2023, appendix B).</summary>
public static class Rescale
{
    /// <summary>The images at another size, every pixel the mean of the area it covers.</summary>
    /// <param name="images">Images [N, channels, height, width].</param>
    /// <param name="size">Rows and columns, no more than the images have.</param>
    /// <returns>Images [N, channels, size, size].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1 or above the images'.</exception>
    public static ImageSet Down(ImageSet images, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Math.Min(images.Height, images.Width));
        var (rows, columns) = (Shares(images.Height, size), Shares(images.Width, size));
        var small = new byte[(long)images.Count * images.Channels * size * size];
        Parallel.For(0, images.Count * images.Channels, plane =>
        {
            var from = images.Pixels.AsSpan(plane * images.Height * images.Width, images.Height * images.Width);
            var to = small.AsSpan(plane * size * size, size * size);
            for (var y = 0; y < size; y++)
                for (var x = 0; x < size; x++) to[y * size + x] = (byte)(Mean(from, images.Width, rows[y], columns[x]) + 0.5);
        });
        return images.With(small, images.Labels, size, size, $"{images.Source}; rescaled to {size}×{size}");
    }

    private static double Mean(ReadOnlySpan<byte> from, int width, (int First, double[] Weights) rows, (int First, double[] Weights) columns)
    {
        double sum = 0;
        for (var r = 0; r < rows.Weights.Length; r++)
            for (var c = 0; c < columns.Weights.Length; c++)
                sum += rows.Weights[r] * columns.Weights[c] * from[(rows.First + r) * width + columns.First + c];
        return sum;
    }

    // Which old pixels a new one covers, and each one's share of it; the shares of a new pixel sum to 1.
    private static (int First, double[] Weights)[] Shares(int old, int size) =>
        [.. Enumerable.Range(0, size).Select(k =>
        {
            double step = (double)old / size, begin = k * step, end = (k + 1) * step;
            var (first, last) = ((int)begin, Math.Min((int)Math.Ceiling(end - 1e-9), old));
            return (first, Enumerable.Range(first, last - first).Select(p => (Math.Min(p + 1, end) - Math.Max(p, begin)) / step).ToArray());
        })];
}
