using System.Text.Json;
using Capsules.Language;

namespace Capsules.Tests;

public sealed class LanguageTokenizerTests
{
    private static readonly string[] Corpus =
        ["the film is good , the film is not good", "the plot is the weak part of the film .", "a film 's plot", "1999 and 1998 , 199 films"];

    private static readonly Gpt2Tokenizer Small = BpeTrainer.Train(Corpus, 300);

    [GptVocabularyFact]
    public void GoldenTextsEncodeToTheIdsOfTheReference()
    {
        var bpe = Gpt2Tokenizer.Load(TestData.GptVocabulary!);
        using var golden = JsonDocument.Parse(File.ReadAllText(TestData.Fixture("gpt2-bpe.json")));
        foreach (var sample in golden.RootElement.EnumerateArray())
        {
            var text = sample.GetProperty("text").GetString()!;
            int[] expected = [.. sample.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal([.. expected, bpe.EndOfText], bpe.Encode(text));
            Assert.Equal(text, bpe.Decode(expected));
        }
        Assert.Equal(50257, bpe.Count);
        Assert.Equal(50256, bpe.EndOfText);
    }

    [GptVocabularyFact]
    public void AWordMayBeEndless()
    {
        var bpe = Gpt2Tokenizer.Load(TestData.GptVocabulary!);
        string endless = new('a', 1 << 14);
        var ids = bpe.Encode(endless);
        Assert.Equal(endless, bpe.Decode(ids[..^1]));
        Assert.True(ids.Length - 1 <= endless.Length / 4, $"{ids.Length} tokens");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a  b   c \t\r\n  ")]
    [InlineData("it's we'll I'VE 'tis don't''s")]
    [InlineData("\0\u0001\u007f\u0080\u00a0\u00ad\u2028\u3000\ufeff\uffff")]
    [InlineData("東京 кофе עברית 🤖👩‍🚀 𝒜𝟙")]
    [InlineData("<|endoftext|>")]
    public void DecodingWhatWasEncodedGivesTheTextBack(string text) => Assert.Equal(text + "<|endoftext|>", Small.Decode(Small.Encode(text)));

    [Fact]
    public void PiecesOfUnicodeWhiteSpaceLeaveTheirLastCharacterToTheNextPiece()
    {
        // Without merges every piece is its bytes; "  x" is the pieces " " and " x", so no merge may cross.
        var bpe = BpeTrainer.Train(["    ", "    ", " x", " x"], 300);
        Assert.Equal(["ĠĠĠĠ"], Tokens(bpe, "    "));
        Assert.Equal(["ĠĠ", "Ġ", "Ġx"], Tokens(bpe, "    x"));
    }

    [Fact]
    public void BrokenSequencesDecodeToReplacementCharacters() =>
        Assert.Equal("\ufffd", Small.Decode(Small.Encode("é")[..1]));

    [Fact]
    public void AnIdBeyondTheVocabularyIsRefused() =>
        Assert.Contains($"0 to {Small.Count - 1}", Assert.Throws<ArgumentOutOfRangeException>(() => Small.Decode([Small.Count])).Message);

    [Fact]
    public void TextNeverEncodesToTheEndOfTextToken() =>
        Assert.Single(Small.Encode("x<|endoftext|>y"), Small.EndOfText);

    [Fact]
    public void TrainingLearnsTheFrequentWordsAndTheSameTextsGiveTheSameVocabulary()
    {
        Assert.Equal(["Ġthe", "Ġfilm", "Ġis"], Tokens(Small, " the film is"));
        Assert.Equal(Small.Tokens, BpeTrainer.Train(Corpus, 300).Tokens);
    }

    [Fact]
    public void ASavedVocabularyEncodesAsBefore()
    {
        var folder = Directory.CreateTempSubdirectory("capsules-").FullName;
        Small.Save(folder);
        var loaded = Gpt2Tokenizer.Load(folder);
        var text = "the films' plot, 1999 — naïve";
        Assert.Equal(Small.Encode(text), loaded.Encode(text));
        Assert.Equal(Small.EndOfText, loaded.EndOfText);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("vocab.json", "[1]", "vocab.json: not the JSON of an object of token to id")]
    [InlineData("vocab.json", """{"a":0,"b":0}""", "token 'b' has id 0; 2 tokens")]
    [InlineData("vocab.json", """{"a":0,"b":2}""", "token 'b' has id 2; 2 tokens")]
    [InlineData("vocab.json", """{"a":2000000000}""", "token 'a' has id 2000000000")]
    [InlineData("vocab.json", """{"a":0}""", "no token 'Ā'")]
    [InlineData("merges.txt", "#version: 0.2\na b c\n", "merges.txt(2): 'a b c'")]
    [InlineData("merges.txt", "#version: 0.2\n\na zz\n", "merges.txt(3): token 'zz' is not in the vocabulary")]
    public void MalformedVocabularyFilesAreRefusedWithFileAndLine(string file, string content, string message)
    {
        var folder = Directory.CreateTempSubdirectory("capsules-").FullName;
        Small.Save(folder);
        if (content == """{"a":0}""")
            File.WriteAllText(Path.Combine(folder, "merges.txt"), "");
        File.WriteAllText(Path.Combine(folder, file), content);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Gpt2Tokenizer.Load(folder)).Message);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void AFolderWithoutAVocabularyIsRefusedWithTheNamesExpected() =>
        Assert.Contains("vocab.json with merges.txt", Assert.Throws<FileNotFoundException>(() => Gpt2Tokenizer.Load(Path.GetTempPath())).Message);

    private static string[] Tokens(Gpt2Tokenizer bpe, string text) => [.. bpe.Encode(text)[..^1].Select(id => bpe.Tokens[id])];
}
