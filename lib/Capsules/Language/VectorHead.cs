using Capsules.Routing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>The sizes of a head of vector routings (Heinsen 2022).</summary>
/// <param name="Layers">l: depths of embeddings per token; 25, those of roberta-large.</param>
/// <param name="Width">m: size of an embedding; 1024, that of roberta-large.</param>
/// <param name="Hidden">Hidden vectors that the embeddings are routed to: 64.</param>
/// <param name="HiddenWidth">Size of a hidden vector: 1024, that of an embedding.</param>
public sealed record VectorHeadOptions(
    int Layers = 25, int Width = 1024, int Hidden = 64, int HiddenWidth = 1024, int Classes = 5, int Iterations = 2);

/// <summary>The classification head of Heinsen (2022): every embedding of every token at every depth is normalized, scaled and shifted by what
/// its depth has learned, and three vector routings lead to one number for each class.</summary>
/// <example><code>
/// var head = new VectorHead(new VectorHeadOptions { Layers = 7, Width = 384, Hidden = 16, HiddenWidth = 64 });
/// Tensor scores = head.call(mask, embeddings);   // [B, n], [B, n, 7, 384] → [B, 5]
/// </code></example>
public sealed class VectorHead : SentimentHead
{
    private readonly Parameter scale, shift;
    private readonly VectorRouting toHidden, betweenHidden, toClasses;

    /// <summary>A head with fresh weights.</summary>
    public VectorHead(VectorHeadOptions options)
        : base(options.Layers, options.Width, options.Classes)
    {
        var (m, k, h) = (options.Width, options.Hidden, options.HiddenWidth);
        var routing = new VectorRoutingOptions(options.Iterations);
        register_parameter("W", scale = new Parameter(ones(options.Layers, m)));
        register_parameter("B", shift = new Parameter(zeros(options.Layers, m)));
        toHidden = new VectorRouting(nInp: null, k, m, h, routing);
        betweenHidden = new VectorRouting(k, k, h, h, routing);
        // One number cannot be normalized.
        toClasses = new VectorRouting(k, options.Classes, h, 1, routing with { Normalize = false });
        register_module("route", nn.ModuleList<nn.Module>(toHidden, betweenHidden, toClasses));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor mask, Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Route(mask, embeddings)[2].Vectors.squeeze(-1));
    }

    /// <summary>The scores, and φ of the three routings multiplied through (Heinsen 2022, section 3.2). [B, n, l, K]</summary>
    public override (Tensor Scores, Tensor? Credit) Explain(Tensor mask, Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        var layers = Route(mask, embeddings);
        var credit = VectorRouting.Credit([.. layers.Select(layer => layer.Phi)]);   // [B, n·l, K]
        return (scope.MoveToOuter(layers[2].Vectors.squeeze(-1)), scope.MoveToOuter(credit.view([.. embeddings.shape[..3], Classes])));
    }

    private VectorResult[] Route(Tensor mask, Tensor embeddings)
    {
        Check(mask, embeddings);
        long l = embeddings.shape[2], m = embeddings.shape[3];
        // Where mixup joined a token and padding, the vector counts by the token's share.
        var x = (nn.functional.layer_norm(embeddings, [m]) * scale + shift) * mask.unsqueeze(-1).unsqueeze(-1);   // [B, n, l, m]
        var padding = mask.eq(0).unsqueeze(-1).expand(-1, -1, l).flatten(1);   // [B, n·l]
        var hidden = toHidden.Route(x.flatten(1, 2), padding);
        var more = betweenHidden.Route(hidden.Vectors, masked: null);
        return [hidden, more, toClasses.Route(more.Vectors, masked: null)];
    }
}
