using Capsules.Published;
using Capsules.Sweeps;
using Capsules.Workbook.Commands;

namespace Capsules.Workbook.Tests;

public sealed class SweepListTests
{
    [Fact]
    public void ThePapersListsHaveItsNumbersOfArchitectures()
    {
        Assert.Equal(81, SweepList.Architectures(SweepTask.AffNist).Distinct().Count());
        Assert.Equal(40, SweepList.Architectures(SweepTask.Cifar10).Distinct().Count());
    }

    [Fact]
    public void TheyHoldEveryArchitectureOfItsTables()
    {
        AssertHolds(SweepTask.AffNist, Mitterreiter2023.Table5, Mitterreiter2023.Table6);
        AssertHolds(SweepTask.Cifar10, Mitterreiter2023.Table14, Mitterreiter2023.Table15);
    }

    [Fact]
    public void AListNarrowsThePapersAndThreeListsAreTakenWhole()
    {
        Assert.All(SweepList.Architectures(SweepTask.AffNist, depths: [8]), a => Assert.Equal(8, a.Depth));
        Assert.DoesNotContain(new Architecture(8, 64, 64), SweepList.Architectures(SweepTask.AffNist, depths: [8]));
        Assert.Contains(new Architecture(8, 64, 64), SweepList.Architectures(SweepTask.AffNist, [8], [64], [64]));
        Assert.Contains(new Architecture(2, 5, 8), SweepList.Architectures(SweepTask.AffNist, capsules: [5]));
    }

    [Fact]
    public void BothRoutingsOfASeedStandBesideEachOther()
    {
        var members = SweepList.Members(SweepTask.AffNist, [4], [16], [8], SweepList.Routings("rba,uniform"), [1, 2]);
        Assert.Equal(
            ["rba-seed1", "uniform-seed1", "rba-seed2", "uniform-seed2"],
            members.Select(m => m.Name.Replace("affnist-depth4-caps16-dim8-", "", StringComparison.Ordinal)));
        Assert.Equal(members[2], SweepList.At(members, 3));
    }

    [Theory]
    [InlineData("--depths", ",", "--depths is empty")]
    [InlineData("--caps", "16,many", "'many'")]
    [InlineData("--dims", "0", "must be an integer ≥ 1")]
    [InlineData("--seeds", "1,1", "twice")]
    public void AListThatMakesNoSenseIsRefusedByName(string option, string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => SweepList.Numbers(option, text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("affnist", "--routing", "em")]
    [InlineData("affnist", "--index", "0")]
    [InlineData("affnist", "--index", "1000")]
    [InlineData("affnist", "--epochs", "0")]
    [InlineData("cifar10", "--target", "1.5")]
    [InlineData("cifar10", "--threads", "0")]
    [InlineData("tables", "mnist", "--out=.")]
    [InlineData("tables", "affnist", "--out=no such folder")]
    public void ARequestThatMakesNoSenseEndsWithTwo(params string[] arguments) => Assert.Equal(2, SweepCommand.Create().Parse(arguments).Invoke());

    [Fact]
    public void TheIndexSaysHowManyMembersThereAre()
    {
        var members = SweepList.Members(SweepTask.AffNist, [1], [16], [8], [SweepRouting.Rba], [1]);
        Assert.Contains("members 1 to 1", Assert.Throws<ArgumentException>(() => SweepList.At(members, 2)).Message, StringComparison.Ordinal);
    }

    private static void AssertHolds(SweepTask task, params IEnumerable<ArchitectureRow>[] tables)
    {
        var all = SweepList.Architectures(task);
        foreach (var row in tables.SelectMany(rows => rows)) Assert.Contains(new Architecture(row.Depth, row.Capsules, row.Dim), all);
    }
}
