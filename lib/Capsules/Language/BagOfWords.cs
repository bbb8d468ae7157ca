namespace Capsules.Language;

/// <summary>How the bag-of-words baseline is trained.</summary>
/// <param name="Epochs">Passes over the phrases.</param>
/// <param name="LearningRate">AdaGrad's step.</param>
/// <param name="L2">Weight of the squared weights in the loss.</param>
/// <param name="Seed">Of the order of phrases.</param>
public sealed record BagOfWordsOptions(int Epochs = 10, double LearningRate = 0.2, double L2 = 1e-6, int Seed = 1);

/// <summary>
/// The baseline that any model of sentences should beat: multinomial logistic regression on which words a phrase holds, in any
/// order. Trained on the same phrases as the network.
/// </summary>
public sealed class BagOfWords
{
    private readonly Dictionary<string, int> words = [];
    private readonly double[][] weights;   // [word][class]; the last word is the bias

    /// <summary>Trains on phrases.</summary>
    /// <param name="phrases">Text with words separated by spaces, and classes from 0.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="options">Training; the defaults where null.</param>
    /// <exception cref="ArgumentException">No phrase, or a class beyond the number.</exception>
    public BagOfWords(IReadOnlyList<LabelledPhrase> phrases, int classes, BagOfWordsOptions? options = null)
    {
        if (phrases.Count == 0)
            throw new ArgumentException("no phrase to learn from", nameof(phrases));
        if (phrases.FirstOrDefault(p => p.Label < 0 || p.Label >= classes) is { } wrong)
            throw new ArgumentException($"'{wrong.Text}' has class {wrong.Label}; there are {classes}", nameof(phrases));
        BagOfWordsOptions o = options ?? new BagOfWordsOptions();
        int[][] bags = new int[phrases.Count][];
        for (int i = 0; i < bags.Length; i++)
        {
            foreach (string word in phrases[i].Text.Split(' '))
                words.TryAdd(word.ToLowerInvariant(), words.Count);
        }
        for (int i = 0; i < bags.Length; i++)
            bags[i] = Bag(phrases[i].Text);
        weights = [.. Enumerable.Range(0, words.Count + 1).Select(_ => new double[classes])];
        Train(bags, [.. phrases.Select(p => p.Label)], classes, o);
    }

    /// <summary>Words that have a weight.</summary>
    public int Vocabulary => words.Count;

    /// <summary>The probability of every class.</summary>
    public double[] Probabilities(string text) => Softmax(Bag(text));

    /// <summary>The likeliest class.</summary>
    public int Predict(string text)
    {
        double[] p = Probabilities(text);
        return Array.IndexOf(p, p.Max());
    }

    /// <summary>The share of phrases whose likeliest class is theirs.</summary>
    public double Accuracy(IReadOnlyCollection<LabelledPhrase> phrases) => phrases.Average(p => Predict(p.Text) == p.Label ? 1.0 : 0.0);

    private void Train(int[][] bags, int[] labels, int classes, BagOfWordsOptions o)
    {
        double[][] squares = [.. weights.Select(_ => new double[classes])];
        int[] order = [.. Enumerable.Range(0, bags.Length)];
        var random = new Random(o.Seed);
        for (int epoch = 0; epoch < o.Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (int i in order)
            {
                double[] p = Softmax(bags[i]);
                p[labels[i]] -= 1;   // the gradient of the loss with respect to the scores
                foreach (int word in bags[i])
                {
                    double[] w = weights[word], s = squares[word];
                    for (int k = 0; k < classes; k++)
                    {
                        double gradient = p[k] + (o.L2 * w[k]);
                        s[k] += gradient * gradient;
                        w[k] -= o.LearningRate * gradient / (Math.Sqrt(s[k]) + 1e-8);
                    }
                }
            }
        }
    }

    private int[] Bag(string text)
    {
        var bag = new HashSet<int> { words.Count };   // the bias
        foreach (string word in text.Split(' '))
        {
            if (words.TryGetValue(word.ToLowerInvariant(), out int index))
                bag.Add(index);
        }
        return [.. bag];
    }

    private double[] Softmax(int[] bag)
    {
        var score = new double[weights[0].Length];
        foreach (int word in bag)
        {
            for (int k = 0; k < score.Length; k++)
                score[k] += weights[word][k];
        }
        double max = score.Max();
        double[] p = Array.ConvertAll(score, s => Math.Exp(s - max));
        double sum = p.Sum();
        return Array.ConvertAll(p, x => x / sum);
    }
}
