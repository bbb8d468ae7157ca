using System.Text.Json;
using Capsules.Language;

namespace Capsules.Tests;

public sealed class LanguageTokenizerTests
{
    private static readonly string[] Corpus =
        ["the film is good , the film is not good", "the plot is the weak part of the film .", "a film 's plot", "1999 and 1998 , 199 films"];

    private static readonly ByteLevelBpe Small = new(BpeTrainer.Train(Corpus, 300, "test"));

    [GptVocabularyFact]
    public void GoldenTextsEncodeToTheIdsOfTheReference()
    {
        ByteLevelBpe bpe = ByteLevelBpe.Load(TestData.GptVocabulary!);
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(TestData.Fixture("gpt2-bpe.json")));
        foreach (JsonElement sample in golden.RootElement.EnumerateArray())
        {
            string text = sample.GetProperty("text").GetString()!;
            int[] expected = [.. sample.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal(expected, bpe.Encode(text));
            Assert.Equal(text, bpe.Decode(expected));
        }
        Assert.Equal(50257, bpe.Count);
        Assert.Equal(50256, bpe.EndOfText);
    }

    [GptVocabularyFact]
    public void AWordMayBeEndless()
    {
        ByteLevelBpe bpe = ByteLevelBpe.Load(TestData.GptVocabulary!);
        string endless = new('a', 1 << 18);
        int[] ids = bpe.Encode(endless);
        Assert.Equal(endless, bpe.Decode(ids));
        Assert.True(ids.Length <= endless.Length / 4, $"{ids.Length} tokens");
    }

    [Fact]
    public void LettersBeyondTheBasicPlaneBelongToTheWord()
    {
        // Merges never cross pieces: one token for the whole shows that a, bold A and b are one piece.
        var bpe = new ByteLevelBpe(BpeTrainer.Train(["a𝐀b", "a𝐀b"], 300, "bold"));
        Assert.Single(bpe.Encode("a𝐀b"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a  b   c \t\r\n  ")]
    [InlineData("it's we'll I'VE 'tis don't''s")]
    [InlineData("\0\u0001\u007f\u0080\u00a0\u00ad\u2028\u3000\ufeff\uffff")]
    [InlineData("東京 кофе עברית 🤖👩‍🚀 𝒜𝟙")]
    [InlineData("lone \ud83d high, low \ude00, swapped \ude00\ud83d")]
    [InlineData("<|endoftext|>")]
    public void DecodingWhatWasEncodedGivesTheTextBack(string text) => Assert.Equal(text, Small.Decode(Small.Encode(text)));

    [Fact]
    public void RandomStringsOfAnyUnitsComeBack()
    {
        var random = new Random(7);
        for (int round = 0; round < 500; round++)
        {
            char[] units = new char[random.Next(40)];
            for (int i = 0; i < units.Length; i++)
                units[i] = (char)(random.Next(3) == 0 ? random.Next(0xD800, 0xE000) : random.Next(0x10000));
            string text = new(units);
            Assert.Equal(text, Small.Decode(Small.Encode(text)));
        }
    }

    [Fact]
    public void PiecesOfUnicodeWhiteSpaceLeaveTheirLastCharacterToTheNextPiece()
    {
        // Without merges every piece is its bytes; "  x" is the pieces " " and " x", so no merge may cross.
        BpeVocabulary spaces = BpeTrainer.Train(["    ", "    ", " x", " x"], 300, "spaces");
        var bpe = new ByteLevelBpe(spaces);
        Assert.Equal(["ĠĠĠĠ"], Tokens(bpe, "    "));
        Assert.Equal(["ĠĠ", "Ġ", "Ġx"], Tokens(bpe, "    x"));
    }

    [Fact]
    public void BrokenSequencesDecodeToReplacementCharacters() =>
        Assert.Equal("\ufffd", Small.Decode(Small.Encode("é").AsSpan(0, 1)));

    [Fact]
    public void AnIdBeyondTheVocabularyIsRefused() =>
        Assert.Contains($"0 to {Small.Count - 1}", Assert.Throws<ArgumentOutOfRangeException>(() => Small.Decode([Small.Count])).Message);

    [Fact]
    public void TextNeverEncodesToTheEndOfTextToken() =>
        Assert.DoesNotContain(Small.EndOfText!.Value, Small.Encode("x<|endoftext|>y"));

    [Fact]
    public void TrainingLearnsTheFrequentWordsAndTheSameTextsGiveTheSameVocabulary()
    {
        Assert.Equal(["Ġthe", "Ġfilm", "Ġis"], Tokens(Small, " the film is"));
        Assert.Equal(Small.Vocabulary.Tokens, BpeTrainer.Train(Corpus, 300, "again").Tokens);
    }

    [Fact]
    public void ASavedVocabularyEncodesAsBefore()
    {
        string folder = Directory.CreateTempSubdirectory("capsules-").FullName;
        Small.Vocabulary.Save(folder);
        ByteLevelBpe loaded = ByteLevelBpe.Load(folder);
        string text = "the films' plot, 1999 — naïve";
        Assert.Equal(Small.Encode(text), loaded.Encode(text));
        Assert.Equal(Small.EndOfText, loaded.EndOfText);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("vocab.json", "[1]", "vocab.json: not the JSON of an object of token to id")]
    [InlineData("vocab.json", """{"a":0,"b":0}""", "id 0 belongs to 'a' and to 'b'")]
    [InlineData("vocab.json", """{"a":0,"b":2}""", "no token has id 1")]
    [InlineData("vocab.json", """{"a":2000000000}""", "token 'a' has id 2000000000")]
    [InlineData("vocab.json", """{"a":0}""", "no token for byte 0x00")]
    [InlineData("merges.txt", "#version: 0.2\na b c\n", "merges.txt(2): 'a b c'")]
    [InlineData("merges.txt", "#version: 0.2\n\na zz\n", "merges.txt(3): token 'zz'")]
    public void MalformedVocabularyFilesAreRefusedWithFileAndLine(string file, string content, string message)
    {
        string folder = Directory.CreateTempSubdirectory("capsules-").FullName;
        Small.Vocabulary.Save(folder);
        if (content == """{"a":0}""")
            File.WriteAllText(Path.Combine(folder, "merges.txt"), "");
        File.WriteAllText(Path.Combine(folder, file), content);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ByteLevelBpe.Load(folder)).Message);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void AFolderWithoutAVocabularyIsRefusedWithTheNamesExpected() =>
        Assert.Contains("vocab.json with merges.txt", Assert.Throws<FileNotFoundException>(() => ByteLevelBpe.Load(Path.GetTempPath())).Message);

    private static string[] Tokens(ByteLevelBpe bpe, string text) => [.. bpe.Encode(text).Select(id => bpe.Vocabulary.Tokens[id])];
}
