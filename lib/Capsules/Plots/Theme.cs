using Capsules.Plots.Static;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Legend = Plotly.NET.LayoutObjects.Legend;

namespace Capsules.Plots;

/// <summary>The look all charts share: white, quiet grid, colours that colour-blind readers tell apart, readable at 700 pixels.</summary>
public static class Theme
{
    /// <summary>Width of a chart unless said otherwise, in pixels.</summary>
    public const int Width = 700;

    /// <summary>Height of a chart unless said otherwise, in pixels.</summary>
    public const int Height = 380;

    internal const int FontSize = 13;
    internal const string Text = "#333333";
    internal const string Dead = "#cc3311";
    private const string Grid = "#ececec";
    private const string AxisLine = "#999999";
    internal const int TickRoom = 16;

    /// <summary>Colours of series, in order (P. Tol's bright scheme).</summary>
    public static IReadOnlyList<string> Palette { get; } =
        ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#888888"];

    /// <summary>From nothing (white) to much (dark blue).</summary>
    internal static object[][] Blues { get; } = Scale("#f7fbff", "#d6e6f4", "#abd0e6", "#6aaed6", "#3787c0", "#105ba4", "#08306b");

    /// <summary>Below (blue), zero (white), above (red).</summary>
    internal static object[][] Diverging { get; } = Scale("#2166ac", "#92c5de", "#f7f7f7", "#f4a582", "#b2182b");

    /// <summary>Light from black to white, as a photograph.</summary>
    internal static object[][] Light { get; } = Scale("#000000", "#ffffff");

    /// <summary>Ink on white paper.</summary>
    internal static object[][] Ink { get; } = Scale("#ffffff", "#000000");

    /// <summary>Colour number <paramref name="index"/> of the palette, counted round.</summary>
    internal static string Colour(int index) => Palette[index % Palette.Count];

    /// <summary>The same colour, seen through.</summary>
    internal static Color Faint(string hex, double opacity)
    {
        int rgb = Convert.ToInt32(hex[1..], 16);
        return Color.fromARGB((int)(opacity * 255), (rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255);
    }

    /// <summary>Gives a chart size, title and the shared look; axes are styled one by one.</summary>
    internal static GenericChart Dress(this GenericChart chart, string? title, int width, int height)
    {
        Layout layout = new Layout()
            .With("width", width).With("height", height)
            .With("font", new { size = FontSize, color = Text })
            .With("paper_bgcolor", "#ffffff").With("plot_bgcolor", "#ffffff")
            .With("colorway", Palette)
            .With("hovermode", "closest");
        if (title is not null)
        {
            layout.With("title", new
            {
                text = title, font = new { size = 16 }, x = 0.0, xanchor = "left", xref = "paper", y = 1 - 18.0 / height, yanchor = "middle",
            });
        }

        return chart.WithLayout(layout).Margins(left: 62, right: 20, top: title is null ? 20 : 44, bottom: 52);
    }

    internal static GenericChart Margins(this GenericChart chart, int left, int right, int top, int bottom) =>
        chart.WithLayout(new Layout().With("margin", new { l = left, r = right, t = top, b = bottom }));

    /// <summary>An axis with title, line, outside ticks and room for its labels.</summary>
    internal static LinearAxis Axis(string title, bool grid = true, bool log = false, string[]? categories = null)
    {
        LinearAxis axis = new LinearAxis()
            .With("title", new { text = title, standoff = 8 })
            .With("type", categories is not null ? "category" : log ? "log" : "linear")
            .With("showline", true).With("linecolor", AxisLine).With("showgrid", grid).With("zeroline", false)
            .With("tickcolor", AxisLine).With("ticklen", 4);
        if (grid)
        {
            axis.With("gridcolor", Grid);
        }

        if (log)
        {
            // Labels at 1, 2 and 5 of each decade: at all nine they run into one another.
            axis.With("dtick", "D2");
        }

        return axis.With("ticks", "outside").With("automargin", true);
    }

    /// <summary>An axis that is not seen.</summary>
    internal static LinearAxis Hidden() =>
        new LinearAxis().With("type", "linear").With("visible", false);

    /// <summary>A legend between title and plot, in as many rows as its names need, and the margins that hold them.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="names">What the legend says.</param>
    /// <param name="title">The chart's title.</param>
    /// <param name="width">The chart's width in pixels.</param>
    /// <param name="left">Room at the left in pixels.</param>
    /// <param name="bottom">Room below in pixels.</param>
    /// <param name="inward">By how much long tick labels may move the plot's edge inwards, in pixels.</param>
    internal static GenericChart LegendOnTop(
        this GenericChart chart, IReadOnlyList<string> names, string? title, int width, int left = 62, int bottom = 52,
        int inward = TickRoom)
    {
        LegendGrid grid = Rows(names, width, left, inward);
        Legend legend = new Legend()
            .With("orientation", "h").With("x", 0.0).With("xanchor", "left").With("y", 1.01).With("yanchor", "bottom")
            .With("traceorder", "normal");
        if (grid.EntryWidth > 0)
        {
            // Else the browser's font decided where rows end, and so how many there are.
            legend.With("entrywidth", grid.EntryWidth);
        }

        return chart.WithLegend(true).WithLegend(legend).Margins(left, right: 20, RoomAbove(names, title, width, left, inward), bottom);
    }

    /// <summary>Pixels above the plot for title and legend.</summary>
    internal static int RoomAbove(IReadOnlyList<string> names, string? title, int width, int left, int inward = TickRoom) =>
        (title is null ? 4 : 32) + (int)Math.Ceiling(Rows(names, width, left, inward).Height);

    private static LegendGrid Rows(IReadOnlyList<string> names, int width, int left, int inward) =>
        LegendGrid.Fit(names, FontSize, least: width - left - 20 - inward, most: width - left - 20);

    private static object[][] Scale(params string[] colours) =>
        [.. colours.Select((colour, i) => new object[] { Math.Round(i / (colours.Length - 1.0), 4), colour })];
}
