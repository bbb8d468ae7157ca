namespace Capsules.Language;

/// <summary>The baseline that any model of sentences should beat: multinomial logistic regression on which words a phrase holds, in any
/// order. Trained on the same phrases as the network, by AdaGrad.</summary>
public sealed class BagOfWords
{
    private const int Epochs = 10;
    private const double LearningRate = 0.2, L2 = 1e-6;

    private readonly Dictionary<string, int> _words = [];
    private readonly double[][] _weights;   // [word][class]; the last word is the bias

    /// <summary>Trains on phrases.</summary>
    /// <exception cref="ArgumentException">No phrase, or a class beyond the number.</exception>
    public BagOfWords(IReadOnlyList<LabeledPhrase> phrases, int classes, int seed = 1)
    {
        if (phrases.Count == 0) throw new ArgumentException("no phrase to learn from", nameof(phrases));
        if (phrases.FirstOrDefault(p => p.Label < 0 || p.Label >= classes) is { } wrong)
            throw new ArgumentException($"'{wrong.Text}' has class {wrong.Label}; there are {classes}", nameof(phrases));
        foreach (string word in phrases.SelectMany(p => p.Text.ToLowerInvariant().Split(' '))) _words.TryAdd(word, _words.Count);
        _weights = Zeros();
        double[][] squares = Zeros();
        int[][] bags = [.. phrases.Select(p => Bag(p.Text))];
        int[] order = [.. Enumerable.Range(0, bags.Length)];
        var random = new Random(seed);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (int i in order)
            {
                double[] p = Softmax(bags[i]);
                p[phrases[i].Label] -= 1;   // the gradient of the loss with respect to the scores
                foreach (int word in bags[i])
                {
                    double[] w = _weights[word], s = squares[word];
                    for (int k = 0; k < classes; k++)
                    {
                        double gradient = p[k] + L2 * w[k];
                        s[k] += gradient * gradient;
                        w[k] -= LearningRate * gradient / (Math.Sqrt(s[k]) + 1e-8);
                    }
                }
            }
        }

        double[][] Zeros() => [.. Enumerable.Range(0, _words.Count + 1).Select(_ => new double[classes])];
    }

    /// <summary>The probability of every class.</summary>
    public double[] Probabilities(string text) => Softmax(Bag(text));

    /// <summary>The likeliest class.</summary>
    public int Predict(string text) => Probabilities(text).Index().MaxBy(p => p.Item).Index;

    /// <summary>The share of phrases whose likeliest class is theirs.</summary>
    public double Accuracy(IReadOnlyCollection<LabeledPhrase> phrases) => phrases.Average(p => Predict(p.Text) == p.Label ? 1.0 : 0.0);

    private int[] Bag(string text) =>
        [.. text.ToLowerInvariant().Split(' ').Distinct().Where(_words.ContainsKey).Select(word => _words[word]), _words.Count];

    private double[] Softmax(int[] bag)
    {
        double[] scores = new double[_weights[0].Length];
        foreach (int word in bag)
            for (int k = 0; k < scores.Length; k++) scores[k] += _weights[word][k];
        double max = scores.Max();
        double[] p = Array.ConvertAll(scores, s => Math.Exp(s - max));
        double sum = p.Sum();
        return Array.ConvertAll(p, x => x / sum);
    }
}
