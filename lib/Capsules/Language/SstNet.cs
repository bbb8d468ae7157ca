using Capsules.Routing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>The sizes of the network of figure 5 (Heinsen 2019, section 4.1).</summary>
/// <param name="Layers">l: layers of embeddings per token; 37, those of gpt2-large.</param>
/// <param name="Width">m: size of an embedding; 1280, that of gpt2-large.</param>
/// <param name="Parts">Elements that say which parts of sentiments are present, and composite parts routed to: 64 each (figure 5 (c), (e)).</param>
/// <param name="CapsuleSize">h: size of an output capsule, 1 × 2 (figure 5 (e)).</param>
/// <param name="Classes">Labels: 5 for SST-5/R, 2 for SST-2/R.</param>
/// <param name="PreNorm">Layer normalization before the affine map, as figure 5 says and the paper's parameter counts confirm (true); the
/// author's code, and so the released weights, have it after the Swish (false).</param>
public sealed record SstOptions(
    int Layers = 37, int Width = 1280, int Parts = 64, int CapsuleSize = 2, int Classes = 5, bool PreNorm = true,
    EmOptions? Routing = null)
{
    /// <summary>Trainable numbers: 142,912 and 141,376 in the paper's order, 140,480 and 138,944 in the code's.</summary>
    public long Parameters =>
        (long)Layers * Width + 2L * (PreNorm ? Width : Parts) + (Width + 1L) * Parts
        + FirstRouting.Parameters + SecondRouting.Parameters;

    internal EmShape FirstRouting => new(1, Parts, CapsuleSize, NOut: Parts);

    internal EmShape SecondRouting => new(1, CapsuleSize, CapsuleSize, NInp: Parts, NOut: Classes);
}

/// <summary>The network of figure 5 (Heinsen 2019, section 4.1): every embedding of every token at every depth becomes an input capsule, and
/// two routings find composite parts of sentiments and labels.</summary>
/// <remarks>Parameters are named as in the author's published weights.</remarks>
/// <example><code>
/// var net = new SstNet(new SstOptions { Classes = 5 });
/// Tensor scores = net.call(mask, embeddings);   // [B, n], [B, n, 37, 1280] → [B, 5]
/// </code></example>
public sealed class SstNet : SentimentHead
{
    private readonly Parameter depth;
    private readonly Sequential detectParts;

    /// <summary>Creates the network with fresh weights (section 4.2).</summary>
    public SstNet(SstOptions options)
        : base(options.Layers, options.Width, options.Classes)
    {
        Options = options;
        // Figure 5 (b): zeros, so that at first no depth differs from another.
        depth = new Parameter(zeros(Options.Layers, Options.Width));
        detectParts = PartDetector(Options);
        ToComposites = new EmRouting(Options.FirstRouting, Options.Routing);
        ToLabels = new EmRouting(Options.SecondRouting, Options.Routing);
        register_parameter("depth_emb", depth);
        register_module("detect_parts", detectParts);
        register_module("routings", nn.ModuleList<nn.Module>(ToComposites, ToLabels));
    }

    /// <summary>Sizes and order of layers.</summary>
    public SstOptions Options { get; }

    /// <summary>The first routing: any number of input capsules to 64 composite parts.</summary>
    public EmRouting ToComposites { get; }

    /// <summary>The second routing: composite parts to labels.</summary>
    public EmRouting ToLabels { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor mask, Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Run(mask, embeddings).Labels.Scores);
    }

    /// <summary>What both routings give; with their iterations on request.</summary>
    /// <exception cref="ArgumentException">Shapes that do not fit the network or each other.</exception>
    public (EmResult Composites, EmResult Labels) Run(Tensor mask, Tensor embeddings, bool trace = false)
    {
        Check(mask, embeddings);
        using var scope = NewDisposeScope();
        long B = mask.shape[0], n = mask.shape[1], l = Options.Layers;
        var x = embeddings + depth;   // [B, n, l, m], figure 5 (b)
        var mu = detectParts.call(x).reshape(B, n * l, 1, Options.Parts);   // [B, n·l, 1, 64], (c) and (d)
        var a = InputScores(mask).unsqueeze(-1).expand(B, n, l).reshape(B, n * l);   // [B, n·l]
        var composites = ToComposites.Route(a, mu, trace: trace);   // (e)
        var labels = ToLabels.Route(composites.Scores, composites.Capsules, trace: trace);
        foreach (var kept in composites.Tensors().Concat(labels.Tensors())) scope.MoveToOuter(kept);
        return (composites, labels);
    }

    /// <summary>The scores, and the data used, followed through both routings: Σ_j D_use of composite j from (token, depth) times D_use of the
    /// label from j. [B, n, l, K]</summary>
    public override (Tensor Scores, Tensor? Credit) Explain(Tensor mask, Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        var (composites, labels) = Run(mask, embeddings, trace: true);
        var counts = mask.unsqueeze(-1).expand(-1, -1, Options.Layers).flatten(1).unsqueeze(-1);   // f(a): 1 for a token, 0 for padding
        var useOfComposites = composites.Scores.sigmoid().unsqueeze(-1) * labels.Routing!;   // [B, 64, K], Eq. (3)
        var credit = (counts * composites.Routing!).matmul(useOfComposites).detach().view(mask.shape[0], mask.shape[1], Options.Layers, Classes);
        return (scope.MoveToOuter(labels.Scores), scope.MoveToOuter(credit));
    }

    /// <summary>a = log(x / (1 − x)): +∞ for a token, −∞ for padding (figure 5 (d)).</summary>
    public static Tensor InputScores(Tensor mask) => (mask / (1 - mask)).log();

    private static Sequential PartDetector(SstOptions o)
    {
        var affine = nn.Linear(o.Width, o.Parts);
        nn.init.kaiming_normal_(affine.weight);
        nn.init.zeros_(affine.bias!);
        return o.PreNorm
            ? nn.Sequential(("0", nn.LayerNorm(o.Width)), ("1", affine), ("2", nn.SiLU()))
            : nn.Sequential(("0", affine), ("1", nn.SiLU()), ("2", nn.LayerNorm(o.Parts)));
    }
}
