using System.Runtime.InteropServices;
using System.Text;

namespace Capsules.Language;

/// <summary>Learns a byte-level byte-pair vocabulary from text, for where GPT-2's own is not at hand.</summary>
public static class BpeTrainer
{
    /// <summary>Joins, again and again, the most frequent pair of neighboring tokens within the pieces of the texts; of equally frequent
    /// pairs the one with the lower ids, so that the same texts give the same vocabulary.</summary>
    /// <param name="size">Tokens wanted: 256 bytes, the merges, the end of text; fewer where no pair occurs twice any more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> below 257.</exception>
    public static Gpt2Tokenizer Train(IEnumerable<string> texts, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 257);
        List<string> tokens = [.. Gpt2Tokenizer.Alphabet().Select(symbol => symbol.ToString())];
        var ids = tokens.Select((token, id) => (token, id)).ToDictionary(t => t.token, t => t.id);
        var merges = new List<string>();
        var pairs = new Dictionary<(int, int), Pair>();
        foreach (var word in CountPieces(texts)) Count(pairs, word, +1);

        while (tokens.Count < size - 1 && pairs.Count > 0)
        {
            var ((left, right), found) = pairs.MaxBy(p => (p.Value.Count, -p.Key.Item1, -p.Key.Item2));
            if (found.Count < 2) break;
            var token = tokens[left] + tokens[right];
            if (ids.TryAdd(token, tokens.Count)) tokens.Add(token); // "ab" + "c" and "a" + "bc" are two merges into one token
            merges.Add($"{tokens[left]} {tokens[right]}");
            foreach (var word in found.Words.ToArray())
            {
                Count(pairs, word, -1);
                word.Join(left, right, ids[token]);
                Count(pairs, word, +1);
            }
        }
        return new Gpt2Tokenizer([.. tokens, Gpt2Tokenizer.EndOfTextToken], merges);
    }

    private static IEnumerable<Word> CountPieces(IEnumerable<string> texts) =>
        texts.SelectMany(text => Gpt2Tokenizer.Pieces().Matches(text).Select(piece => piece.Value))
            .CountBy(piece => piece).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new Word(c.Key, c.Value));

    private static void Count(Dictionary<(int, int), Pair> pairs, Word word, int sign)
    {
        foreach (var key in word.Ids.Zip(word.Ids.Skip(1)))
        {
            ref var pair = ref CollectionsMarshal.GetValueRefOrAddDefault(pairs, key, out _);
            pair ??= new Pair();
            pair.Count += sign * word.Count;
            if (sign > 0) pair.Words.Add(word);
            else pair.Words.Remove(word);
            if (pair.Count == 0) pairs.Remove(key);
        }
    }

    private sealed class Pair
    {
        internal long Count { get; set; }

        internal HashSet<Word> Words { get; } = [];
    }

    private sealed class Word(string piece, int count)
    {
        internal List<int> Ids { get; private set; } = [.. Encoding.UTF8.GetBytes(piece).Select(b => (int)b)];

        internal int Count => count;

        internal void Join(int left, int right, int merged)
        {
            var joined = new List<int>(Ids.Count);
            for (var i = 0; i < Ids.Count; i++)
            {
                var here = Ids[i] == left && i + 1 < Ids.Count && Ids[i + 1] == right;
                joined.Add(here ? merged : Ids[i]);
                if (here) i++;
            }
            Ids = joined;
        }
    }
}
