using Capsules.Routing;
using Plotly.NET;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Plots;

public static partial class Plot
{
    private const double ArrowReach = 1.8;   // of the plane from its origin

    /// <summary>Routing in the plane: a row for each upper capsule, a column for each iteration. Votes are arrows, the wider the more they
    /// count; beside them their weighted sum, and the capsule that the squash makes of it. The dotted circle has radius one.</summary>
    /// <param name="votes">Votes û of one image. [n, m, 2]</param>
    /// <param name="couplings">Couplings c of the iterations, as a routing's trace has them. [1, n, m] each</param>
    /// <param name="iterations">Which to show, counted from 1.</param>
    /// <exception cref="ArgumentException">Votes that are not in a plane, or an iteration that the trace lacks.</exception>
    public static GenericChart Agreement(Tensor votes, IReadOnlyList<Tensor> couplings, IReadOnlyList<int> iterations, string? title = null)
    {
        Check(votes, couplings, iterations);
        var (m, columns) = ((int)votes.shape[1], iterations.Count);
        var layout = Theme.Layout(title, Theme.Width + 60, 180 + (m * (24 + (Theme.Width - 26) / columns)), legend: true);
        var grid = new Panels(layout, m * columns, columns, gapX: 0.02, above: 0.07);
        List<Trace> traces = [];
        for (var panel = 0; panel < m * columns; panel++)
        {
            var (j, t) = (panel / columns, iterations[panel % columns]);
            Place(grid, panel, $"upper capsule {j + 1}");
            grid.Title(panel, $"iteration {t}");
            traces.AddRange(Arrows(votes, couplings[t - 1][0], j, key: panel == 0).Select(trace => Panels.In(panel, trace)));
        }

        return Figure.Of(layout, traces);
    }

    /// <summary>The same with a slider over the iterations: the last is shown until it is moved.</summary>
    /// <inheritdoc cref="Agreement"/>
    public static GenericChart AgreementSlider(Tensor votes, IReadOnlyList<Tensor> couplings, string? title = null)
    {
        int[] iterations = [.. Enumerable.Range(1, couplings.Count)];
        Check(votes, couplings, iterations);
        var m = (int)votes.shape[1];
        var layout = Theme.Layout(title, Theme.Width, 260 + ((Theme.Width - 86) / m), legend: true, bottom: Figure.SliderRoom);
        var grid = new Panels(layout, m, m, gapX: 0.03, above: 0.06);
        for (var j = 0; j < m; j++)
        {
            Place(grid, j, "");
            grid.Title(j, $"upper capsule {j + 1}");
        }

        return Figure.Slider(
            layout,
            [.. iterations.Select(t => Enumerable.Range(0, m)
                .SelectMany(j => Arrows(votes, couplings[t - 1][0], j, key: j == 0).Select(trace => Panels.In(j, trace))).ToArray())],
            [.. iterations.Select(t => $"{t}")], "iteration ");
    }

    private static void Place(Panels grid, int panel, string yTitle)
    {
        double[] range = [-ArrowReach, ArrowReach];
        grid.Place(
            panel, Theme.Axis("", grid: false).With(new { range, dtick = 1, constrain = "domain", showticklabels = grid.IsLast(panel) }),
            Theme.Axis(yTitle, grid: false).With(new { range, dtick = 1, constrain = "domain", scaleanchor = panel == 0 ? "x" : $"x{panel + 1}" }));
    }

    // The votes for one upper capsule, their weighted sum, and the capsule.
    private static IEnumerable<Trace> Arrows(Tensor votes, Tensor c, int j, bool key)
    {
        using var scope = NewDisposeScope();
        var uHat = votes.select(1, j).to(float64);                                    // [n, 2]
        var s = (c.select(1, j).to(float64).unsqueeze(1) * uHat).sum(dim: 0);         // [2]; a plain 0 would be read as an element type
        var v = Squash.Apply(s);
        double[] turns = [.. Enumerable.Range(0, 49).Select(i => i * Math.PI / 24)];
        List<Trace> traces =
        [
            Figure.Trace("scatter", new
            {
                x = turns.Select(Math.Cos), y = turns.Select(Math.Sin), mode = "lines", hoverinfo = "skip", showlegend = false,
                line = new { color = Theme.Line, width = 1, dash = "dot" },
            }),
        ];
        for (var i = 0; i < uHat.shape[0]; i++)
        {
            var (coupling, agreement) = (c[i, j].ToDouble(), (uHat[i] * v).sum().item<double>());
            traces.Add(Arrow(
                uHat[i], $"vote of lower capsule {i + 1}", Theme.Color(i), 1 + (5 * coupling), "solid",
                FormattableString.Invariant($"coupling {coupling:F2}, scalar product with the capsule {agreement:F2}"), $"{i + 1}"));
        }

        traces.Add(Arrow(s, "weighted sum", "#000000", 1.5, "4px,3px", FormattableString.Invariant($"length {Squash.Norm(s).item<double>():F2}"), null));
        traces.Add(Arrow(v, "upper capsule v", "#000000", 4, "solid", FormattableString.Invariant($"length {Squash.Norm(v).item<double>():F2}"), null));
        return traces.Select(trace => key ? trace : trace.With(new { showlegend = false }));
    }

    private static Trace Arrow(Tensor to, string name, string color, double width, string dash, string hover, string? label)
    {
        var (x, y) = (to[0].item<double>(), to[1].item<double>());
        var length = Math.Max(Math.Sqrt((x * x) + (y * y)), 1e-9);
        return Figure.Trace("scatter", new
        {
            x = new[] { 0, x }, y = new[] { 0, y }, name, legendgroup = name,
            mode = label is null ? "lines+markers" : "lines+markers+text",
            line = new { color, width, dash },
            marker = new { color, symbol = "arrow", size = new[] { 0, 8 + (1.5 * width) }, angleref = "previous", opacity = 1, line = new { width = 0 } },
            text = label is null ? null : new[] { "", label },
            textposition = (Math.Abs(x) > Math.Abs(y) ? "middle" : y > 0 ? "top" : "bottom") + (Math.Abs(x) <= length * 0.3 ? " center" : x > 0 ? " right" : " left"),
            textfont = new { color, size = 13 },
            hovertext = hover, hoverinfo = "name+text",
        });
    }

    private static void Check(Tensor votes, IReadOnlyList<Tensor> couplings, IReadOnlyList<int> iterations)
    {
        if (votes.ndim != 3 || votes.shape[2] != 2)
            throw new ArgumentException($"Votes in the plane are [n, m, 2], not [{string.Join(", ", votes.shape)}].", nameof(votes));
        if (iterations.Count == 0 || iterations.Any(t => t < 1 || t > couplings.Count))
            throw new ArgumentException($"Iterations 1 to {couplings.Count} are in the trace; asked for are [{string.Join(", ", iterations)}].", nameof(iterations));
        if (couplings.FirstOrDefault(c => c.ndim != 3 || c.shape[1] != votes.shape[0] || c.shape[2] != votes.shape[1]) is { } odd)
            throw new ArgumentException(
                $"For votes [{string.Join(", ", votes.shape)}] couplings are [1, {votes.shape[0]}, {votes.shape[1]}], not [{string.Join(", ", odd.shape)}].", nameof(couplings));
    }
}
