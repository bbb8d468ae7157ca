namespace Capsules.Data;

/// <summary>Digits drawn by the program in the shape of MNIST, so that everything runs where MNIST is absent.</summary>
/// <remarks>Pen strokes with chance in style, shape, slant, turn, size and pen width. They are easier than real handwriting in some ways
/// and
/// harder in others: a figure from them says nothing about MNIST.</remarks>
public static class GeneratedDigits
{
    /// <summary>The seed of the sets that stand in for MNIST.</summary>
    public const int DefaultSeed = 7;

    /// <summary>How many images MNIST has, and these sets by default.</summary>
    public static int FullCount(Split split) => split == Split.Train ? 60_000 : 10_000;

    /// <summary>Draws digits; image <c>i</c> of a split depends on the seed and <c>i</c> alone, whatever the count.</summary>
    /// <param name="split">Training or test images: different images of the same kind.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or more than MNIST has.</exception>
    public static ImageSet Create(Split split = Split.Train, int? count = null, int seed = DefaultSeed)
    {
        int n = count ?? FullCount(split);
        if (n < 0 || n > FullCount(split))
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"The generated {split} digits number {FullCount(split):N0}, as in MNIST.");
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
