namespace Capsules.Data;

/// <summary>Digits drawn by the program in the shape of MNIST, so that everything runs where MNIST is absent.</summary>
/// <remarks>Pen strokes with chance in style, shape, slant, turn, size and pen width. They are easier than real handwriting in some ways
/// and harder in others: a figure from them says nothing about MNIST.</remarks>
internal static class GeneratedDigits
{
    /// <summary>Draws digits, as many as MNIST has where no count is given; image <c>i</c> of a split depends on the seed and <c>i</c> alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or more than MNIST has.</exception>
    internal static ImageSet Create(Split split = Split.Train, int? count = null, int seed = 7)
    {
        int full = split == Split.Train ? 60_000 : 10_000, n = count ?? full;
        if (n < 0 || n > full)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The generated {split} digits number {full:N0}, as in MNIST.");
        const int size = Mnist.Size * Mnist.Size;
        byte[] pixels = new byte[n * size];
        int[] labels = new int[n];
        Parallel.For(0, n, i =>
        {
            var random = new SeededRandom(seed, i, stream: (int)split);
            labels[i] = random.Below(10);
            DigitPen.Draw(labels[i], random, pixels.AsSpan(i * size, size));
        });
        return new ImageSet($"Generated digits {split.ToString().ToLowerInvariant()}", pixels, labels, channels: 1,
            Mnist.Size, Mnist.Size, Mnist.ClassNames, $"GENERATED synthetic digits, seed {seed}", isGenerated: true);
    }
}
