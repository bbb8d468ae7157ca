namespace Capsules.Data;

/// <summary>Coloured shapes drawn by the program in the form of CIFAR-10, so that everything runs where CIFAR-10 is absent.</summary>
/// <remarks>One shape of ten on a shaded, noisy ground, in any colour, size, turn and place: the shape alone tells the class.</remarks>
public static class GeneratedShapes
{
    /// <summary>The seed of the sets that stand in for CIFAR-10.</summary>
    public const int DefaultSeed = 7;

    private const int Size = Cifar10.Size, Plane = Size * Size, Samples = 3; // 3×3 samples a pixel smooth the edges

    /// <summary>The names of the ten classes.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["disc", "square", "triangle", "cross", "ring", "bar", "star", "half-disc", "heart", "frame"];

    /// <summary>Draws shapes; image <c>i</c> of a split depends on the seed and <c>i</c> alone.</summary>
    /// <param name="split">Training or test images: different images of the same kind.</param>
    /// <param name="count">How many; null for as many as CIFAR-10 has.</param>
    /// <param name="seed">Another seed draws other images.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or more than CIFAR-10 has.</exception>
    public static ImageSet Create(Split split = Split.Train, int? count = null, int seed = DefaultSeed)
    {
        int full = split == Split.Train ? 50_000 : 10_000, n = count ?? full;
        if (n < 0 || n > full)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The generated {split} shapes number {full:N0}, as in CIFAR-10.");
        byte[] pixels = new byte[n * 3 * Plane];
        int[] labels = new int[n];
        Parallel.For(0, n, i =>
        {
            var random = new SeededRandom(seed, i, stream: 0x536861 + (int)split);
            labels[i] = random.Below(ClassNames.Count);
            Draw(labels[i], ref random, pixels.AsSpan(i * 3 * Plane, 3 * Plane));
        });
        return new ImageSet($"Generated shapes {split.ToString().ToLowerInvariant()}", pixels, labels, channels: 3, Size, Size, ClassNames,
            $"GENERATED coloured shapes, seed {seed}", isGenerated: true);
    }

    private static void Draw(int shape, ref SeededRandom random, Span<byte> image)
    {
        Span<double> ground = stackalloc double[3], ink = stackalloc double[3];
        do
        {
            for (int c = 0; c < 3; c++) (ground[c], ink[c]) = (random.Uniform(20, 235), random.Uniform(20, 235));
        } while (Math.Abs(ground[0] - ink[0]) + Math.Abs(ground[1] - ink[1]) + Math.Abs(ground[2] - ink[2]) < 120); // visible at all

        double radius = random.Uniform(6, 11), stretch = random.Uniform(0.8, 1.25);
        double x = random.Uniform(radius, Size - radius), y = random.Uniform(radius, Size - radius);
        var (sin, cos) = Math.SinCos(random.Uniform(-0.5, 0.5));
        double shadeX = random.Normal(1.2), shadeY = random.Normal(1.2), noise = random.Uniform(2, 9);

        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < Size; column++)
            {
                int inside = 0;
                bool near = Math.Abs(column + 0.5 - x) < 1.6 * radius && Math.Abs(row + 0.5 - y) < 1.6 * radius;
                for (int s = 0; near && s < Samples * Samples; s++)
                {
                    double dx = column + (s % Samples + 0.5) / Samples - x, dy = row + (s / Samples + 0.5) / Samples - y;
                    if (Contains(shape, (cos * dx + sin * dy) / radius * stretch, (cos * dy - sin * dx) / radius / stretch)) inside++;
                }
                double cover = inside / (double)(Samples * Samples);
                double shade = shadeX * (column - Size / 2) + shadeY * (row - Size / 2);
                ulong grains = random.Next();
                for (int c = 0; c < 3; c++, grains >>= 16)
                {
                    double grain = ((grains & 255) + (grains >> 8 & 255)) / 104.0 - 2.45; // mean 0, deviation 1; a normal draw costs ten times more
                    double value = ground[c] + shade + cover * (ink[c] - ground[c] - shade) + noise * grain;
                    image[c * Plane + row * Size + column] = (byte)Math.Clamp(value, 0, 255);
                }
            }
        }
    }

    // Whether a point lies in a shape of about unit radius, y downwards.
    private static bool Contains(int shape, double x, double y)
    {
        double square = Math.Max(Math.Abs(x), Math.Abs(y)), distance = Math.Sqrt(x * x + y * y);
        return shape switch
        {
            0 => distance < 0.95,
            1 => square < 0.82,
            2 => y < 0.75 && y > 2 * Math.Abs(x) - 0.95,
            3 => square < 0.95 && Math.Min(Math.Abs(x), Math.Abs(y)) < 0.3,
            4 => distance is < 1 and > 0.58,
            5 => Math.Abs(x) < 1 && Math.Abs(y) < 0.32,
            6 => distance < 0.66 + 0.36 * Math.Cos(5 * Math.Atan2(x, -y)),
            7 => distance < 1 && y < 0.1,
            8 => Heart(x / 0.85, -y / 0.85 + 0.1),
            _ => square is < 0.92 and > 0.56,
        };
    }

    // (x² + y² − 1)³ < x² y³, the well-known heart, y upwards.
    private static bool Heart(double x, double y)
    {
        double a = x * x + y * y - 1;
        return a * a * a < x * x * y * y * y;
    }
}
