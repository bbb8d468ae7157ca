using Capsules.Data;

namespace Capsules.Tests;

/// <summary>Where tests find files: real data in $CAPSULES_DATA, then in ../shared/data beside the repository; fixtures in tests/fixtures.</summary>
internal static class TestData
{
    internal static string? GptVocabulary { get; } = Folder("gpt2", "vocab.json");

    internal static string? Treebank { get; } = Folder(Path.Combine("sst", "trees"), "train.txt") ?? Folder("sst", "train.txt");

    internal static string? ReleasedWeights { get; } = Folder("heinsen", "SST5R.safetensors") ?? Folder("heinsen-pretrained", "SST5R.safetensors");

    internal static string Fixture(string name) => Path.Combine(DataRoot.RepositoryRoot!, "tests", "fixtures", name);

    /// <summary>The first folder of that name which holds a file or folder of it; null where none does.</summary>
    internal static string? Folder(string dataSet, string file = "")
    {
        string?[] roots = [Environment.GetEnvironmentVariable(DataRoot.Variable), Path.Combine(DataRoot.RepositoryRoot!, "..", "shared", "data")];
        return roots.Where(root => !string.IsNullOrEmpty(root)).Select(root => Path.Combine(root!, dataSet))
            .FirstOrDefault(folder => Path.Exists(Path.Combine(folder, file)));
    }
}

/// <summary>A test that is skipped where something it needs is absent.</summary>
public abstract class NeedsAttribute : FactAttribute
{
    private protected NeedsAttribute(bool there, string what)
    {
        if (!there) Skip = $"{what}: neither in $CAPSULES_DATA nor in ../shared/data.";
    }
}

/// <summary>A test that needs a real data set.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsDataAttribute(string dataSet, string file = "")
    : NeedsAttribute(TestData.Folder(dataSet, file) is not null, $"'{Path.Combine(dataSet, file)}'")
{
    public static string Folder(string dataSet, string file = "") => TestData.Folder(dataSet, file) ?? throw new DirectoryNotFoundException(dataSet);
}

/// <summary>A test that needs GPT-2's vocabulary.</summary>
internal sealed class GptVocabularyFactAttribute() : NeedsAttribute(TestData.GptVocabulary is not null, "GPT-2's vocabulary, gpt2");

/// <summary>A test that needs the Stanford Sentiment Treebank.</summary>
internal sealed class TreebankFactAttribute() : NeedsAttribute(TestData.Treebank is not null, "the Stanford Sentiment Treebank, sst");

/// <summary>A test that needs the weights Heinsen released.</summary>
internal sealed class ReleasedWeightsFactAttribute() : NeedsAttribute(TestData.ReleasedWeights is not null, "the released weights, heinsen");
