using static Capsules.Language.SentimentTree;

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
        var o = options ?? new SentimentGrammarOptions();
        var random = new Random(o.Seed);
        var seen = new HashSet<string>();
        return new Treebank($"GENERATED sentences of the sentiment grammar (seed {o.Seed})", true, Split(o.Train), Split(o.Dev), Split(o.Test));

        List<SentimentTree> Split(int count)
        {
            var trees = new List<SentimentTree>();
            while (trees.Count < count)
                if (Sentence(random) is var tree && seen.Add(tree.Text())) trees.Add(tree);
            return trees;
        }
    }

    private static SentimentTree Sentence(Random random)
    {
        SentimentTree first = Clause(random), body = first;
        if (random.Next(3) is var kind and < 2)
        {
            var second = Clause(random);
            var label = kind == 0 ? second.Label : Math.Clamp(Polarity(first) + Polarity(second), -2, 2) + 2;
            body = Node(label, first, Node(second.Label, Leaf(2, kind == 0 ? "but" : "and"), second));
        }
        return Node(body.Label, body, Leaf(2, "."));
    }

    private static SentimentTree Clause(Random random)
    {
        var subject = Node(2, Neutral(random, Determiners), Neutral(random, Nouns));
        SentimentTree predicate;
        if (random.Next(4) == 0)
        {
            var verb = Polar(random, Verbs);
            predicate = Node(verb.Label, verb, Node(2, Leaf(2, "the"), Neutral(random, Objects)));
        }
        else
        {
            var quality = Quality(random);
            predicate = Node(quality.Label, Leaf(2, "is"), quality);
        }
        return Node(predicate.Label, subject, predicate);
    }

    private static SentimentTree Quality(Random random)
    {
        var quality = Polar(random, Adjectives);
        var polarity = Polarity(quality);
        if (polarity != 0 && random.Next(3) == 0)
        {
            var raise = random.Next(2) == 0;
            var changed = raise ? Math.Clamp(2 * polarity, -2, 2) : Math.Sign(polarity);
            quality = Node(changed + 2, Neutral(random, raise ? Intensifiers : Diminishers), quality);
        }
        if (random.Next(4) == 0) quality = Node(Negate(Polarity(quality)) + 2, Leaf(1, "not"), quality);
        return quality;
    }

    // One step towards neutral and to the other side, so "not superb" is weakly negative.
    private static int Negate(int polarity) => polarity switch { > 0 => -1, -1 => 1, _ => 0 };

    private static int Polarity(SentimentTree tree) => tree.Label - 2;

    private static SentimentTree Polar(Random random, string[][] words)
    {
        var label = random.Next(words.Length);
        return Leaf(label, Pick(random, words[label]));
    }

    private static SentimentTree Neutral(Random random, string[] words) => Leaf(2, Pick(random, words));

    private static string Pick(Random random, string[] words) => words[random.Next(words.Length)];
}
