using System.Runtime.InteropServices;

namespace Capsules.Language;

/// <summary>Learns a byte-level byte-pair vocabulary from text, for where GPT-2's own is not at hand.</summary>
public static class BpeTrainer
{
    /// <summary>
    /// Joins, again and again, the most frequent pair of neighbouring tokens within the pieces of the texts; of equally
    /// frequent pairs the one with the lower ids, so that the same texts give the same vocabulary.
    /// </summary>
    /// <param name="texts">What to learn from.</param>
    /// <param name="size">Tokens wanted: 256 bytes, the merges, <c>&lt;|endoftext|&gt;</c>; fewer where no pair occurs twice any more.</param>
    /// <param name="name">Says in outputs what the vocabulary is.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> below 257.</exception>
    public static BpeVocabulary Train(IEnumerable<string> texts, int size, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 257);
        List<string> tokens = [.. Enumerable.Range(0, 256).Select(b => ByteAlphabet.Symbol((byte)b).ToString())];
        var ids = tokens.Select((token, id) => (token, id)).ToDictionary(t => t.token, t => t.id);
        var merges = new List<(int Left, int Right, int Merged)>();
        List<Word> words = CountPieces(texts);
        var pairs = new Dictionary<(int, int), Pair>();
        foreach (Word word in words)
            Count(pairs, word, +1);

        while (tokens.Count < size - 1 && pairs.Count > 0)
        {
            ((int Left, int Right) best, Pair found) = pairs.MaxBy(p => (p.Value.Count, -p.Key.Item1, -p.Key.Item2));
            if (found.Count < 2)
                break;
            string token = tokens[best.Left] + tokens[best.Right];
            // "ab" + "c" and "a" + "bc" are two merges into one token.
            if (ids.TryAdd(token, tokens.Count))
                tokens.Add(token);
            int merged = ids[token];
            merges.Add((best.Left, best.Right, merged));
            foreach (Word word in found.Words.ToArray())
            {
                Count(pairs, word, -1);
                word.Join(best, merged);
                Count(pairs, word, +1);
            }
        }
        tokens.Add(BpeVocabulary.EndOfTextToken);
        return new BpeVocabulary(name, tokens, merges);
    }

    private static List<Word> CountPieces(IEnumerable<string> texts)
    {
        var counts = new Dictionary<string, int>();
        foreach (string text in texts)
        {
            for (int at = 0, length; at < text.Length; at += length)
            {
                length = PreTokenizer.NextLength(text.AsSpan(at));
                CollectionsMarshal.GetValueRefOrAddDefault(counts, text.Substring(at, length), out _)++;
            }
        }
        return [.. counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new Word(c.Key, c.Value))];
    }

    private static void Count(Dictionary<(int, int), Pair> pairs, Word word, int sign)
    {
        for (int i = 0; i + 1 < word.Ids.Count; i++)
        {
            (int, int) key = (word.Ids[i], word.Ids[i + 1]);
            ref Pair? pair = ref CollectionsMarshal.GetValueRefOrAddDefault(pairs, key, out _);
            pair ??= new Pair();
            pair.Count += sign * word.Count;
            if (sign > 0)
                pair.Words.Add(word);
            else
                pair.Words.Remove(word);
            if (pair.Count == 0)
                pairs.Remove(key);
        }
    }

    private sealed class Pair
    {
        internal long Count { get; set; }

        internal HashSet<Word> Words { get; } = [];
    }

    private sealed class Word(string piece, int count)
    {
        internal List<int> Ids { get; private set; } = [.. GeneralizedUtf8.GetBytes(piece).Select(b => (int)b)];

        internal int Count => count;

        internal void Join((int Left, int Right) pair, int merged)
        {
            var joined = new List<int>(Ids.Count);
            for (int i = 0; i < Ids.Count; i++)
            {
                bool here = Ids[i] == pair.Left && i + 1 < Ids.Count && Ids[i + 1] == pair.Right;
                joined.Add(here ? merged : Ids[i]);
                i += here ? 1 : 0;
            }
            Ids = joined;
        }
    }
}
