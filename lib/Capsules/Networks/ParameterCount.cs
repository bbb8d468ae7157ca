namespace Capsules.Networks;

/// <summary>Parameters of a network by formula: what Tables 4, 5 and 14 of Mitterreiter et al. (2023) count.</summary>
/// <param name="Routing">Transformation matrices and priors of all routing layers: the column "Routing".</param>
/// <param name="Backbone">Convolutions and batch normalization.</param>
/// <param name="Decoder">The reconstruction network, which the tables leave out.</param>
public sealed record ParameterCount(long Routing, long Backbone, long Decoder)
{
    /// <summary>Backbone and routing together: what the tables print in the column "Backbone".</summary>
    public long Published => Backbone + Routing;

    /// <summary>Counts the parameters of a network without making it.</summary>
    /// <exception cref="ArgumentException">The sizes make no network.</exception>
    public static ParameterCount Of(CapsNetOptions options)
    {
        options.Validate();
        long n = options.Capsules, d = options.Dim, k = options.Classes, h = options.ClassDim;
        var routing = (options.RoutingLayers - 1) * (n * n * d * d + n * n) + (n * k * d * h + n * k);
        var backbone = options.Backbone switch
        {
            BackboneKind.AffNist => Efficient(1, 64, n * d, 7),
            BackboneKind.Cifar10 => Efficient(3, 128, n * d, 5),
            _ => Convolution(1, 256, 9) + Convolution(256, 256, 9),
        };
        var pixels = (long)options.Channels * options.ImageSize * options.ImageSize;
        var decoder = options.Decoder ? Linear(k * h, 512) + Linear(512, 1024) + Linear(1024, pixels) : 0;
        return new ParameterCount(routing, backbone, decoder);
    }

    /// <summary>Weights of the original network's routing layer for other images and classes (Table 4): 32·h·w·K·8·d.</summary>
    /// <param name="classes">K, number of classes.</param>
    /// <param name="classDim">Dimension of a class capsule.</param>
    public static long OriginalRouting(int rows, int columns, int classes, int classDim)
    {
        // Conv(256,9,1), then Conv(256,9,2), without padding.
        long After(int size) => size < 17
            ? throw new ArgumentOutOfRangeException(nameof(rows), size, "two 9×9 convolutions need images of at least 17×17")
            : (size - 8 - 9) / 2 + 1;
        return 32 * After(rows) * After(columns) * classes * 8 * classDim;
    }

    private static long Efficient(long channels, long third, long features, long last) =>
        Convolution(channels, 32, 7) + Convolution(32, 64, 3) + Convolution(64, third, 3) + Convolution(third, features, 3)
        + Convolution(1, features, last)                      // depthwise: one input channel each
        + 2 * (32 + 64 + third + features);                   // batch normalization: scale and shift

    private static long Convolution(long from, long to, long size) => from * to * size * size + to;

    private static long Linear(long from, long to) => from * to + to;
}
