using Capsules.Language;
using Capsules.Networks;

namespace Capsules.Plots;

/// <summary>The papers' networks as boxes, for <see cref="Plot.Architecture"/>.</summary>
public static class Architectures
{
    /// <summary>A capsule network with routing-by-agreement (Mitterreiter et al., 2023, figure 1).</summary>
    public static IReadOnlyList<IReadOnlyList<Block>> CapsNet(CapsNetOptions? options = null)
    {
        options ??= new CapsNetOptions();
        var picture = $"{options.Channels} × {options.ImageSize} × {options.ImageSize}";
        Block Layer(int l) => new($"layer {l}", $"{options.Capsules} × {options.Dim}", BlockKind.Capsules, "routing");
        // All layers between the first and the last are alike: where there are many, the second and the last but one stand for them.
        var between = options.RoutingLayers - 1;
        Block[] shown = between <= 2 ? [.. Enumerable.Range(2, between).Select(Layer)]
            : [Layer(2), Layer(options.RoutingLayers) with { By = between == 2 ? "routing" : "… routing …" }];
        return
        [
            [new Block("picture", picture)],
            [new Block("PrimeCaps", $"{options.Capsules} × {options.Dim}", BlockKind.Capsules, "backbone,<br>squash")],
            .. shown.Select(block => new[] { block }),
            [new Block("class<br>capsules", $"{options.Classes} × {options.ClassDim}", BlockKind.Capsules, "routing")],
            options.Decoder
                ? [new Block("margin<br>loss", "", BlockKind.Loss, "lengths"), new Block("reconstruc-<br>tion loss", picture, BlockKind.Loss, "decoder")]
                : [new Block("margin<br>loss", "", BlockKind.Loss, "lengths")],
        ];
    }

    /// <summary>The network for smallNORB (Heinsen 2019, figure 3).</summary>
    public static IReadOnlyList<IReadOnlyList<Block>> SmallNorb =>
    [
        [new Block("stereo pair", "2 × 96 × 96")],
        [new Block("with<br>coordinates", "4 × 96 × 96", By: "+ x, y in<br>−1 … 1")],
        [new Block("features", "64 × 9 × 9", By: "6 × (BN, conv<br>3 × 3, Swish)")],
        [new Block("scores a", "5,184", BlockKind.Capsules, "BN, conv<br>1 × 1"), new Block("poses μ", "… × 4 × 4", BlockKind.Capsules, "BN, conv<br>1 × 1")],
        [new Block("larger<br>parts", "64 × 4 × 4", BlockKind.Capsules, "EM routing")],
        [new Block("toys", "5 × 4 × 4", BlockKind.Capsules, "EM routing")],
        [new Block("cross<br>entropy", "", BlockKind.Loss, "scores")],
    ];

    /// <summary>The network for the Stanford Sentiment Treebank (Heinsen 2019, figure 5).</summary>
    public static IReadOnlyList<IReadOnlyList<Block>> Sst(SstOptions? options = null)
    {
        options ??= new SstOptions();
        return
        [
            [new Block("mask", "t tokens"), new Block("embeddings", $"t × {options.Layers} × {options.Width}")],
            [
                new Block("scores a", $"{options.Layers} t", BlockKind.Capsules, "log x/(1−x)"),
                new Block("poses μ", $"… × 1 × {options.Parts}", BlockKind.Capsules, "+ depth, affine,<br>Swish"),
            ],
            [new Block("composite<br>parts", $"{options.Parts} × 1 × {options.CapsuleSize}", BlockKind.Capsules, "EM routing")],
            [new Block("labels", $"{options.Classes} × 1 × {options.CapsuleSize}", BlockKind.Capsules, "EM routing")],
            [new Block("cross<br>entropy", "", BlockKind.Loss, "scores")],
        ];
    }
}
