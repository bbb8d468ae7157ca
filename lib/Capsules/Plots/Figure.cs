using Plotly.NET;
using Plotly.NET.LayoutObjects;
using GenericChart = Plotly.NET.GenericChart;

namespace Capsules.Plots;

/// <summary>Makes Plotly.NET's charts from traces and a layout, whose properties have plotly.js's own names (see its reference).</summary>
internal static class Figure
{
    /// <summary>A chart of traces.</summary>
    public static GenericChart Of(Layout layout, IEnumerable<Trace> traces) =>
        GenericChart.setLayout(layout, GenericChart.ofTraceObjects(false, traces.ToArray()));

    /// <summary>Data and how they are drawn, such as <c>Trace("scatter", new { x, y, mode = "lines" })</c>.</summary>
    public static Trace Trace(string type, object properties) => new Trace(type).With(properties);

    /// <summary>Sets every property of an anonymous object; one that is null stays unset.</summary>
    public static T With<T>(this T part, object properties)
        where T : DynamicObj.DynamicObj
    {
        foreach (var property in properties.GetType().GetProperties())
        {
            if (property.GetValue(properties) is { } value) part.SetProperty(property.Name, value);
        }

        return part;
    }

    /// <summary>Ties traces with numbers to one color scale with a bar at the right.</summary>
    public static Layout WithColors(this Layout layout, double least, double greatest, string title) => layout.With(new
    {
        coloraxis = new
        {
            cmin = least,
            cmax = greatest,
            colorscale = Theme.Blues,
            colorbar = new { title = new { text = title, side = "right" }, thickness = 14, outlinewidth = 0, len = 1.0, tickformat = ".4~g" },
        },
    });

    /// <summary>The least and the greatest finite number; 0 and 1 where there are none.</summary>
    public static (double Least, double Greatest) Ends(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
    }

    /// <summary>Refuses names that are not as many as what they name.</summary>
    public static void CheckNames(IReadOnlyList<string>? names, int count, string what)
    {
        if (names is not null && names.Count != count) throw new ArgumentException($"There are {names.Count} names for {count} {what}.", what);
    }

    /// <summary>The rows of a matrix.</summary>
    public static double[][] Rows(this double[,] matrix) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i => Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[i, j]).ToArray())];

    /// <summary>Room below a chart for a slider.</summary>
    public const int SliderRoom = 120;

    /// <summary>States of a chart behind a slider; the last is shown until it is moved.</summary>
    /// <remarks>By traces shown and hidden: some front ends draw no frames.</remarks>
    /// <param name="layout">With <see cref="SliderRoom"/> as its margin below.</param>
    /// <param name="what">What the labels count, such as "iteration ".</param>
    public static GenericChart Slider(Layout layout, IReadOnlyList<Trace[]> states, IReadOnlyList<string> labels, string what)
    {
        CheckNames(labels, states.Count, "states");
        layout.With(new
        {
            sliders = new[]
            {
                new
                {
                    active = states.Count - 1,
                    currentvalue = new { prefix = what },
                    pad = new { t = 46 },
                    steps = labels.Select((label, s) => new
                    {
                        label, method = "restyle", args = new[] { new { visible = states.SelectMany((state, k) => state.Select(_ => k == s)) } },
                    }),
                },
            },
        });
        return Of(layout, states.SelectMany((state, s) => state.Select(trace => trace.With(new { visible = s == states.Count - 1 }))));
    }
}
