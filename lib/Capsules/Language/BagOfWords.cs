namespace Capsules.Language;

/// <summary>The baseline that any model of sentences should beat: multinomial logistic regression on which words a phrase holds, in any
/// order. Trained on the same phrases as the network, by AdaGrad.</summary>
public sealed class BagOfWords
{
    private const int Epochs = 10;
    private const double LearningRate = 0.2, L2 = 1e-6;

    private readonly Dictionary<string, int> words = [];
    private readonly double[][] weights;   // [word][class]; the last word is the bias

    /// <summary>Trains on phrases.</summary>
    /// <exception cref="ArgumentException">No phrase, or a class beyond the number.</exception>
    public BagOfWords(IReadOnlyList<LabeledPhrase> phrases, int classes, int seed = 1)
    {
        if (phrases.Count == 0) throw new ArgumentException("no phrase to learn from", nameof(phrases));
        if (phrases.FirstOrDefault(p => p.Label < 0 || p.Label >= classes) is { } wrong)
            throw new ArgumentException($"'{wrong.Text}' has class {wrong.Label}; there are {classes}", nameof(phrases));
        foreach (var word in phrases.SelectMany(p => p.Text.ToLowerInvariant().Split(' '))) words.TryAdd(word, words.Count);
        weights = Zeros();
        var squares = Zeros();
        int[][] bags = [.. phrases.Select(p => Bag(p.Text))];
        int[] order = [.. Enumerable.Range(0, bags.Length)];
        var random = new Random(seed);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                var p = Softmax(bags[i]);
                p[phrases[i].Label] -= 1;   // the gradient of the loss with respect to the scores
                foreach (var word in bags[i])
                {
                    double[] w = weights[word], s = squares[word];
                    for (var k = 0; k < classes; k++)
                    {
                        var gradient = p[k] + L2 * w[k];
                        s[k] += gradient * gradient;
                        w[k] -= LearningRate * gradient / (Math.Sqrt(s[k]) + 1e-8);
                    }
                }
            }
        }

        double[][] Zeros() => [.. Enumerable.Range(0, words.Count + 1).Select(_ => new double[classes])];
    }

    /// <summary>The probability of every class.</summary>
    public double[] Probabilities(string text) => Softmax(Bag(text));

    /// <summary>The likeliest class.</summary>
    public int Predict(string text) => Probabilities(text).Index().MaxBy(p => p.Item).Index;

    /// <summary>The share of phrases whose likeliest class is theirs.</summary>
    public double Accuracy(IReadOnlyCollection<LabeledPhrase> phrases) => phrases.Average(p => Predict(p.Text) == p.Label ? 1.0 : 0.0);

    private int[] Bag(string text) =>
        [.. text.ToLowerInvariant().Split(' ').Distinct().Where(words.ContainsKey).Select(word => words[word]), words.Count];

    private double[] Softmax(int[] bag)
    {
        var scores = new double[weights[0].Length];
        foreach (var word in bag)
            for (var k = 0; k < scores.Length; k++) scores[k] += weights[word][k];
        var max = scores.Max();
        var p = Array.ConvertAll(scores, s => Math.Exp(s - max));
        var sum = p.Sum();
        return Array.ConvertAll(p, x => x / sum);
    }
}
