using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Capsules.Data;
using Microsoft.ML.Tokenizers;

namespace Capsules.Language;

/// <summary>Cuts a text into the tokens that a transformer reads.</summary>
public interface ITextTokenizer
{
    /// <summary>Number of tokens in the vocabulary.</summary>
    int Count { get; }

    /// <summary>The token that fills rows of a batch on the right.</summary>
    int Padding { get; }

    /// <summary>The ids of a text's tokens, those that the transformer expects around every text included.</summary>
    int[] Encode(string text);

    /// <summary>A token as a reader should see it.</summary>
    string Show(int id);
}

/// <summary>GPT-2's tokenizer: byte-level byte-pair encoding, over Microsoft.ML.Tokenizers. Every text encodes and decodes to itself.</summary>
/// <example><code>
/// var tokenizer = Gpt2Tokenizer.Load("data/gpt2");
/// int[] ids = tokenizer.Encode("Hello world");   // 15496, 995, 50256
/// </code></example>
public sealed partial class Gpt2Tokenizer : ITextTokenizer
{
    /// <summary>The token that ends a text; no text encodes to it.</summary>
    public const string EndOfTextToken = "<|endoftext|>";

    private const string VocabularyFile = "vocab.json", MergesFile = "merges.txt";

    private readonly BpeTokenizer bpe;
    private readonly string[] merges;

    /// <summary>A tokenizer over tokens in order of id and merges in order of rank, each two tokens with a space between.</summary>
    internal Gpt2Tokenizer(IReadOnlyList<string> tokens, IEnumerable<string> merges)
    {
        Tokens = tokens;
        this.merges = [.. merges];
        EndOfText = tokens.ToList().IndexOf(EndOfTextToken);
        bpe = BpeTokenizer.Create(new BpeOptions(tokens.Select((token, id) => KeyValuePair.Create(token, id)))
        {
            Merges = this.merges,
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(Pieces(), null),
        });
    }

    /// <summary>The tokens by id; a byte that does not print is written as a letter from U+0100 on, a space as <c>Ġ</c>.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <inheritdoc/>
    public int Count => Tokens.Count;

    /// <summary>The id of <see cref="EndOfTextToken"/>.</summary>
    public int EndOfText { get; }

    /// <inheritdoc/>
    public int Padding => EndOfText;

    /// <summary>Reads <c>vocab.json</c> and <c>merges.txt</c> of a folder.</summary>
    /// <exception cref="FileNotFoundException">One of them is not there.</exception>
    /// <exception cref="InvalidDataException">A malformed file; the message names it, and the line of a merge.</exception>
    public static Gpt2Tokenizer Load(string folder)
    {
        string vocabulary = Path.Combine(folder, VocabularyFile), merges = Path.Combine(folder, MergesFile);
        if (!File.Exists(vocabulary) || !File.Exists(merges))
            throw new FileNotFoundException($"{folder}: no vocabulary; expected {VocabularyFile} with {MergesFile}", folder);
        var tokens = ReadTokens(vocabulary);
        return new Gpt2Tokenizer(tokens, ReadMerges(merges, [.. tokens]));
    }

    /// <summary>Writes <c>vocab.json</c> and <c>merges.txt</c> into a folder.</summary>
    public void Save(string folder)
    {
        var ids = Tokens.Select((token, id) => (token, id)).ToDictionary(t => t.token, t => t.id);
        File.WriteAllText(Path.Combine(folder, VocabularyFile), JsonSerializer.Serialize(ids));
        File.WriteAllLines(Path.Combine(folder, MergesFile), ["#version: 0.2", .. merges]);
    }

    /// <inheritdoc/>
    public int[] Encode(string text) => [.. bpe.EncodeToIds(text), EndOfText];

    /// <summary>The text of tokens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id beyond the vocabulary.</exception>
    public string Decode(IEnumerable<int> ids) => bpe.Decode(ids.Select(id => (uint)id < (uint)Count
        ? id
        : throw new ArgumentOutOfRangeException(nameof(ids), id, $"token ids go from 0 to {Count - 1}")))!;

    /// <inheritdoc/>
    public string Show(int id) => id == EndOfText ? "⟨end⟩" : Decode([id]);

