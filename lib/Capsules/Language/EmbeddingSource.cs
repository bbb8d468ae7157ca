using Capsules.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>Finds the treebank and the transformer a notebook uses, or what stands in for them; both carry their names.</summary>
public static class EmbeddingSource
{
    /// <summary>The treebank in <c>sst</c> of the data folder, or the generated sentiment grammar where it is absent.</summary>
    /// <param name="folder">Another folder; it must then hold the treebank.</param>
    public static Treebank FindTreebank(string? folder = null)
    {
        string? at = folder ?? DataRoot.Find("sst");
        return at is not null && (folder is not null || Treebank.IsAt(at)) ? Treebank.Load(at) : SentimentGrammar.Generate();
    }

    /// <summary>A pretrained GPT-2 from a folder, or a small one trained on the treebank where none is given.</summary>
    /// <param name="treebank">Its training sentences teach the small one.</param>
    /// <param name="folder">A GPT-2 in Hugging Face's layout, such as <c>data/gpt2-large</c>; null for the small one.</param>
    /// <param name="options">The small one's sizes.</param>
    /// <param name="progress">Told after every epoch of training the small one.</param>
    /// <param name="device">Where to compute; the CPU where null.</param>
    public static TextModel Open(
        Treebank treebank, string? folder = null, SmallTransformerOptions? options = null, Action<LanguageModelEpoch>? progress = null, Device? device = null)
    {
        if (folder is not null)
            return TextModel.Load(folder, storage: ScalarType.Float32, device: device);
        return SmallTransformer.LoadOrTrain(treebank, CacheFolder, options, progress);
    }

    /// <summary>Where trained transformers and embeddings are kept: <c>cache</c> in the data folder.</summary>
    public static string CacheFolder => Path.Combine(DataRoot.Folder, "cache");

    /// <summary>The embedding cache of a model in <see cref="CacheFolder"/>.</summary>
    public static EmbeddingCache OpenCache(TextModel model) => EmbeddingCache.Open(model, Path.Combine(CacheFolder, "embeddings"));
}
