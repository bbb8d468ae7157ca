namespace Capsules.Language;

/// <summary>A phrase to classify.</summary>
/// <param name="Label">The class, from 0 to the task's number of classes less one.</param>
public sealed record LabeledPhrase(string Text, int Label);

/// <summary>The two classification tasks of the treebank (Heinsen 2019, section 4): SST-5/R, five labels, and SST-2/R, negative or positive
/// with the neutral left out. Training uses every unique phrase, validation and test the whole sentences.</summary>
public sealed record SentimentTask
{
    private SentimentTask(string name, IReadOnlyList<string> classNames) => (Name, ClassNames) = (name, classNames);

    /// <summary>Five labels from very negative to very positive.</summary>
    public static SentimentTask Sst5 { get; } = new("SST-5/R", SentimentTree.LabelNames);

    /// <summary>Negative or positive; very negative counts as negative, very positive as positive.</summary>
    public static SentimentTask Sst2 { get; } = new("SST-2/R", ["negative", "positive"]);

    /// <summary>The paper's name of the task.</summary>
    public string Name { get; }

    /// <summary>The classes by number.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The class of a tree's label; null where the task leaves it out.</summary>
    public int? ClassOf(int label) => ClassNames.Count == 5 ? label : label switch { < 2 => 0, > 2 => 1, _ => null };

    /// <summary>The whole sentences, as validation and test use them: in order, repeated ones kept.</summary>
    public List<LabeledPhrase> Sentences(IEnumerable<SentimentTree> trees) => [.. Labeled(trees)];

    /// <summary>All phrases of all trees without repetition, as training uses them: of phrases with the same text the first counts, whatever
    /// the others' labels. Phrases the task leaves out are dropped before, so they hide no later one.</summary>
    public List<LabeledPhrase> Phrases(IEnumerable<SentimentTree> trees) =>
        [.. Labeled(trees.SelectMany(tree => tree.Subtrees())).DistinctBy(phrase => phrase.Text)];

    /// <inheritdoc/>
    public override string ToString() => Name;

    private IEnumerable<LabeledPhrase> Labeled(IEnumerable<SentimentTree> trees) =>
        from tree in trees
        let label = ClassOf(tree.Label)
        where label is not null
        select new LabeledPhrase(tree.Text(), label.Value);
}
