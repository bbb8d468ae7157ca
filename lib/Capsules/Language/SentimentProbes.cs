namespace Capsules.Language;

/// <summary>A phrase in a tree with a word before it that changes what it says, such as "not" or "very".</summary>
/// <param name="Word">The changing word.</param>
/// <param name="Whole">The node over both.</param>
/// <param name="Inner">The phrase without the word.</param>
/// <param name="Sentence">The tree they are from.</param>
public sealed record SentimentProbe(string Word, SentimentTree Whole, SentimentTree Inner, SentimentTree Sentence);

/// <summary>Finds negations and intensifiers in trees, to ask a network what it makes of them.</summary>
public static class SentimentProbes
{
    /// <summary>Words that turn a phrase round.</summary>
    public static IReadOnlyList<string> Negations { get; } = ["not", "n't", "never", "no", "without"];

    /// <summary>Words that strengthen a phrase.</summary>
    public static IReadOnlyList<string> Intensifiers { get; } = ["very", "truly", "so", "really", "utterly", "extremely"];

    /// <summary>
    /// All nodes of two parts whose first is one of the words and whose second has a sentiment, each phrase once, in the order of
    /// the trees.
    /// </summary>
    /// <param name="trees">Where to look.</param>
    /// <param name="words">The words, in lower case.</param>
    public static List<SentimentProbe> Find(IEnumerable<SentimentTree> trees, IReadOnlyCollection<string> words)
    {
        IEnumerable<SentimentProbe> found =
            from sentence in trees
            from node in sentence.Subtrees()
            where node.Children.Count == 2 && node.Children[0].Token is not null && node.Children[1].Label != 2
            let word = node.Children[0].Token!.ToLowerInvariant()
            where words.Contains(word)
            select new SentimentProbe(word, node, node.Children[1], sentence);
        return [.. found.DistinctBy(probe => probe.Whole.Text())];
    }
}
