using System.Text;

namespace Capsules.Language;

/// <summary>
/// A phrase with a sentiment label from 0 (very negative) over 2 (neutral) to 4 (very positive): a leaf with one token, or
/// an inner node over shorter phrases (Socher et al. 2013).
/// </summary>
/// <param name="Label">0 to 4.</param>
/// <param name="Token">The word of a leaf; null in an inner node.</param>
/// <param name="Children">The parts of an inner node from left to right; empty in a leaf.</param>
public sealed record SentimentTree(int Label, string? Token, IReadOnlyList<SentimentTree> Children)
{
    /// <summary>The names of labels 0 to 4.</summary>
    public static IReadOnlyList<string> LabelNames { get; } = ["very negative", "negative", "neutral", "positive", "very positive"];

    /// <summary>A leaf.</summary>
    public static SentimentTree Leaf(int label, string token) => new(label, token, []);

    /// <summary>An inner node.</summary>
    public static SentimentTree Node(int label, params SentimentTree[] children) => new(label, null, children);

    /// <summary>The tokens of the phrase from left to right.</summary>
    public IEnumerable<string> Leaves() => Token is null ? Children.SelectMany(child => child.Leaves()) : [Token];

    /// <summary>The phrase as text: its tokens joined by one space, escapes such as <c>-LRB-</c> kept, as the paper's code does.</summary>
    public string Text() => string.Join(' ', Leaves());

    /// <summary>The node and all below it, each before its parts, from left to right.</summary>
    public IEnumerable<SentimentTree> Subtrees() => Children.SelectMany(child => child.Subtrees()).Prepend(this);

    /// <summary>The tree in the treebank's notation, <c>(3 (2 It) (4 works))</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Write(this);
        return text.ToString();

        void Write(SentimentTree tree)
        {
            text.Append('(').Append(tree.Label).Append(' ').Append(tree.Token);
            for (int i = 0; i < tree.Children.Count; i++)
            {
                text.Append(i == 0 ? "" : " ");
                Write(tree.Children[i]);
            }
            text.Append(')');
        }
    }
}
