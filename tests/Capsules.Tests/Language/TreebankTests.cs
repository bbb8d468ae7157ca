using Capsules.Language;

namespace Capsules.Tests;

public sealed class LanguageTreebankTests
{
    [Fact]
    public void ATreeGivesItsTextItsPhrasesAndItself()
    {
        const string Line = "(3 (2 It) (4 (2 (1 not) (2 bad\u00a0one)) (2 .)))";
        var tree = SentimentTree.Parse(Line);
        Assert.Equal("It not bad\u00a0one .", tree.Text());
        Assert.Equal(["It not bad\u00a0one .", "It", "not bad\u00a0one .", "not bad\u00a0one", "not", "bad\u00a0one", "."],
            tree.Subtrees().Select(t => t.Text()));
        Assert.Equal(Line, tree.ToString());
    }

    [Theory]
    [InlineData("", "tree, column 1: '(' was expected, not the end")]
    [InlineData("x", "tree, column 1: '(' was expected, not 'x'")]
    [InlineData("(2 a))", "tree, column 6: ')' after the end")]
    [InlineData("(2 a) (2 b)", "tree, column 6: ' ' after the end")]
    [InlineData("(2 (2 a) (2 b)", "tree, column 15: ')' was expected, not the end")]
    [InlineData("(2 a b)", "tree, column 5: ')' was expected, not ' '")]
    [InlineData("(2 (2 a) b)", "tree, column 10: '(' was expected, not 'b'")]
    [InlineData("(2)", "tree, column 3: ' ' was expected")]
    [InlineData("(2 )", "tree, column 4: a node without a word or parts")]
    [InlineData("(5 a)", "tree, column 3: a label from 0 to 4")]
    [InlineData("(-1 a)", "tree, column 4: a label")]
    [InlineData("((2 a))", "tree, column 2: a label")]
    [InlineData("(2 a", "tree, column 5: ')' was expected, not the end")]
    public void MalformedTreeIsRefusedWithItsColumn(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<InvalidDataException>(() => SentimentTree.Parse(text)).Message);

    [Fact]
    public void ALineOfBracketsIsAnErrorNotAStackOverflow()
    {
        var text = string.Concat(Enumerable.Repeat("(2 ", 1_000_000));
        Assert.Contains("column 3001: nested more than 1000", Assert.Throws<InvalidDataException>(() => SentimentTree.Parse(text)).Message);
    }

    [Fact]
    public void AFileNamesTheLineOfItsErrorAndOfBytesThatAreNotUtf8()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "(2 a)\r\n\n(2 (2 b) (3 c))\n(7 d)\n");
        Assert.StartsWith($"{path}(4), column 3: a label", Assert.Throws<InvalidDataException>(() => SentimentTree.ReadFile(path)).Message);
        File.WriteAllBytes(path, [.. "(2 a)\n(2 "u8, 0xFF, .. ")\n"u8]);
        Assert.StartsWith($"{path}: line 2 is not UTF-8", Assert.Throws<InvalidDataException>(() => SentimentTree.ReadFile(path)).Message);
        File.WriteAllText(path, "(2 a)\r\n\n(2 (2 b) (3 c))");
        Assert.Equal(["a", "b c"], SentimentTree.ReadFile(path).Select(t => t.Text()));
        File.Delete(path);
    }

    [Fact]
    public void PhrasesAreUniqueAndTheFirstLabelWins()
    {
        SentimentTree[] trees = [SentimentTree.Parse("(4 (2 good) (3 fun))"), SentimentTree.Parse("(1 (0 good) (1 fun))")];
        Assert.Equal([new("good fun", 4), new("good", 2), new("fun", 3)], SentimentTask.Sst5.Phrases(trees));
        // Without the neutral "good" of the first tree the negative one of the second is the first.
        Assert.Equal([new("good fun", 1), new("fun", 1), new("good", 0)], SentimentTask.Sst2.Phrases(trees));
        Assert.Equal([new("good fun", 4), new("good fun", 1)], SentimentTask.Sst5.Sentences(trees));
    }

    [TreebankFact]
    public void TheSplitsOfTheTreebankHaveThePapersCounts()
    {
        var bank = Treebank.Load(TestData.Treebank!);
        IReadOnlyList<SentimentTree>[] splits = [bank.Train, bank.Dev, bank.Test];
        Assert.Equal([8544, 1101, 2210], splits.Select(s => SentimentTask.Sst5.Sentences(s).Count));
        Assert.Equal([6920, 872, 1821], splits.Select(s => SentimentTask.Sst2.Sentences(s).Count));
        Assert.Equal(318582, bank.Train.Sum(t => t.Subtrees().Count()));
        Assert.Equal(bank.Train[0].ToString(), File.ReadLines(Path.Combine(TestData.Treebank!, "train.txt")).First());
        Assert.Equal(215_154, SentimentTask.Sst5.Phrases(splits.SelectMany(s => s)).Count);
        var phrases = SentimentTask.Sst5.Phrases(bank.Train);
        Assert.Equal(phrases.Count, phrases.Select(p => p.Text).Distinct().Count());
        Assert.All(bank.Train, t => Assert.All(t.Subtrees(), s => Assert.True(s.Token is not null || s.Children.Count == 2)));
    }

    [Fact]
    public void TheGrammarGivesTheSameTreesForTheSameSeedAndNoSentenceTwice()
    {
        Treebank bank = SentimentGrammar.Generate(), again = SentimentGrammar.Generate();
        List<SentimentTree> all = [.. bank.Train, .. bank.Dev, .. bank.Test];
        Assert.Equal(all.Select(t => t.ToString()), again.Train.Concat(again.Dev).Concat(again.Test).Select(t => t.ToString()));
        Assert.Equal(all.Count, all.Select(t => t.Text()).Distinct().Count());
        Assert.NotEqual(bank.Train[0].ToString(), SentimentGrammar.Generate(new(Seed: 2)).Train[0].ToString());
        Assert.True(bank.IsGenerated);
        Assert.StartsWith("GENERATED", bank.Name);
        Assert.All(all, t => Assert.Equal(t.ToString(), SentimentTree.Parse(t.ToString()).ToString()));
        Assert.Equal(5, all.Select(t => t.Label).Distinct().Count());
    }

    [Fact]
    public void TheGrammarComposesNegationIntensifiersAndContrast()
    {
        List<SentimentTree> nodes = [.. SentimentGrammar.Generate().Train.SelectMany(t => t.Subtrees()).Where(t => t.Token is null)];
        List<SentimentTree> negations = Headed("not"), very = Headed("very"), somewhat = Headed("somewhat"), but = Headed("but");
        Assert.All(negations.Where(t => t.Children[1].Label > 2), t => Assert.Equal(1, t.Label));
        Assert.All(very.Where(t => t.Children[1].Label == 3), t => Assert.Equal(4, t.Label));
        Assert.All(somewhat.Where(t => t.Children[1].Label == 0), t => Assert.Equal(1, t.Label));
        Assert.All(but, t => Assert.Equal(t.Children[1].Label, t.Label));
        Assert.All(new[] { negations, very, somewhat, but }, list => Assert.True(list.Count > 10));

        List<SentimentTree> Headed(string word) => [.. nodes.Where(t => t.Children[0].Token == word)];
    }
}
