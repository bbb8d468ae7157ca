using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Capsules.Plots;

/// <summary>The look that all charts share: white, a quiet grid, colors that color-blind readers tell apart, readable at 700 pixels.</summary>
public static class Theme
{
    /// <summary>Default size of a chart in pixels.</summary>
    public const int Width = 700, Height = 380;

    /// <summary>Margins in pixels, with room for an axis title and its numbers; at the right for a color bar with its title.</summary>
    internal const int Left = 66, Right = 20, ColorBarRight = 96, Bottom = 56;

    internal const string Dead = "#cc3311", Text = "#333333", Line = "#7a7a7a";
    private const int TitleSize = 16, TitleLine = 22;

    /// <summary>Colors of series, in order; each has a contrast of 4:1 or more against white.</summary>
    public static IReadOnlyList<string> Palette { get; } = ["#3b6fb6", "#d1495b", "#1b7f3b", "#a87400", "#8a5aa8", "#00818a", "#6b6b6b"];

    /// <summary>Color scale from nothing (white) to much (dark blue).</summary>
    internal static object[][] Blues { get; } =
        [[0, "#f7fbff"], [1 / 6.0, "#d6e6f4"], [2 / 6.0, "#abd0e6"], [3 / 6.0, "#6aaed6"], [4 / 6.0, "#3787c0"], [5 / 6.0, "#105ba4"], [1, "#08306b"]];

    /// <summary>Color number <paramref name="index"/> of the palette, which starts over when it ends.</summary>
    internal static string Color(int index) => Palette[index % Palette.Count];

    /// <summary>Form of the markers of series number <paramref name="index"/>.</summary>
    internal static string Symbol(int index) => Symbols[index % Symbols.Length];

    /// <summary>Dashes of line number <paramref name="index"/>: beyond three lines, color alone does not tell them apart.</summary>
    internal static string Dash(int index, int count) => count > 3 ? Dashes[index % Dashes.Length] : "solid";

    /// <summary>A color, seen through.</summary>
    internal static string Faint(string hex, double opacity)
    {
        var rgb = Convert.ToInt32(hex[1..], 16);
        return FormattableString.Invariant($"rgba({rgb >> 16},{(rgb >> 8) & 255},{rgb & 255},{opacity:0.##})");
    }

    /// <summary>Size, title, legend (headed by a key, where given) and margins of a chart. Title and legend stand above the plot, which makes room for them.</summary>
    internal static Layout Layout(
        string? title, int width, int height, bool legend = false, string? key = null, int left = Left, int right = Right, int bottom = Bottom)
    {
        var above = Above(title, width);
        return new Layout().With(new
        {
            width,
            height,
            font = new { size = 13, color = Text },
            paper_bgcolor = "#ffffff",
            plot_bgcolor = "#ffffff",
            hovermode = "closest",
            title = title is null
                ? null
                : new
                {
                    text = string.Join("<br>", Lines(title, width)), font = new { size = TitleSize }, xref = "container", x = 12.0 / width, xanchor = "left",
                    yref = "container", y = 1 - TitleTop(title, width) / height, yanchor = "top",
                },
            margin = new { l = left, r = right, t = above, b = bottom },
            showlegend = legend,
            legend = new
            {
                orientation = "h", xref = "container", x = 8.0 / width, xanchor = "left",
                yref = "container", y = 1 - (double)above / height, yanchor = "top", traceorder = "normal",
                title = key is null ? null : new { text = key, side = "top", font = new { size = 12 } },
            },
        });
    }

    /// <summary>Height of the title in pixels, with the room around it.</summary>
    internal static int Above(string? title, int width) => 14 + (title is null ? 0 : Lines(title, width).Length * TitleLine);

    /// <summary>An axis with title, line and outside ticks.</summary>
    /// <param name="grid">Whether lines cross the plot at its ticks.</param>
    /// <param name="values">What it shows, which decides the ticks' distance; plotly.js decides where null.</param>
    internal static LinearAxis Axis(
        string title, bool grid = true, bool log = false, IReadOnlyList<string>? categories = null, IEnumerable<double>? values = null) =>
        new LinearAxis().With(new
        {
            title = new { text = title, standoff = 8 },
            type = categories is not null ? "category" : log ? "log" : "linear",
            automargin = true,
            showline = true,
            linecolor = Line,
            showgrid = grid,
            gridcolor = grid ? "#e6e6e6" : null,
            zeroline = false,
            ticks = "outside",
            tickcolor = Line,
            ticklen = 4,
            dtick = log ? 1 : values is not null ? WholeTicks([.. values]) : null,
            tickvals = log ? LogTicks([.. values ?? []]) : null,
            exponentformat = log ? "power" : null,
            minor = log ? new { ticks = "outside", ticklen = 2, tickcolor = Line } : null,
        });

    // Over less than two decades 1, 2 and 5 of each, written out; else plotly's powers of ten.
    private static double[]? LogTicks(double[] values)
    {
        var (least, greatest) = Figure.Ends(values.Where(value => value > 0));
        if (values.Length == 0 || greatest >= 100 * least) return null;
        var (first, last) = ((int)Math.Floor(Math.Log10(least)), (int)Math.Ceiling(Math.Log10(greatest)));
        return [.. from power in Enumerable.Range(first, last - first + 1) from digit in (double[])[1, 2, 5] select digit * Math.Pow(10, power)];
    }

    // A few whole places, such as epochs, each get a tick.
    private static object? WholeTicks(double[] values) =>
        values.Length > 0 && values.All(double.IsInteger) && values.Max() - values.Min() <= 12 ? 1 : null;

    // plotly.js hangs a title of several lines too high.
    private static double TitleTop(string title, int width) => 8 + ((Lines(title, width).Length - 1) * TitleLine / 2.0);

    /// <summary>An axis that is not shown.</summary>
    internal static LinearAxis Hidden(double from, double to) => new LinearAxis().With(new { visible = false, range = new[] { from, to } });

    // Breaks a title between words where the chart is too narrow for it.
    private static string[] Lines(string title, int width)
    {
        var most = (int)((width - 24) / (TitleSize * 0.56));
        List<string> lines = [""];
        foreach (var word in title.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + word.Length >= most) lines.Add("");
            lines[^1] += lines[^1].Length == 0 ? word : " " + word;
        }

        return [.. lines];
    }

    private static readonly string[] Symbols = ["circle", "square", "diamond", "triangle-up", "cross", "x", "triangle-down"];
    private static readonly string[] Dashes = ["solid", "8px,4px", "2px,3px", "10px,3px,2px,3px", "16px,4px", "4px,4px", "12px,3px,2px,3px,2px,3px"];
}
