namespace Capsules.Language;

/// <summary>A phrase in a tree with a word before it that changes what it says, such as "not" or "very".</summary>
public sealed record SentimentProbe(string Word, SentimentTree Whole, SentimentTree Inner, SentimentTree Sentence);

/// <summary>Finds negations and intensifiers in trees, to ask a network what it makes of them.</summary>
public static class SentimentProbes
{
    /// <summary>Words that turn a phrase round.</summary>
    public static IReadOnlyList<string> Negations { get; } = ["not", "n't", "never", "no", "without"];

    /// <summary>Words that strengthen a phrase.</summary>
    public static IReadOnlyList<string> Intensifiers { get; } = ["very", "truly", "so", "really", "utterly", "extremely"];

    /// <summary>All nodes of two parts whose first is one of the words and whose second has a sentiment, each phrase once, in the order of
    /// the trees.</summary>
    public static List<SentimentProbe> Find(IEnumerable<SentimentTree> trees, IReadOnlyCollection<string> words)
    {
        var found =
            from sentence in trees
            from node in sentence.Subtrees()
            where node.Children.Count == 2 && node.Children[0].Token is not null && node.Children[1].Label != 2
            let word = node.Children[0].Token!.ToLowerInvariant()
            where words.Contains(word)
            select new SentimentProbe(word, node, node.Children[1], sentence);
        return [.. found.DistinctBy(probe => probe.Whole.Text())];
    }

    /// <summary>Sentences that hold a word people call positive and one they call negative; of several the most extreme.</summary>
    public static List<SentimentContrast> Contrasts(IEnumerable<SentimentTree> trees)
    {
        var found = new List<SentimentContrast>();
        foreach (var tree in trees)
        {
            int[] labels = [.. tree.Words().Select(word => word.Label)];
            var contrast = new SentimentContrast(tree, Array.IndexOf(labels, labels.Max()), Array.IndexOf(labels, labels.Min()));
            if (labels.Max() > 2 && labels.Min() < 2) found.Add(contrast);
        }
        return found;
    }
}

/// <summary>A sentence with a positive and a negative word.</summary>
public sealed record SentimentContrast(SentimentTree Sentence, int Positive, int Negative);

/// <summary>How often something happened, with Wilson's interval, which holds the true share in 95 of 100 such counts.</summary>
public readonly record struct Proportion(int Count, int Total)
{
    private const double Z = 1.96;

    /// <summary>Count / Total.</summary>
    public double Share => (double)Count / Total;

    /// <summary>Lower end of the interval.</summary>
    public double Low => Center - HalfWidth;

    /// <summary>Upper end of the interval.</summary>
    public double High => Center + HalfWidth;

    private double Center => (Share + Z * Z / (2 * Total)) / (1 + Z * Z / Total);

    private double HalfWidth => Z / (1 + Z * Z / Total) * Math.Sqrt(Share * (1 - Share) / Total + Z * Z / (4.0 * Total * Total));

    /// <summary>How often <paramref name="holds"/> is true.</summary>
    public static Proportion Of<T>(IReadOnlyCollection<T> all, Func<T, bool> holds) => new(all.Count(holds), all.Count);

    /// <summary>The share and its interval, such as <c>81 % (70–88)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{100 * Share:F0} % ({100 * Low:F0}–{100 * High:F0})");
}
