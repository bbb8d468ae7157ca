using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Capsules.Plots;

internal static partial class Figure
{
    /// <summary>Room below a chart for a slider.</summary>
    public const int SliderRoom = 120;

    /// <summary>States of a chart behind a slider; the last is shown until it is moved.</summary>
    /// <remarks>By traces shown and hidden: some front ends draw no frames.</remarks>
    /// <param name="layout">With <see cref="SliderRoom"/> as its margin below.</param>
    /// <param name="states">The traces of each state.</param>
    /// <param name="labels">One for each state.</param>
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
