using System.Text;
using System.Text.Json;
using Capsules.Data;

namespace Capsules.Language;

/// <summary>
/// A byte-level byte-pair vocabulary: the tokens in order of id and the merges in order of rank, as GPT-2's
/// <c>vocab.json</c> and <c>merges.txt</c> (or <c>encoder.json</c> and <c>vocab.bpe</c>) hold them.
/// </summary>
public sealed class BpeVocabulary
{
    /// <summary>The token that ends a text, which no text encodes to.</summary>
    public const string EndOfTextToken = "<|endoftext|>";

    private static readonly (string Vocabulary, string Merges)[] FileNames = [("vocab.json", "merges.txt"), ("encoder.json", "vocab.bpe")];
    private readonly Dictionary<string, int> _ids;

    internal BpeVocabulary(string name, IReadOnlyList<string> tokens, IReadOnlyList<(int Left, int Right, int Merged)> merges)
    {
        (Name, Tokens, Merges) = (name, tokens, merges);
        _ids = tokens.Select((token, id) => (token, id)).ToDictionary(t => t.token, t => t.id);
        for (int b = 0; b < 256; b++)
        {
            if (!_ids.ContainsKey(ByteAlphabet.Symbol((byte)b).ToString()))
                throw new InvalidDataException($"{name}: no token for byte 0x{b:X2}, so not every text can be encoded");
        }
    }

    /// <summary>Where it came from, for outputs and messages.</summary>
    public string Name { get; }

    /// <summary>The tokens by id, in the characters of <see cref="ByteAlphabet"/>.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>The merges by rank, as token ids.</summary>
    public IReadOnlyList<(int Left, int Right, int Merged)> Merges { get; }

    /// <summary>The id of a token.</summary>
    public bool TryGetId(string token, out int id) => _ids.TryGetValue(token, out id);

    /// <summary>Reads the vocabulary of a folder under either pair of names.</summary>
    /// <exception cref="FileNotFoundException">Neither pair is there.</exception>
    /// <exception cref="InvalidDataException">A malformed file; the message names it, and the line of a merge.</exception>
    public static BpeVocabulary Load(string folder)
    {
        foreach ((string vocabulary, string merges) in FileNames)
        {
            if (File.Exists(Path.Combine(folder, vocabulary)) && File.Exists(Path.Combine(folder, merges)))
                return Load(Path.Combine(folder, vocabulary), Path.Combine(folder, merges));
        }
        string names = string.Join(" or ", FileNames.Select(f => $"{f.Vocabulary} with {f.Merges}"));
        throw new FileNotFoundException($"{folder}: no vocabulary; expected {names}", folder);
    }

    /// <summary>Reads a vocabulary from its two files.</summary>
    /// <exception cref="InvalidDataException">A malformed file; the message names it, and the line of a merge.</exception>
    public static BpeVocabulary Load(string vocabularyPath, string mergesPath)
    {
        string[] tokens = ReadTokens(vocabularyPath);
        var ids = tokens.Select((token, id) => (token, id)).ToDictionary(t => t.token, t => t.id);
        var merges = new List<(int, int, int)>();
        int line = 0;
        foreach (string text in File.ReadLines(mergesPath))
        {
            line++;
            if (text.Length == 0 || (line == 1 && text.StartsWith("#version", StringComparison.Ordinal)))
                continue;
            string[] pair = text.Split(' ');
            if (pair.Length != 2)
                throw new InvalidDataException($"{mergesPath}({line}): '{text}' is not two tokens with a space between");
            merges.Add((Id(pair[0]), Id(pair[1]), Id(pair[0] + pair[1])));
        }
        return new BpeVocabulary(vocabularyPath, tokens, merges);

        int Id(string token) => ids.TryGetValue(token, out int id)
            ? id
            : throw new InvalidDataException($"{mergesPath}({line}): token '{token}' is not in {vocabularyPath}");
    }

    /// <summary>Writes <c>vocab.json</c> and <c>merges.txt</c> into a folder, which is made where it is not there.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        using (FileStream file = File.Create(Path.Combine(folder, FileNames[0].Vocabulary)))
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            for (int id = 0; id < Tokens.Count; id++)
                json.WriteNumber(Tokens[id], id);
            json.WriteEndObject();
        }
        var lines = new StringBuilder("#version: 0.2\n");
        foreach ((int left, int right, _) in Merges)
            lines.Append(Tokens[left]).Append(' ').Append(Tokens[right]).Append('\n');
        File.WriteAllText(Path.Combine(folder, FileNames[0].Merges), lines.ToString());
    }

    private static string[] ReadTokens(string path)
    {
        var tokens = new List<string?>();
        int count = 0;
        Files.ReadJson(path, "an object of token to id", json =>
        {
            foreach (JsonProperty entry in json.EnumerateObject())
            {
                int id = entry.Value.GetInt32();
                // A file of n bytes cannot name more than n tokens: keeps a wild id from growing the list.
                if (id < 0 || id > new FileInfo(path).Length)
                    throw new InvalidDataException($"{path}: token '{entry.Name}' has id {id}");
                while (tokens.Count <= id)
                    tokens.Add(null);
                if (tokens[id] is { } other)
                    throw new InvalidDataException($"{path}: id {id} belongs to '{other}' and to '{entry.Name}'");
                tokens[id] = entry.Name;
                count++;
            }
            return count;
        });
        if (count < tokens.Count)
            throw new InvalidDataException($"{path}: no token has id {tokens.IndexOf(null)}, though ids go up to {tokens.Count - 1}");
        if (tokens.GroupBy(t => t).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidDataException($"{path}: token '{twice.Key}' has two ids");
        return [.. tokens.Select(t => t!)];
    }
}
