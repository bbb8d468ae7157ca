using Capsules.Networks;
using Capsules.Published;

namespace Capsules.Tests;

/// <summary>A slip in copying a table would break a relation between its columns.</summary>
public class ThePublishedTables
{
    private static readonly NetworkTable[] Tables = [.. Mitterreiter2023.AffNistByDepth, Mitterreiter2023.Table13, .. Mitterreiter2023.Cifar10ByDepth];

    public static TheoryData<int> Networks => [7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21];

    [Theory]
    [MemberData(nameof(Networks))]
    public void OfOneNetworkAgreeWithThemselves(int number)
    {
        var table = Tables.Single(t => t.Number == number);
        Assert.Equal(table.Activations.Count, table.Dynamics.Count + 1);
        var n = Math.Round(table.Activations[0].Cas.Mean / table.Activations[0].Car.Mean);      // all first capsules are active
        for (var l = 0; l < table.Activations.Count; l++)
        {
            var (a, size) = (table.Activations[l], l == table.Activations.Count - 1 ? 10 : n);
            Assert.Equal(l + 1, a.Layer);
            Assert.Equal(a.Cnm.Mean * size, a.Cns.Mean, 0.006 * size);
            Assert.Equal(a.Car.Mean * size, a.Cas.Mean, 0.006 * size);
            Assert.Equal(a.Cdr.Mean * size, a.Cds.Mean, 0.006 * size);
            if (l == table.Dynamics.Count) break;
            var d = table.Dynamics[l];
            Assert.Equal(l + 1, d.Layer);
            Assert.Equal(size - a.Cds.Mean, d.Lower, 0.5);
            Assert.Equal(d.Dyr * d.Upper, d.Dys, 0.006 * d.Upper);
        }
    }

    [Fact]
    public void OfArchitecturesCountTheParametersOfTheseNetworks()
    {
        foreach (var (kind, rows) in new[] { (BackboneKind.AffNist, Mitterreiter2023.Table5), (BackboneKind.AffNist, Mitterreiter2023.Table6), (BackboneKind.Cifar10, Mitterreiter2023.Table14), (BackboneKind.Cifar10, Mitterreiter2023.Table15) })
            foreach (var row in rows)
            {
                var count = ParameterCount.Of(new CapsNetOptions(kind, row.Capsules, row.Dim, row.Depth));
                Assert.True((row.Routing, row.Backbone) == (Math.Round(count.Routing / 1e4), Math.Round(count.Published / 1e4)), $"{row}: {count}");
            }
    }

    [Fact]
    public void OfTheOriginalNetworkCountItsWeightsWithinTheRounding()
    {
        foreach (var row in Mitterreiter2023.Table4.Take(3))
            foreach (var (dim, millions) in Mitterreiter2023.Table4Dims.Zip(row.Millions))
                Assert.Equal(millions, ParameterCount.OriginalRouting(row.Rows, row.Rows, row.Classes, dim) / 1e6, 0.06);     // the paper doubles rounded figures
    }
}
