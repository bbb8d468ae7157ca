using Capsules.Data;

namespace Capsules.Language;

/// <summary>A phrase with a sentiment label from 0 (very negative) over 2 (neutral) to 4 (very positive): a leaf with one token, or an
/// inner node over shorter phrases (Socher et al. 2013).</summary>
/// <param name="Token">The word of a leaf; null in an inner node.</param>
/// <param name="Children">The parts of an inner node from left to right; empty in a leaf.</param>
public sealed record SentimentTree(int Label, string? Token, IReadOnlyList<SentimentTree> Children)
{
    private const int MaxDepth = 1000; // the treebank's longest sentence has 56 tokens

    /// <summary>The names of labels 0 to 4.</summary>
    public static IReadOnlyList<string> LabelNames { get; } = ["very negative", "negative", "neutral", "positive", "very positive"];

    /// <summary>A leaf.</summary>
    public static SentimentTree Leaf(int label, string token) => new(label, token, []);

    /// <summary>An inner node.</summary>
    public static SentimentTree Node(int label, params SentimentTree[] children) => new(label, null, children);

    /// <summary>The words of the phrase from left to right, each with its label.</summary>
    public IEnumerable<SentimentTree> Words() => Token is null ? Children.SelectMany(child => child.Words()) : [this];

    /// <summary>The tokens of the phrase from left to right.</summary>
    public IEnumerable<string> Leaves() => Words().Select(word => word.Token!);

    /// <summary>The phrase as text: its tokens joined by one space, escapes such as <c>-LRB-</c> kept, as in the paper's code.</summary>
    public string Text() => string.Join(' ', Leaves());

    /// <summary>The node and all below it, each before its parts, from left to right.</summary>
    public IEnumerable<SentimentTree> Subtrees() => Children.SelectMany(child => child.Subtrees()).Prepend(this);

    /// <summary>The tree in the treebank's notation, <c>(3 (2 It) (4 works))</c>.</summary>
    public override string ToString() => $"({Label} {Token ?? string.Join(' ', Children)})";

    /// <summary>Reads all trees of a file, one to a line; empty lines are skipped.</summary>
    /// <exception cref="InvalidDataException">A malformed tree or bytes that are not UTF-8; file and line are named.</exception>
    public static List<SentimentTree> ReadFile(string path)
    {
        var trees = new List<SentimentTree>();
        using var reader = new StreamReader(Files.OpenRead(path)); // skips a byte order mark
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (text.Contains('\uFFFD')) throw Files.Refuse(path, $"line {line} is not UTF-8");
            if (text.Length > 0) trees.Add(Parse(text, $"{path}({line})"));
        }
        return trees;
    }

    /// <summary>Reads one tree in the treebank's notation.</summary>
    /// <exception cref="InvalidDataException">The text is not a tree; source and column are named.</exception>
    public static SentimentTree Parse(string text, string source = "tree")
    {
        var at = 0;
        var tree = Read(0);
        return at == text.Length ? tree : throw Bad($"'{text[at]}' after the end of the tree");

        SentimentTree Read(int depth)
        {
            if (depth == MaxDepth) throw Bad($"nested more than {MaxDepth} deep");
            Expect('(');
            var label = Word() is [>= '0' and <= '4' and var digit] ? digit - '0' : throw Bad("a label from 0 to 4 was expected before this");
            Expect(' ');
            SentimentTree node;
            if (at < text.Length && text[at] == '(')
            {
                var children = new List<SentimentTree> { Read(depth + 1) };
                while (at < text.Length && text[at] == ' ')
                {
                    at++;
                    children.Add(Read(depth + 1));
                }
                node = new SentimentTree(label, null, children);
            }
            else
            {
                var token = Word();
                node = token.Length > 0 ? Leaf(label, token) : throw Bad("a node without a word or parts");
            }
            Expect(')');
            return node;
        }

        // Words end at the ASCII space only: some of the treebank's hold a no-break space.
        string Word()
        {
            var start = at;
            while (at < text.Length && text[at] is not (' ' or '(' or ')')) at++;
            return text[start..at];
        }

        void Expect(char expected)
        {
            if (at == text.Length || text[at] != expected) throw Bad($"'{expected}' was expected, not {(at == text.Length ? "the end" : $"'{text[at]}'")}");
            at++;
        }

        InvalidDataException Bad(string what) => new($"{source}, column {at + 1}: {what}");
    }
}

/// <summary>Labeled sentence trees in three splits, real or generated; <see cref="Name"/> says which and belongs in every output.</summary>
public sealed record Treebank(
    string Name, bool IsGenerated, IReadOnlyList<SentimentTree> Train, IReadOnlyList<SentimentTree> Dev, IReadOnlyList<SentimentTree> Test)
{
    /// <summary>The treebank in <c>sst</c> of the data folder, or sentences of the sentiment grammar where it is absent.</summary>
    public static Treebank Find() => DataRoot.Find("sst") is { } folder ? Load(folder) : SentimentGrammar.Generate();

    /// <summary>Reads the Stanford Sentiment Treebank: <c>train.txt</c>, <c>dev.txt</c>, <c>test.txt</c> in a folder or its subfolder
    /// <c>trees</c>; 8544, 1101 and 2210 sentences in the published one.</summary>
    /// <exception cref="FileNotFoundException">One of the three is not there.</exception>
    /// <exception cref="InvalidDataException">A malformed tree; file, line and column are named.</exception>
    public static Treebank Load(string folder)
    {
        var trees = Path.Combine(folder, "trees");
        if (Directory.Exists(trees)) folder = trees;
        return new Treebank("Stanford Sentiment Treebank", false, Read("train.txt"), Read("dev.txt"), Read("test.txt"));

        List<SentimentTree> Read(string name) => SentimentTree.ReadFile(DataRoot.Require(folder, "Stanford Sentiment Treebank", name));
    }
}

/// <summary>A phrase to classify.</summary>
/// <param name="Label">The class, from 0 to the task's number of classes less one.</param>
public sealed record LabeledPhrase(string Text, int Label);

/// <summary>The two classification tasks of the treebank (Heinsen 2019, section 4): SST-5/R, five labels, and SST-2/R, negative or positive
/// with the neutral left out. Training uses every unique phrase, validation and test the whole sentences.</summary>
/// <param name="Name">The paper's name of the task.</param>
/// <param name="ClassNames">The classes by number: five, or two without the neutral.</param>
public sealed record SentimentTask(string Name, IReadOnlyList<string> ClassNames)
{
    /// <summary>Five labels from very negative to very positive.</summary>
    public static SentimentTask Sst5 { get; } = new("SST-5/R", SentimentTree.LabelNames);

    /// <summary>Negative or positive; very negative counts as negative, very positive as positive.</summary>
    public static SentimentTask Sst2 { get; } = new("SST-2/R", ["negative", "positive"]);

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
