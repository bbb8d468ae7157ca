namespace Capsules.Language;

/// <summary>Labelled sentence trees in three splits, real or generated; <see cref="Name"/> says which and belongs in every output.</summary>
/// <param name="Name">What the trees are.</param>
/// <param name="IsGenerated">Whether <see cref="SentimentGrammar"/> made them.</param>
/// <param name="Train">Training trees.</param>
/// <param name="Dev">Validation trees.</param>
/// <param name="Test">Test trees.</param>
public sealed record Treebank(
    string Name,
    bool IsGenerated,
    IReadOnlyList<SentimentTree> Train,
    IReadOnlyList<SentimentTree> Dev,
    IReadOnlyList<SentimentTree> Test)
{
    /// <summary>
    /// Reads the Stanford Sentiment Treebank: <c>train.txt</c>, <c>dev.txt</c>, <c>test.txt</c> in a folder, or in its
    /// subfolder <c>trees</c>; 8544, 1101 and 2210 sentences in the published one.
    /// </summary>
    /// <exception cref="FileNotFoundException">One of the three is not there.</exception>
    /// <exception cref="InvalidDataException">A malformed tree; file, line and column are named.</exception>
    public static Treebank Load(string folder)
    {
        string trees = Path.Combine(folder, "trees");
        string at = Directory.Exists(trees) ? trees : folder;
        return new Treebank("Stanford Sentiment Treebank", false, Read("train"), Read("dev"), Read("test"));

        List<SentimentTree> Read(string split)
        {
            string path = Path.Combine(at, split + ".txt");
            return File.Exists(path)
                ? SentimentTreeReader.ReadFile(path)
                : throw new FileNotFoundException($"{path}: no such treebank file; expected train.txt, dev.txt and test.txt", path);
        }
    }

    /// <summary>Whether a folder holds the three files that <see cref="Load"/> reads.</summary>
    public static bool IsAt(string folder) =>
        new[] { folder, Path.Combine(folder, "trees") }.Any(
            at => new[] { "train.txt", "dev.txt", "test.txt" }.All(file => File.Exists(Path.Combine(at, file))));
}
