using System.Numerics;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Plots;

/// <summary>Which colours stand for a heatmap's numbers.</summary>
public enum HeatmapColours
{
    /// <summary>White for the least, dark blue for the greatest.</summary>
    Sequential,

    /// <summary>Blue below zero, white at zero, red above; the ends are equally far from zero.</summary>
    Diverging,
}

public static partial class Plot
{
    /// <summary>A matrix as colours, first row on top.</summary>
    /// <param name="values">[rows, columns].</param>
    /// <param name="xTitle">What the columns are.</param>
    /// <param name="yTitle">What the rows are.</param>
    /// <param name="title">Title of the chart.</param>
    /// <param name="valueTitle">What the colours are.</param>
    /// <param name="columns">Names of the columns; their numbers from 0 where null.</param>
    /// <param name="rows">Names of the rows; their numbers from 0 where null.</param>
    /// <param name="colours">Which colours.</param>
    /// <param name="least">The number of the first colour; the least value where null.</param>
    /// <param name="greatest">The number of the last colour; the greatest value where null.</param>
    /// <param name="format">.NET format of the number written in each cell; none where null.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels; about square cells where null.</param>
    /// <exception cref="ArgumentException">The matrix is empty, or there is not one name for each row and column.</exception>
    public static GenericChart Heatmap<T>(
        T[,] values, string xTitle, string yTitle, string? title = null, string valueTitle = "value",
        IReadOnlyList<string>? columns = null, IReadOnlyList<string>? rows = null, HeatmapColours colours = HeatmapColours.Sequential,
        double? least = null, double? greatest = null, string? format = null, int width = Theme.Width, int? height = null)
        where T : INumberBase<T>
    {
        double[][] z = Numbers.Rows(values);
        Named(columns, values.GetLength(1), nameof(columns));
        Named(rows, values.GetLength(0), nameof(rows));
        if (values.Length == 0)
        {
            throw new ArgumentException($"The matrix is empty: {values.GetLength(0)} × {values.GetLength(1)}.", nameof(values));
        }

        (double low, double high) = Numbers.Ends(z);
        (low, high) = (least ?? low, greatest ?? high);
        if (colours == HeatmapColours.Diverging)
        {
            high = Math.Max(Math.Abs(low), Math.Abs(high));
            low = -high;
        }

        string[][]? texts = format is null ? null : [.. z.Select(row => row.Select(value => Numbers.Text(value, format)).ToArray())];
        return Cells(z, columns, rows, texts)
            .WithXAxis(Theme.Axis(xTitle, grid: false, categories: columns?.ToArray()))
            .WithYAxis(Theme.Axis(yTitle, grid: false, categories: rows?.ToArray()).With("autorange", "reversed"))
            .Coloured(low, high, colours == HeatmapColours.Diverging ? Theme.Diverging : Theme.Blues, valueTitle)
            .Dress(title, width, height ?? Square(width, z.Length, z[0].Length))
            .Margins(left: 62, right: 86, top: title is null ? 20 : 52, bottom: 56);
    }

    /// <summary>How often each class was taken for each other; rows are coloured by their share, cells hold the counts.</summary>
    /// <param name="counts">[true class, predicted class].</param>
    /// <param name="classes">Names of the classes; their numbers from 0 where null.</param>
    /// <param name="title">Title of the chart; the accuracy where null.</param>
    /// <param name="width">In pixels.</param>
    /// <exception cref="ArgumentException">The matrix is not square or is empty.</exception>
    public static GenericChart ConfusionMatrix(int[,] counts, IReadOnlyList<string>? classes = null, string? title = null, int width = 560)
    {
        int n = counts.GetLength(0);
        if (n == 0 || n != counts.GetLength(1))
        {
            throw new ArgumentException($"A confusion matrix is square; this one is {n} × {counts.GetLength(1)}.", nameof(counts));
        }

        Named(classes, n, nameof(classes));
        classes ??= [.. Enumerable.Range(0, n).Select(i => $"{i}")];
        double[][] share = [.. Enumerable.Range(0, n).Select(i => Share(counts, i))];
        string[][] texts = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => counts[i, j] == 0 ? "" : $"{counts[i, j]}").ToArray())];
        long right = Enumerable.Range(0, n).Sum(i => (long)counts[i, i]);
        title ??= $"accuracy {100.0 * right / Math.Max(1, counts.Cast<int>().Sum(count => (long)count)):0.00} %";
        return Cells(share, classes, classes, texts)
            .WithXAxis(Theme.Axis("predicted", grid: false, categories: [.. classes]))
            .WithYAxis(Theme.Axis("true", grid: false, categories: [.. classes]).With("autorange", "reversed"))
            .Coloured(0, 1, Theme.Blues, "share of the row")
            .Dress(title, width, Square(width, n, n))
            .Margins(left: 62, right: 86, top: 52, bottom: 56);
    }

    private static double[] Share(int[,] counts, int row)
    {
        double[] line = [.. Enumerable.Range(0, counts.GetLength(1)).Select(j => (double)counts[row, j])];
        double sum = line.Sum();
        return [.. line.Select(count => sum == 0 ? 0 : Numbers.Round(count / sum))];
    }

    private static GenericChart Cells(
        double[][] z, IReadOnlyList<string>? columns, IReadOnlyList<string>? rows, string[][]? texts)
    {
        GenericChart chart = Chart.Heatmap<double, string, string, string>(
            zData: z,
            X: columns is null ? default : Raw.Some(columns),
            Y: rows is null ? default : Raw.Some(rows),
            UseDefaults: false);
        return texts is null ? chart : chart.EachTrace(trace => trace.With("text", texts).With("texttemplate", "%{text}"));
    }

    // Ties the traces' numbers to a colour scale of given ends.
    private static GenericChart Coloured(this GenericChart chart, double least, double greatest, object[][] scale, string title) =>
        GenericChart.mapTrace(Trace.setColorAxisAnchor<Trace>(1), chart).Tones(least, greatest, scale, title, axis: 1);

    // Gives the layout a colour scale, with a bar at the right if it has a title.
    private static GenericChart Tones(
        this GenericChart chart, double least, double greatest, object[][] scale, string? title, int axis)
    {
        ColorAxis colours = new ColorAxis()
            .With("cmin", least).With("cmax", greatest).With("colorscale", scale).With("showscale", title is not null);
        if (title is not null)
        {
            colours.With("colorbar", new { title = new { text = title, side = "right" }, thickness = 14, outlinewidth = 0 });
        }

        return chart.WithColorAxis(colours, axis);
    }

    private static int Square(int width, int rows, int columns) =>
        Math.Clamp((int)((width - 148.0) * rows / columns) + 108, 220, 760);

    private static void Named(IReadOnlyList<string>? names, int count, string what)
    {
        if (names is not null && names.Count != count)
        {
            throw new ArgumentException($"There are {names.Count} names for {count} {what}.", what);
        }
    }
}
