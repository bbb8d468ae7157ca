using System.Numerics;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Plots;

public static partial class Plot
{
    /// <summary>Norms of capsules as bars, one panel for each layer, with deviations; dead capsules have a red cross.</summary>
    /// <remarks>Figure 3 (c)–(e) of Mitterreiter et al. (2023).</remarks>
    /// <param name="norms">One row for each layer; [capsules].</param>
    /// <param name="deviations">Of the same shape; no error bars where null.</param>
    /// <param name="title">Title of the figure.</param>
    /// <param name="deadBelow">Norms below this are marked as dead.</param>
    /// <param name="layerNames">Names of the layers; numbers where null.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="dead">Which capsules are dead; where null those below <paramref name="deadBelow"/>.</param>
    /// <exception cref="ArgumentException">There is no layer, or the deviations or the dead have another shape.</exception>
    public static GenericChart CapsuleNorms<T>(
        IReadOnlyList<T[]> norms, IReadOnlyList<T[]>? deviations = null, string? title = null, double deadBelow = 0.01,
        IReadOnlyList<string>? layerNames = null, int width = Theme.Width, int height = 260, IReadOnlyList<bool[]>? dead = null)
        where T : INumberBase<T>
    {
        if (norms.Count == 0)
        {
            throw new ArgumentException("There is no layer to draw.", nameof(norms));
        }

        if (deviations is not null && (deviations.Count != norms.Count || norms.Where((row, l) => row.Length != deviations[l].Length).Any()))
        {
            throw new ArgumentException("The deviations have not the shape of the norms.", nameof(deviations));
        }

        if (dead is not null && (dead.Count != norms.Count || norms.Where((row, l) => row.Length != dead[l].Length).Any()))
        {
            throw new ArgumentException("The marks of the dead have not the shape of the norms.", nameof(dead));
        }

        Named(layerNames, norms.Count, nameof(layerNames));
        double[][] values = [.. norms.Select(row => row.Select(double.CreateChecked).ToArray())];
        double[][]? errors = deviations?.Select(row => row.Select(double.CreateChecked).ToArray()).ToArray();
        double top = Math.Max(values.SelectMany((row, l) => row.Select((norm, i) => norm + (errors?[l][i] ?? 0))).Max() * 1.05, deadBelow);
        GenericChart chart = Chart.Combine(values.SelectMany((row, l) => Panel(row, errors?[l], l, dead?[l] ?? [.. row.Select(norm => norm < deadBelow)], top)));
        for (int l = 0; l < values.Length; l++)
        {
            chart = PlaceNorms(chart, l, values.Length, layerNames?[l] ?? $"layer {l + 1}", top);
        }

        return chart.Dress(title, width, height).WithLegend(false).WithLayout(new Layout().With("bargap", 0.15));
    }

    // A dead capsule's bar could not be seen: a red cross says where it is.
    private static IEnumerable<GenericChart> Panel(double[] norms, double[]? errors, int layer, bool[] isDead, double top)
    {
        int[] dead = [.. Enumerable.Range(0, norms.Length).Where(i => isDead[i])];
        GenericChart bars = Chart.Column<double, int, string>(
            values: Numbers.Round(norms),
            Keys: Raw.Some(Enumerable.Range(0, norms.Length)),
            Name: "norm",
            MarkerColor: Color.fromString(Theme.Colour(0)),
            UseDefaults: false);
        if (errors is not null)
        {
            bars = bars.EachTrace(trace => trace.With("error_y", ErrorBars(errors)));
        }

        if (dead.Length == 0)
        {
            return [bars.WithAxisAnchor(layer + 1, layer + 1)];
        }

        GenericChart crosses = Chart.Point<int, double, string>(
            x: dead, y: [.. dead.Select(_ => Numbers.Round(top * 0.03))], Name: "dead", MarkerColor: Color.fromString(Theme.Dead),
            MarkerSymbol: StyleParam.MarkerSymbol.X, UseDefaults: false);
        return new[] { bars, crosses }.Select(part => part.WithAxisAnchor(layer + 1, layer + 1));
    }

    private static GenericChart PlaceNorms(GenericChart chart, int layer, int layers, string name, double top)
    {
        const double Gap = 0.02;
        double step = (1 + Gap) / layers;
        string number = layer == 0 ? "" : $"{layer + 1}";
        LinearAxis y = Theme.Axis(layer == 0 ? "norm" : "").With("range", new[] { 0, Numbers.Round(top) }).With("anchor", "x" + number);
        if (layer > 0)
        {
            y.With("showticklabels", false).With("ticks", "");
        }

        return chart
            .WithXAxis(
                Theme.Axis(name, grid: false).With("domain", new[] { Math.Round(layer * step, 4), Math.Round((layer + 1) * step - Gap, 4) })
                    .With("anchor", "y" + number).With("nticks", 4),
                StyleParam.SubPlotId.NewXAxis(layer + 1))
            .WithYAxis(y, StyleParam.SubPlotId.NewYAxis(layer + 1));
    }
}
