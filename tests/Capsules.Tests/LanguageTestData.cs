namespace Capsules.Tests;

/// <summary>Where the language tests find real data: $CAPSULES_DATA, then ../shared/data beside the repository.</summary>
internal static class LanguageTestData
{
    internal static string RepositoryRoot { get; } = Capsules.Data.DataRoot.RepositoryRoot!;

    internal static string? GptVocabulary { get; } = Find("gpt2/vocab.json") ?? Find("gpt2-bpe/encoder.json");

    internal static string? Treebank { get; } = Find("sst/trees/train.txt") ?? Find("sst/train.txt");

    internal static string? ReleasedWeights { get; } = Find("heinsen/SST5R.safetensors") ?? Find("heinsen-pretrained/SST5R.safetensors");

    internal static string? GoldenModels { get; } =
        new[] { Path.Combine(RepositoryRoot, "..", "shared", "golden", "heinsen-released-models.safetensors") }.FirstOrDefault(File.Exists);

    internal static string Fixture(string name) => Path.Combine(RepositoryRoot, "tests", "fixtures", name);

    /// <summary>The folder of the first file of that name that is there.</summary>
    internal static string? Find(string file)
    {
        string?[] roots = [Environment.GetEnvironmentVariable("CAPSULES_DATA"), Path.Combine(RepositoryRoot, "..", "shared", "data")];
        return roots.Where(root => !string.IsNullOrEmpty(root)).Select(root => Path.Combine(root!, file))
            .Where(File.Exists).Select(path => Path.GetDirectoryName(path)).FirstOrDefault();
    }
}

/// <summary>A test that needs GPT-2's vocabulary.</summary>
internal sealed class GptVocabularyFactAttribute : FactAttribute
{
    public GptVocabularyFactAttribute()
    {
        if (LanguageTestData.GptVocabulary is null)
            Skip = "GPT-2's vocabulary is neither in $CAPSULES_DATA/gpt2 nor in ../shared/data/gpt2-bpe";
    }
}

/// <summary>A test that needs the Stanford Sentiment Treebank.</summary>
internal sealed class TreebankFactAttribute : FactAttribute
{
    public TreebankFactAttribute()
    {
        if (LanguageTestData.Treebank is null)
            Skip = "the Stanford Sentiment Treebank is neither in $CAPSULES_DATA/sst nor in ../shared/data/sst";
    }
}

/// <summary>A test that needs the weights Heinsen released.</summary>
internal sealed class ReleasedWeightsFactAttribute : FactAttribute
{
    public ReleasedWeightsFactAttribute()
    {
        if (LanguageTestData.ReleasedWeights is null)
            Skip = "the released weights are neither in $CAPSULES_DATA/heinsen nor in ../shared/data/heinsen-pretrained";
    }
}

/// <summary>A test that needs the weights Heinsen released and what the author's code gives for them.</summary>
internal sealed class GoldenModelsFactAttribute : FactAttribute
{
    public GoldenModelsFactAttribute()
    {
        if (LanguageTestData.GoldenModels is null || LanguageTestData.ReleasedWeights is null)
            Skip = "the released weights or ../shared/golden/heinsen-released-models.safetensors are absent";
    }
}
