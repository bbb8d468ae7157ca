using Capsules.Routing;

namespace Capsules.Language;

/// <summary>The sizes of the network of figure 5 (Heinsen 2019, section 4.1).</summary>
public sealed record SstOptions
{
    /// <summary>l: layers of embeddings per token; 37, those of gpt2-large.</summary>
    public int Layers { get; init; } = 37;

    /// <summary>m: size of an embedding; 1280, that of gpt2-large.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>Elements that say which parts of sentiments are present, and composite parts routed to: 64 each (figure 5 (c), (e)).</summary>
    public int Parts { get; init; } = 64;

    /// <summary>h: size of an output capsule, 1 × 2 (figure 5 (e)).</summary>
    public int CapsuleSize { get; init; } = 2;

    /// <summary>Labels: 5 for SST-5/R, 2 for SST-2/R.</summary>
    public int Classes { get; init; } = 5;

    /// <summary>
    /// Layer normalisation before the affine map, as figure 5 says and the paper's parameter counts confirm (true); the author's
    /// code, and so the released weights, have it after the Swish (false).
    /// </summary>
    public bool PreNorm { get; init; } = true;

    /// <summary>Hyper-parameters of both routings.</summary>
    public EmOptions Routing { get; init; } = new();

    /// <summary>Trainable numbers: 142,912 and 141,376 in the paper's order, 140,480 and 138,944 in the code's.</summary>
    public long Parameters =>
        (long)Layers * Width + 2L * (PreNorm ? Width : Parts) + (Width + 1L) * Parts
        + FirstRouting.Parameters(Routing.SingleBeta) + SecondRouting.Parameters(Routing.SingleBeta);

    internal EmShape FirstRouting => new(1, Parts, CapsuleSize, NOut: Parts);

    internal EmShape SecondRouting => new(1, CapsuleSize, CapsuleSize, NInp: Parts, NOut: Classes);
}
