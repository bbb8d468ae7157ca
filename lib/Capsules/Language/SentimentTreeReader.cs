using Capsules.Data;

namespace Capsules.Language;

/// <summary>Reads trees in the notation of the Penn and Stanford treebanks, one to a line: <c>(3 (2 It) (4 works))</c>.</summary>
public static class SentimentTreeReader
{
    /// <summary>Deepest nesting read; the treebank's longest sentence has 56 tokens.</summary>
    public const int MaxDepth = 1000;

    /// <summary>Reads all trees of a UTF-8 file; empty lines are skipped.</summary>
    /// <exception cref="InvalidDataException">A malformed tree or bytes that are not UTF-8; file and line are named.</exception>
    public static List<SentimentTree> ReadFile(string path)
    {
        var trees = new List<SentimentTree>();
        using var reader = new StreamReader(Files.OpenRead(path)); // skips a byte order mark
        for (int line = 1; reader.ReadLine() is { } text; line++)
        {
            if (text.Contains('\uFFFD')) throw Files.Refuse(path, $"line {line} is not UTF-8");
            if (text.Length > 0) trees.Add(Parse(text, path, line));
        }
        return trees;
    }

    /// <summary>Reads one tree.</summary>
    /// <param name="text">The tree and nothing after it.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <param name="line">The line's number, for messages.</param>
    /// <exception cref="InvalidDataException">The text is no tree; source, line and column are named.</exception>
    public static SentimentTree Parse(string text, string source = "tree", int line = 1)
    {
        // A stack of its own: recursion would let a line of brackets end the process.
        var open = new Stack<(int Label, List<SentimentTree> Children, int At)>();
        SentimentTree? root = null;
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (c == ' ')
            {
                at++;
            }
            else if (root is not null)
            {
                throw Error(at, $"'{c}' after the end of the tree");
            }
            else if (c == '(')
            {
                if (open.Count == MaxDepth)
                    throw Error(at, $"nested more than {MaxDepth} deep");
                int start = at++;
                open.Push((ReadLabel(ref at), [], start));
            }
            else if (c == ')')
            {
                if (open.Count == 0)
                    throw Error(at, "')' without '('");
                (int label, List<SentimentTree> children, _) = open.Pop();
                if (children.Count == 0)
                    throw Error(at, "a node without a word or parts");
                Close(new SentimentTree(label, null, children));
                at++;
            }
            else
            {
                int start = at;
                string token = ReadToken(ref at);
                if (open.Count == 0)
                    throw Error(start, $"'{token}' outside of a tree; expected '('");
                (int label, List<SentimentTree> children, int begin) = open.Peek();
                if (children.Count > 0)
                    throw Error(start, $"'{token}' beside parts in brackets");
                if (at >= text.Length || text[at] != ')')
                    throw Error(at, $"expected ')' after the word '{token}' of the node at column {begin + 1}");
                open.Pop();
                Close(SentimentTree.Leaf(label, token));
                at++;
            }
        }
        if (open.Count > 0)
            throw Error(text.Length, $"the '(' at column {open.Peek().At + 1} is never closed");
        return root ?? throw Error(0, "no tree");

        void Close(SentimentTree tree)
        {
            if (open.Count == 0)
                root = tree;
            else
                open.Peek().Children.Add(tree);
        }

        int ReadLabel(ref int position)
        {
            int start = position;
            string label = ReadToken(ref position);
            return label is [>= '0' and <= '4']
                ? label[0] - '0'
                : throw Error(start, $"label '{label}' is not one of 0 to {SentimentTree.LabelNames.Count - 1}");
        }

        // Words end at the ASCII space only: some of the treebank's hold a no-break space.
        string ReadToken(ref int position)
        {
            int start = position;
            while (position < text.Length && text[position] is not (' ' or '(' or ')'))
                position++;
            return text[start..position];
        }

        InvalidDataException Error(int position, string what) => new($"{source}({line},{position + 1}): {what}");
    }
}
