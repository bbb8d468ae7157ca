using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>Turns a transformer's embeddings of a phrase into scores of its classes: what is trained while the transformer stays as it is.</summary>
/// <param name="layers">l: depths of embeddings per token; null for any number.</param>
public abstract class SentimentHead(int? layers, int width, int classes) : nn.Module<Tensor, Tensor, Tensor>("head")
{
    /// <summary>K.</summary>
    public int Classes { get; } = classes;

    /// <summary>Where the parameters are.</summary>
    public Device Device => parameters().First().device;

    /// <summary>Trainable numbers.</summary>
    public long ParameterCount => parameters().Sum(p => p.numel());

    /// <summary>Class scores, before a softmax. [B, n], [B, n, l, m] → [B, K]</summary>
    /// <param name="mask">1 for a token, 0 for padding, between where mixup joined the two.</param>
    /// <param name="embeddings">Embeddings of every token at every depth; any finite numbers where padded.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit the head or each other.</exception>
    public abstract override Tensor forward(Tensor mask, Tensor embeddings);

    /// <summary>The scores, and what every class takes from every token at every depth, [B, n, l, K]; null where the head does not route.</summary>
    /// <inheritdoc cref="forward(Tensor, Tensor)"/>
    public virtual (Tensor Scores, Tensor? Credit) Explain(Tensor mask, Tensor embeddings) => (call(mask, embeddings), null);

    /// <summary>Refuses shapes that do not fit.</summary>
    protected void Check(Tensor mask, Tensor embeddings)
    {
        if (mask.ndim != 2 || embeddings.ndim != 4 || !embeddings.shape.SequenceEqual([.. mask.shape, layers ?? embeddings.shape[2], width]))
            throw new ArgumentException(
                $"the head takes a mask [B, n] and embeddings [B, n, {(layers is null ? "l" : layers)}, {width}], not [{string.Join(", ", mask.shape)}] and [{string.Join(", ", embeddings.shape)}]");
    }
}

/// <summary>The baseline without routing: the mean of the last depth's embeddings over the tokens, and an affine map.</summary>
public sealed class LinearHead : SentimentHead
{
    private readonly Linear scores;

    /// <summary>A head with fresh weights.</summary>
    public LinearHead(int width, int classes)
        : base(layers: null, width, classes) => register_module("scores", scores = nn.Linear(width, classes));

    /// <inheritdoc/>
    public override Tensor forward(Tensor mask, Tensor embeddings)
    {
        Check(mask, embeddings);
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(scores.call(nn.functional.layer_norm(Mean(mask, embeddings), [embeddings.shape[3]])));
    }

    /// <summary>Means over the tokens of the last depth. [B, n], [B, n, l, m] → [B, m]</summary>
    public static Tensor Mean(Tensor mask, Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        var share = mask / mask.sum(1, keepdim: true);   // [B, n]
        return scope.MoveToOuter(share.unsqueeze(1).matmul(embeddings.select(2, -1)).squeeze(1));
    }
}
