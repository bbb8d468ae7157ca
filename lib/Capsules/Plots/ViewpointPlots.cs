using System.Globalization;
using Capsules.Analysis;
using Plotly.NET;

namespace Capsules.Plots;

/// <summary>Figures 4 and 6 to 8 of Mitterreiter et al. (2023): correlations of capsule norms under growing transformations.</summary>
public static class ViewpointPlots
{
    /// <summary>A panel for each transformation, a line for each capsule layer.</summary>
    /// <param name="least">Lower end of the y axis, for figures to be compared; fitted where null.</param>
    public static GenericChart Figure(
        IReadOnlyList<IReadOnlyList<ViewpointPoint>> sweeps, IReadOnlyList<string> layerNames, string title, double? least = null) =>
        Plot.LinePanels(
            [.. sweeps.Select(points => new LinePanel(Words(points[0].Change).Axis, [.. layerNames.Select((name, l) => new Series(
                name, [.. points.Select(p => p.Layers[l].Mean)], [.. points.Select(p => p.Degree)]))]))],
            "correlation", title, least, greatest: 1.01);

    /// <summary>What is left at each transformation's strongest degrees, beside what images have in common that have nothing to do with each other.</summary>
    /// <param name="measured">For each group of rows: their names, a sweep for each transformation, and the floor (<see cref="ViewpointSweep.Unrelated"/>).</param>
    public static Table Strongest(string title, params (IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<ViewpointPoint>> Sweeps, IReadOnlyList<ViewpointCorrelation> Unrelated)[] measured)
    {
        var table = new Table(title, ["", .. measured[0].Sweeps.Select(points => Degree(points[^1])), "unrelated images", "counted"]);
        foreach (var (names, sweeps, unrelated) in measured)
            for (var l = 0; l < names.Count; l++)
                table.Add([
                    names[l], .. sweeps.Select(points => Text(points[^1].Layers[l].Mean)), Text(unrelated[l].Mean),
                    $"{unrelated[l].Counted.Count(c => c):N0} of {unrelated[l].Counted.Length:N0}",
                ]);
        return table;
    }

    private static string Text(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Degree(ViewpointPoint point) => string.Format(CultureInfo.InvariantCulture, Words(point.Change).Degree, point.Degree);

    private static (string Axis, string Degree) Words(ViewpointChange change) => change switch
    {
        ViewpointChange.Rotation => ("rotation, °", "rotated {0}°"),
        ViewpointChange.Shear => ("shear, °", "sheared {0}°"),
        ViewpointChange.Scaling => ("scale, ×", "scaled ×{0}"),
        ViewpointChange.TranslationX => ("shift right, px", "{0} px right"),
        _ => ("shift down, px", "{0} px down"),
    };
}
