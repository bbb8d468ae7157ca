namespace Capsules.Language;

/// <summary>How many sentences the sentiment grammar generates, and from which seed.</summary>
public sealed record SentimentGrammarOptions(int Seed = 1, int Train = 1500, int Dev = 200, int Test = 400);

/// <summary>
/// Stands in for the treebank where it is absent: a grammar of film reviews whose labels follow from composition. A word has
/// a polarity from −2 to 2, an intensifier raises its distance from neutral, a diminisher lowers it, a negation turns "good"
/// bad and "terrible" no worse than neutral, and of two clauses joined by "but" the second decides. No sentence repeats.
/// </summary>
public static class SentimentGrammar
{
    private static readonly string[][] Adjectives =
    [
        ["dreadful", "awful", "unbearable", "horrible"],
        ["dull", "weak", "silly", "clumsy", "tired", "shallow"],
        ["long", "quiet", "modern", "familiar", "french"],
        ["good", "funny", "charming", "clever", "warm", "sharp"],
        ["brilliant", "superb", "wonderful", "dazzling"],
    ];

    private static readonly string[][] Verbs = [["ruins"], ["bores", "wastes"], ["follows", "shows"], ["helps", "amuses"], ["delights"]];
    private static readonly string[] Nouns = ["film", "plot", "cast", "script", "director", "dialogue", "ending", "music", "camera", "story"];
    private static readonly string[] Objects = ["audience", "viewer", "critics", "children", "fans"];
    private static readonly string[] Determiners = ["the", "this", "its", "every"];
    private static readonly string[] Intensifiers = ["very", "truly", "utterly"];
    private static readonly string[] Diminishers = ["somewhat", "rather", "slightly"];

    /// <summary>Generates trees in three splits without a sentence in common.</summary>
    public static Treebank Generate(SentimentGrammarOptions? options = null)
    {
        SentimentGrammarOptions o = options ?? new SentimentGrammarOptions();
        var random = new Random(o.Seed);
        var seen = new HashSet<string>();
        List<SentimentTree> train = Split(o.Train), dev = Split(o.Dev), test = Split(o.Test);
        return new Treebank($"GENERATED sentences of the sentiment grammar (seed {o.Seed})", true, train, dev, test);

        List<SentimentTree> Split(int count)
        {
            var trees = new List<SentimentTree>();
            while (trees.Count < count)
            {
                SentimentTree tree = Sentence(random);
                if (seen.Add(tree.Text()))
                    trees.Add(tree);
            }
            return trees;
        }
    }

    /// <summary>The polarity after "not": one step towards neutral and to the other side, so "not superb" is weakly negative.</summary>
    internal static int Negate(int polarity) => polarity switch { 2 => -1, 1 => -1, -1 => 1, -2 => 0, _ => 0 };

    private static SentimentTree Sentence(Random random)
    {
        SentimentTree first = Clause(random);
        SentimentTree body = random.Next(3) switch
        {
            0 => Contrast(first, Clause(random)),
            1 => Join(first, Clause(random)),
            _ => first,
        };
        return SentimentTree.Node(body.Label, body, SentimentTree.Leaf(2, "."));
    }

    private static SentimentTree Contrast(SentimentTree first, SentimentTree second) =>
        SentimentTree.Node(second.Label, first, SentimentTree.Node(second.Label, SentimentTree.Leaf(2, "but"), second));

    private static SentimentTree Join(SentimentTree first, SentimentTree second)
    {
        int sum = Math.Clamp(Polarity(first) + Polarity(second), -2, 2);
        return SentimentTree.Node(sum + 2, first, SentimentTree.Node(second.Label, SentimentTree.Leaf(2, "and"), second));
    }

    private static SentimentTree Clause(Random random)
    {
        SentimentTree subject = SentimentTree.Node(2, Neutral(random, Determiners), Neutral(random, Nouns));
        SentimentTree predicate = random.Next(4) == 0 ? Action(random) : Description(random);
        return SentimentTree.Node(predicate.Label, subject, predicate);
    }

    private static SentimentTree Description(Random random)
    {
        SentimentTree quality = Quality(random);
        return SentimentTree.Node(quality.Label, SentimentTree.Leaf(2, "is"), quality);
    }

    private static SentimentTree Action(Random random)
    {
        SentimentTree verb = Polar(random, Verbs);
        SentimentTree target = SentimentTree.Node(2, SentimentTree.Leaf(2, "the"), Neutral(random, Objects));
        return SentimentTree.Node(verb.Label, verb, target);
    }

    private static SentimentTree Quality(Random random)
    {
        SentimentTree quality = Polar(random, Adjectives);
        int polarity = Polarity(quality);
        if (polarity != 0 && random.Next(3) == 0)
        {
            bool raise = random.Next(2) == 0;
            int changed = raise ? Math.Clamp(2 * polarity, -2, 2) : Math.Sign(polarity);
            quality = SentimentTree.Node(changed + 2, Neutral(random, raise ? Intensifiers : Diminishers), quality);
        }
        if (random.Next(4) == 0)
            quality = SentimentTree.Node(Negate(Polarity(quality)) + 2, SentimentTree.Leaf(1, "not"), quality);
        return quality;
    }

    private static int Polarity(SentimentTree tree) => tree.Label - 2;

    private static SentimentTree Polar(Random random, string[][] words)
    {
        int label = random.Next(words.Length);
        return SentimentTree.Leaf(label, Pick(random, words[label]));
    }

    private static SentimentTree Neutral(Random random, string[] words) => SentimentTree.Leaf(2, Pick(random, words));

    private static string Pick(Random random, string[] words) => words[random.Next(words.Length)];
}
