using SkiaSharp;

namespace Capsules.Data;

/// <summary>Colored shapes drawn by the program in the form of CIFAR-10, so that everything runs where CIFAR-10 is absent.</summary>
/// <remarks>One shape of ten on a shaded, noisy ground, in any color, size, turn and place: the shape alone tells the class.</remarks>
internal static class GeneratedShapes
{
    private const int Size = Cifar10.Size, Plane = Size * Size;

    // Of about unit radius, y downwards.
    private static readonly (string Name, string Path)[] Shapes =
    [
        ("disc", "M.95 0A.95 .95 0 1 1 -.95 0A.95 .95 0 1 1 .95 0Z"),
        ("square", "M-.82-.82H.82V.82H-.82Z"),
        ("triangle", "M0-.95L.85 .75H-.85Z"),
        ("cross", "M-.3-.95H.3V-.3H.95V.3H.3V.95H-.3V.3H-.95V-.3H-.3Z"),
        ("ring", "M1 0A1 1 0 1 1 -1 0A1 1 0 1 1 1 0ZM.58 0A.58 .58 0 1 0 -.58 0A.58 .58 0 1 0 .58 0Z"),
        ("bar", "M-1-.32H1V.32H-1Z"),
        ("star", "M0-1.02L.25-.34L.97-.31L.4 .13L.6 .83L0 .42L-.6 .83L-.4 .13L-.97-.31L-.25-.34Z"),
        ("half-disc", "M-1 .1A1 1 0 0 1 1 .1Z"),
        ("heart", "M0 .95C-1.6 -.1 -.8 -1.15 0 -.45C.8 -1.15 1.6 -.1 0 .95Z"),
        ("frame", "M-.92-.92H.92V.92H-.92ZM-.56-.56V.56H.56V-.56Z"),
    ];

    internal static IReadOnlyList<string> ClassNames { get; } = [.. Shapes.Select(shape => shape.Name)];

    /// <summary>Draws shapes, as many as CIFAR-10 has where no count is given; image <c>i</c> of a split depends on the seed and <c>i</c> alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or more than CIFAR-10 has.</exception>
    internal static ImageSet Create(Split split = Split.Train, int? count = null, int seed = 7)
    {
        int full = split == Split.Train ? 50_000 : 10_000, n = count ?? full;
        if (n < 0 || n > full)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The generated {split} shapes number {full:N0}, as in CIFAR-10.");
        var pixels = new byte[n * 3 * Plane];
        var labels = new int[n];
        Parallel.For(0, n, i =>
        {
            var random = new SeededRandom(seed, i, stream: 0x536861 + (int)split);
            labels[i] = random.Below(ClassNames.Count);
            Draw(Shapes[labels[i]].Path, ref random, pixels.AsSpan(i * 3 * Plane, 3 * Plane));
        });
        return new ImageSet($"Generated shapes {split.ToString().ToLowerInvariant()}", pixels, labels, Channels: 3, Size, Size, ClassNames,
            $"GENERATED colored shapes, seed {seed}", IsGenerated: true);
    }

    private static void Draw(string shape, ref SeededRandom random, Span<byte> image)
    {
        Span<double> ground = stackalloc double[3], ink = stackalloc double[3];
        do
        {
            for (var c = 0; c < 3; c++) (ground[c], ink[c]) = (random.Uniform(20, 235), random.Uniform(20, 235));
        } while (Math.Abs(ground[0] - ink[0]) + Math.Abs(ground[1] - ink[1]) + Math.Abs(ground[2] - ink[2]) < 120); // visible at all

        double radius = random.Uniform(6, 11), stretch = random.Uniform(0.8, 1.25);
        var move = SKMatrix.CreateTranslation((float)random.Uniform(radius, Size - radius), (float)random.Uniform(radius, Size - radius));
        var turn = SKMatrix.CreateRotation((float)random.Uniform(-0.5, 0.5));
        var size = SKMatrix.CreateScale((float)(radius / stretch), (float)(radius * stretch));
        double shadeX = random.Normal(1.2), shadeY = random.Normal(1.2), noise = random.Uniform(2, 9);

        using var cover = new SKBitmap(Size, Size, SKColorType.Gray8, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(cover);
        using var path = SKPath.ParseSvgPathData(shape);
        using var paint = new SKPaint { Color = SKColors.White, IsAntialias = true };
        canvas.Clear(SKColors.Black);
        canvas.SetMatrix(move.PreConcat(turn).PreConcat(size));
        canvas.DrawPath(path, paint);

        ReadOnlySpan<byte> covers = cover.GetPixelSpan();
        for (var p = 0; p < Plane; p++)
        {
            var shade = shadeX * (p % Size - Size / 2) + shadeY * (p / Size - Size / 2);
            var grains = random.Next();
            for (var c = 0; c < 3; c++, grains >>= 16)
            {
                var grain = ((grains & 255) + (grains >> 8 & 255)) / 104.0 - 2.45; // mean 0, deviation 1; a normal draw costs ten times more
                var value = ground[c] + shade + covers[p] / 255.0 * (ink[c] - ground[c] - shade) + noise * grain;
                image[c * Plane + p] = (byte)Math.Clamp(value, 0, 255);
            }
        }
    }
}
