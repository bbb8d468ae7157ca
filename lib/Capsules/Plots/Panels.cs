using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Capsules.Plots;

/// <summary>Several plots in the rows and columns of one figure, each with its own pair of axes.</summary>
/// <param name="gapX">Gap between columns, as a share of the plot's width.</param>
/// <param name="above">Room above every panel, for its name, as a share of the plot's height.</param>
internal sealed class Panels(Layout layout, int count, int columns, double gapX, double above = 0)
{
    private readonly int rows = (count + columns - 1) / columns;
    private readonly List<object> texts = [];

    /// <summary>Whether a panel has none below it.</summary>
    public bool IsLast(int panel) => panel + columns >= count;

    /// <summary>Puts a trace into a panel.</summary>
    public static Trace In(int panel, Trace trace) => trace.With(new { xaxis = Name("x", panel), yaxis = Name("y", panel) });

    /// <summary>Sets a panel's axes; only a row's first panel shows the title and the numbers of its y axis.</summary>
    public void Place(int panel, LinearAxis x, LinearAxis y)
    {
        if (panel % columns != 0) y.With(new { showticklabels = false, ticks = "", title = new { text = "" } });
        layout.SetProperty(Name("xaxis", panel), x.With(new { domain = X(panel), anchor = Name("y", panel) }));
        layout.SetProperty(Name("yaxis", panel), y.With(new { domain = Y(panel), anchor = Name("x", panel) }));
    }

    /// <summary>Writes a name above a panel.</summary>
    public void Title(int panel, string name, int size = 12) => Write(name, size, X(panel).Average(), Y(panel)[1], "bottom", 0);

    /// <summary>Writes one title for the x axes of all panels below them.</summary>
    public void XTitle(string title, int pixelsBelow) => Write(title, 14, 0.5, 0, "top", -pixelsBelow);

    /// <summary>A picture at the right of a panel, for the layout's images.</summary>
    public object Beside(int panel, string source, double width) => new
    {
        source, xref = "paper", yref = "paper", sizing = "contain", sizex = width, sizey = Y(panel)[1] - Y(panel)[0],
        x = X(panel)[1] + (width / 16), xanchor = "left", y = Y(panel).Average(), yanchor = "middle",
    };

    private void Write(string text, int size, double x, double y, string yanchor, int yshift)
    {
        texts.Add(new { text, showarrow = false, font = new { size }, xref = "paper", yref = "paper", x, xanchor = "center", y, yanchor, yshift });
        layout.SetProperty("annotations", texts);
    }

    private double[] X(int panel)
    {
        var step = (1 + gapX) / columns;
        return Share((panel % columns) * step, step - gapX);
    }

    private double[] Y(int panel)
    {
        var step = 1.0 / rows;
        return Share((rows - 1 - (panel / columns)) * step, step - above);
    }

    private static double[] Share(double from, double length) => [Math.Max(0, from), Math.Min(1, from + length)];

    private static string Name(string axis, int panel) => panel == 0 ? axis : $"{axis}{panel + 1}";
}
