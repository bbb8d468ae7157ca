using System.Globalization;
using Capsules.Analysis;
using Capsules.Published;

namespace Capsules.Plots;

/// <summary>Table 2 of Mitterreiter et al. (2023), and those like it.</summary>
public static class ActivationPlots
{
    /// <summary>Two rows per capsule layer, the paper's above the one measured here; six figures each.</summary>
    /// <param name="paper">The paper's rows; layers it lacks have a row measured here only.</param>
    public static Table Table(IReadOnlyList<LayerStatistics> here, IReadOnlyList<ActivationRow> paper, IReadOnlyList<string> layerNames, string title)
    {
        var table = new Table(title, "capsule layer", "of", "cnm", "cns", "car", "cas", "cdr", "cds");
        for (var l = 0; l < here.Count; l++)
        {
            if (l < paper.Count) table.Add(layerNames[l], "paper", paper[l].Cnm, paper[l].Cns, paper[l].Car, paper[l].Cas, paper[l].Cdr, paper[l].Cds);
            table.Add(
                l < paper.Count ? "" : layerNames[l], "this run", Text(here[l].Cnm), Text(here[l].Cns), Text(here[l].Car), Text(here[l].Cas),
                Text(here[l].Cdr), here[l].Cds);
        }

        return table;
    }

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
