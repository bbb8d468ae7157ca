namespace Capsules.Language;

/// <summary>
/// GPT-2's tokenizer: text as UTF-8 bytes, cut into pieces, the bytes of a piece merged pair by pair in the order in which
/// the vocabulary learned them. Any string encodes; <c>Decode(Encode(x)) == x</c> for every string, lone surrogates
/// included, which are carried as the three bytes of their code point.
/// </summary>
/// <example><code>
/// var bpe = ByteLevelBpe.Load("data/gpt2");
/// int[] ids = bpe.Encode("Hello world");   // 15496, 995
/// </code></example>
public sealed class ByteLevelBpe
{
    /// <summary>Pieces remembered; text has some ten thousand that return, and endless ones that do not.</summary>
    private const int MaxRemembered = 65_536;

    private readonly Dictionary<(int, int), (int Rank, int Merged)> _merges = [];
    private readonly int[] _byteIds = new int[256];
    private readonly Dictionary<string, int[]> _known = [];
    private readonly Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _knownBySpan;
    private readonly Lock _lock = new();

    /// <summary>A tokenizer over a vocabulary.</summary>
    public ByteLevelBpe(BpeVocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        _knownBySpan = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int b = 0; b < 256; b++)
            vocabulary.TryGetId(ByteAlphabet.Symbol((byte)b).ToString(), out _byteIds[b]);
        for (int rank = 0; rank < vocabulary.Merges.Count; rank++)
        {
            (int left, int right, int merged) = vocabulary.Merges[rank];
            // A pair that is listed twice keeps its first rank.
            _merges.TryAdd((left, right), (rank, merged));
        }
        EndOfText = vocabulary.TryGetId(BpeVocabulary.EndOfTextToken, out int id) ? id : null;
    }

    /// <summary>The vocabulary.</summary>
    public BpeVocabulary Vocabulary { get; }

    /// <summary>Number of tokens.</summary>
    public int Count => Vocabulary.Tokens.Count;

    /// <summary>The id of <c>&lt;|endoftext|&gt;</c>, where the vocabulary has it; text never encodes to it.</summary>
    public int? EndOfText { get; }

    /// <summary>The tokenizer of a folder with <c>vocab.json</c> and <c>merges.txt</c>, or <c>encoder.json</c> and <c>vocab.bpe</c>.</summary>
    /// <exception cref="FileNotFoundException">No such files.</exception>
    /// <exception cref="InvalidDataException">Malformed files.</exception>
    public static ByteLevelBpe Load(string folder) => new(BpeVocabulary.Load(folder));

    /// <summary>The token ids of a text; none for the empty text.</summary>
    public int[] Encode(string text)
    {
        var ids = new List<int>(text.Length / 3 + 4);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int length = PreTokenizer.NextLength(rest);
            ids.AddRange(EncodePiece(rest[..length]));
            rest = rest[length..];
        }
        return [.. ids];
    }

    /// <summary>The text of token ids; bytes that are no UTF-8, as a cut sequence may leave, become U+FFFD.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id beyond the vocabulary.</exception>
    public string Decode(ReadOnlySpan<int> ids) => GeneralizedUtf8.GetString(DecodeBytes(ids));

    /// <summary>The bytes of token ids.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id beyond the vocabulary.</exception>
    public byte[] DecodeBytes(ReadOnlySpan<int> ids)
    {
        var bytes = new List<byte>(ids.Length * 4);
        foreach (int id in ids)
        {
            if ((uint)id >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"token ids of {Vocabulary.Name} go from 0 to {Count - 1}");
            string token = Vocabulary.Tokens[id];
            // A special token such as <|endoftext|> may hold characters that stand for no byte: then it is its own text.
            bytes.AddRange(ByteAlphabet.Read(token) ?? GeneralizedUtf8.GetBytes(token));
        }
        return [.. bytes];
    }

    private int[] EncodePiece(ReadOnlySpan<char> piece)
    {
        lock (_lock)
        {
            if (_knownBySpan.TryGetValue(piece, out int[]? known))
                return known;
        }
        int[] ids = Merge(GeneralizedUtf8.GetBytes(piece));
        lock (_lock)
        {
            if (_known.Count < MaxRemembered)
                _known[piece.ToString()] = ids;
        }
        return ids;
    }

    /// <summary>
    /// Merges all neighbours of the lowest rank from left to right, then those of the next lowest, until none is left. The
    /// queue makes it n·log n: a piece may be a megabyte of one letter.
    /// </summary>
    private int[] Merge(byte[] bytes)
    {
        int n = bytes.Length;
        int[] symbol = Array.ConvertAll(bytes, b => _byteIds[b]);
        int[] next = [.. Enumerable.Range(1, n)];
        int[] previous = [.. Enumerable.Range(-1, n)];
        const int Gone = -1;
        var queue = new PriorityQueue<int, (int Rank, int At)>();
        for (int i = 0; i < n; i++)
            Enqueue(i);

        var touched = new List<int>();
        while (queue.TryPeek(out _, out (int Rank, int At) lowest))
        {
            int rank = lowest.Rank;
            while (queue.TryPeek(out int at, out lowest) && lowest.Rank == rank)
            {
                queue.Dequeue();
                // An earlier merge may have used up this symbol or its neighbour.
                if (symbol[at] == Gone || next[at] == n || !TryPair(at, out (int Rank, int Merged) pair) || pair.Rank != rank)
                    continue;
                symbol[at] = pair.Merged;
                symbol[next[at]] = Gone;
                next[at] = next[next[at]];
                if (next[at] < n)
                    previous[next[at]] = at;
                touched.Add(at);
                if (previous[at] >= 0)
                    touched.Add(previous[at]);
            }
            // Only now: a merged symbol joins the others from the next rank on.
            touched.ForEach(Enqueue);
            touched.Clear();
        }
        return [.. symbol.Where(s => s != Gone)];

        bool TryPair(int at, out (int Rank, int Merged) pair) => _merges.TryGetValue((symbol[at], symbol[next[at]]), out pair);

        void Enqueue(int at)
        {
            if (symbol[at] != Gone && next[at] < n && TryPair(at, out (int Rank, int Merged) pair))
                queue.Enqueue(at, (pair.Rank, at));
        }
    }
}
