using Capsules.Sweeps;

namespace Capsules.Workbook.Tests;

public sealed class SweepTablesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("capsules-sweep-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void TableFiveSetsTheMeanOverSeedsBesideThePaper()
    {
        SweepFixture.Write(folder, SweepFixture.Member(seed: 1), 0.80);
        SweepFixture.Write(folder, SweepFixture.Member(seed: 2), 0.90);
        SweepFixture.Write(folder, SweepFixture.Member(routing: SweepRouting.Uniform), 0.75);
        var row = Row(SweepTables.Best(SweepTask.AffNist, Read()).Rows, "16", "8", "1");
        Assert.Equal(["16", "8", "1", "2", "2.1", "16", "15.8", "0.88", "0.850 ±0.050 (2 runs)", "0.92", "0.750"], row);
    }

    [Fact]
    public void WhatThePaperDidNotPrintComesAfterItsRows()
    {
        SweepFixture.Write(folder, SweepFixture.Member(depth: 8, capsules: 4, dim: 4), 0.5);
        var table = SweepTables.Best(SweepTask.AffNist, Read());
        Assert.Equal(22, table.Rows.Count);
        Assert.Equal(["4", "4", "8", ""], table.Rows[21].Take(4));
    }

    [Fact]
    public void TheBestOfADepthIsTheBestThatWasRun()
    {
        SweepFixture.Write(folder, SweepFixture.Member(depth: 2, capsules: 64), 0.7);
        SweepFixture.Write(folder, SweepFixture.Member(depth: 2, capsules: 32), 0.8);
        var row = SweepTables.BestOfDepth(SweepTask.AffNist, Read()).Rows[1];
        Assert.Equal(["2", "64×8", "0.88", "0.700", "32×8", "0.800", "2"], row);
    }

    [Fact]
    public void ThePageSetsEveryFigureBesideThePapersAndAVariationInARow()
    {
        var main = Directory.CreateDirectory(Path.Combine(folder, "sweep-affnist")).FullName;
        SweepFixture.Write(main, SweepFixture.Member(depth: 4, seed: 1), 0.85);
        SweepFixture.Write(main, SweepFixture.Member(depth: 4, seed: 2), 0.87);
        SweepFixture.Write(main, SweepFixture.Member(depth: 4, routing: SweepRouting.Uniform), 0.6);
        var variation = Directory.CreateDirectory(Path.Combine(folder, "weight-decay", "0.001")).FullName;
        SweepFixture.Write(variation, SweepFixture.Member(depth: 4), 0.7);
        var page = ResultsPage.Of(folder);
        Assert.Contains("| AffNIST-style, RBA | 0.84 to 0.88 | 0.860 ± 0.010 | 2 | reproduced |", page, StringComparison.Ordinal);
        Assert.Contains("| AffNIST-style, uniform routing | 0.88 to 0.92 | 0.60 | 1 | differs", page, StringComparison.Ordinal);
        Assert.Contains("## Weight decay", page, StringComparison.Ordinal);
        Assert.Contains("| 0.001 | 1 | 99.00 | 70.00 |", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageHasARowForEveryDepthAndNamesWhatIsStillToRun()
    {
        var depths = Directory.CreateDirectory(Path.Combine(folder, "sweep-depths")).FullName;
        SweepFixture.Write(depths, SweepFixture.Member(depth: 2), 0.8);
        SweepFixture.Write(Directory.CreateDirectory(Path.Combine(folder, "settings", "paper")).FullName, SweepFixture.Member(depth: 4), 0.7);
        var page = ResultsPage.Of(folder);
        Assert.Contains("| 2 | rba | 99.00 | 80.00 |", page, StringComparison.Ordinal);
        Assert.Contains("depths 1 rba, 1 uniform, 2 uniform, 3 rba", page, StringComparison.Ordinal);
        Assert.Contains("--iterations 20 --out data/results/settings/iterations-20`", page, StringComparison.Ordinal);
        Assert.DoesNotContain("settings/paper`", page, StringComparison.Ordinal);
    }

    [Fact]
    public void TheRepositorysPageIsThatOfItsFiles()
    {
        var results = Path.Combine(Data.DataRoot.Repository, "data", "results");
        Assert.Equal(ResultsPage.Of(results), File.ReadAllText(Path.Combine(results, "README.md")));
    }

    [Fact]
    public void GeneratedImagesAndTrialsAreNamedInTheCell()
    {
        SweepFixture.Write(folder, SweepFixture.Member(), 0.8, new SweepSettings(Images: 100), generated: true);
        Assert.Equal("0.800 GENERATED trial", Row(SweepTables.Best(SweepTask.AffNist, Read()).Rows, "16", "8", "1")[8]);
        Assert.Contains("GENERATED", File.ReadAllText(SweepFigures.Write(SweepTask.AffNist, Read(), folder)[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void CapsulesAndCouplingsAreMeansOverSeedsBesideThePapers()
    {
        SweepFixture.Write(folder, SweepFixture.Member(seed: 1), 0.80);
        SweepFixture.Write(folder, SweepFixture.Member(seed: 2), 0.90);
        SweepFixture.Write(folder, SweepFixture.Member(routing: SweepRouting.Uniform), 0.75);
        var (agreed, uniform) = SweepNetworks.All(SweepTask.AffNist, Read()).ToList() switch { [var a, var b] => (a, b), _ => default };
        Assert.Contains("Table 7", agreed.Title, StringComparison.Ordinal);
        Assert.Equal(["1", "0.90", "0.85 ± 0.05", "1.00", "1.00", "0.00", "0.00", "16.00", "16.00", "0.31", "0.85 ± 0.05", "3.05", ""], agreed.Rows[0]);
        Assert.Equal(["2", "0.18", "0.10", "0.42", "0.20", "0.00", "0.50", "", "", "", "", "", ""], agreed.Rows[1]);
        Assert.Equal(["1", "", "0.75"], uniform.Rows[0].Take(3));
    }

    [Fact]
    public void FiguresAreDrawnOfRoutingsThatWereRun()
    {
        SweepFixture.Write(folder, SweepFixture.Member(depth: 1), 0.8);
        SweepFixture.Write(folder, SweepFixture.Member(depth: 2), 0.7);
        var files = SweepFigures.Write(SweepTask.AffNist, Read(), folder);
        Assert.Equal(["figure-15-rba.html"], files.Select(Path.GetFileName));
        Assert.Contains("16×8", File.ReadAllText(files[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void ABrokenLineIsNamedAndAnUnfinishedLastOneIsAnUnfinishedRun()
    {
        var file = SweepFixture.Write(folder, SweepFixture.Member(), 0.8).Path;
        var lines = File.ReadAllLines(file);
        File.WriteAllText(file, $"{lines[0]}\n{lines[1]}\n{lines[2][..40]}");
        Assert.Equal((0, 1), (Read().Finished.Count, Read().Unfinished));

        File.WriteAllText(file, $"{lines[0]}\n{lines[1][..20]}\n{lines[2]}\n");
        Assert.Contains($"{file}, line 2", Assert.Throws<InvalidDataException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWholeLastLineCountsWithoutItsLineFeed()
    {
        var file = SweepFixture.Write(folder, SweepFixture.Member(), 0.8).Path;
        File.WriteAllText(file, File.ReadAllText(file).TrimEnd('\n'));
        Assert.Single(Read().Finished);
    }

    [Fact]
    public void AFolderThatHoldsNothingOrIsNotThereSaysSo()
    {
        Assert.Contains("sweep affnist", Assert.Throws<InvalidDataException>(Read).Message, StringComparison.Ordinal);
        var missing = Path.Combine(folder, "missing");
        Assert.Contains(missing, Assert.Throws<DirectoryNotFoundException>(() => SweepTask.AffNist.Results(missing)).Message, StringComparison.Ordinal);
    }

    private SweepResults Read() => SweepTask.AffNist.Results(folder);

    private static IReadOnlyList<string> Row(IEnumerable<IReadOnlyList<string>> rows, params string[] first) =>
        rows.Single(row => row.Take(first.Length).SequenceEqual(first));
}