    /// <summary>What GPT-2 merges within: contractions; letters, digits or other characters with a space before; white space.</summary>
    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    internal static partial Regex Pieces();

    /// <summary>The characters that stand for bytes 0 to 255: those that print for themselves, the other 68 from U+0100 on.</summary>
    internal static char[] Alphabet()
    {
        var next = 256;
        return [.. Enumerable.Range(0, 256).Select(b => b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)b : (char)next++)];
    }

    private static string[] ReadTokens(string path) => Files.ReadJson(path, "an object of token to id", json =>
    {
        (string Token, int Id)[] entries = [.. json.EnumerateObject().Select(entry => (entry.Name, entry.Value.GetInt32())).OrderBy(entry => entry.Item2)];
        foreach (var (place, (token, id)) in entries.Index())
            if (id != place) throw Files.Refuse(path, $"token '{token}' has id {id}; {entries.Length} tokens have ids from 0 to {entries.Length - 1}");
        HashSet<string> known = [.. entries.Select(entry => entry.Token)];
        if (known.Count < entries.Length) throw Files.Refuse(path, "a token has two ids");
        foreach (var needed in Alphabet().Select(symbol => symbol.ToString()).Append(EndOfTextToken))
            if (!known.Contains(needed)) throw Files.Refuse(path, $"no token '{needed}', so not every text can be encoded");
        return entries.Select(entry => entry.Token).ToArray();
    });

    private static List<string> ReadMerges(string path, HashSet<string> tokens)
    {
        var merges = new List<string>();
        var number = 0;
        using var file = new StreamReader(Files.OpenRead(path));
        while (file.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0 || (number == 1 && line.StartsWith("#version", StringComparison.Ordinal))) continue;
            var pair = line.Split(' ');
            if (pair.Length != 2) throw new InvalidDataException($"{path}({number}): '{line}' is not two tokens with a space between");
            if (((string[])[.. pair, pair[0] + pair[1]]).FirstOrDefault(token => !tokens.Contains(token)) is { } unknown)
                throw new InvalidDataException($"{path}({number}): token '{unknown}' is not in the vocabulary");
            merges.Add(line);
        }
        return merges;
    }
}

/// <summary>BERT's tokenizer: WordPiece between [CLS] and [SEP], over Microsoft.ML.Tokenizers.</summary>
public sealed class WordPieceTokenizer : ITextTokenizer
{
    private readonly BertTokenizer bert;
    private readonly string[] tokens;

    private WordPieceTokenizer(BertTokenizer bert, string[] tokens) => (this.bert, this.tokens) = (bert, tokens);

    /// <inheritdoc/>
    public int Count => tokens.Length;

    /// <inheritdoc/>
    public int Padding => bert.PaddingTokenId;

    /// <summary>Reads <c>vocab.txt</c> of a folder, and from <c>tokenizer_config.json</c>, where there is one, whether case is kept.</summary>
    /// <exception cref="FileNotFoundException">There is no vocabulary.</exception>
    /// <exception cref="InvalidDataException">It lacks a token that BERT needs.</exception>
    public static WordPieceTokenizer Load(string folder)
    {
        string path = Path.Combine(folder, "vocab.txt"), config = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; a BERT folder holds vocab.txt beside its weights", path);
        var lowerCase = !File.Exists(config) || Files.ReadJson(config, "a tokenizer's configuration", json =>
            !json.TryGetProperty("do_lower_case", out var value) || value.GetBoolean());
        using var text = new StreamReader(Files.OpenRead(path));
        string[] tokens = [.. text.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r'))];
        if (tokens[^1].Length == 0) tokens = tokens[..^1];
        foreach (var needed in (string[])["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
            if (!tokens.Contains(needed)) throw Files.Refuse(path, $"no token '{needed}'");
        using var vocabulary = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', tokens)));
        return new(BertTokenizer.Create(vocabulary, new BertOptions { LowerCaseBeforeTokenization = lowerCase, RemoveNonSpacingMarks = lowerCase }), tokens);
    }

    /// <inheritdoc/>
    public int[] Encode(string text) => [.. bert.EncodeToIds(text, addSpecialTokens: true)];

    /// <inheritdoc/>
    public string Show(int id) => tokens[id];
}
