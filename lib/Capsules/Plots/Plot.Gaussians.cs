using Plotly.NET;

namespace Capsules.Plots;

/// <summary>Points under a mixture of axis-parallel Gaussians, such as votes and output capsules after one iteration of EM routing.</summary>
/// <param name="Points">[n, 2].</param>
/// <param name="Probabilities">How much each point belongs to each Gaussian. [n, k]</param>
/// <param name="Mu">Means. [k, 2]</param>
/// <param name="Sig2">Variances. [k, 2]</param>
public sealed record GaussianMixture(string Name, double[,] Points, double[,] Probabilities, double[,] Mu, double[,] Sig2);

public static partial class Plot
{
    /// <summary>Mixtures side by side over the same axes: each point in the color of the Gaussian it belongs to most, the fainter the less sure; each Gaussian an ellipse at two standard deviations.</summary>
    /// <exception cref="ArgumentException">There is no mixture, or the shapes of one do not fit together.</exception>
    public static GenericChart Gaussians(
        IReadOnlyList<GaussianMixture> mixtures, string xTitle = "x", string yTitle = "y", string? title = null, int columns = 3, int width = Theme.Width)
    {
        if (mixtures.Count == 0) throw new ArgumentException("There is nothing to draw: at least one mixture is needed.", nameof(mixtures));
        columns = Math.Min(columns, mixtures.Count);
        var rows = (mixtures.Count + columns - 1) / columns;
        Trace[][] traces = [.. mixtures.Select(Mixture)];
        var layout = Theme.Layout(title, width, 110 + ((width - 90) * rows / columns));
        var grid = new Panels(layout, mixtures.Count, columns, gapX: 0.02, above: 0.09 / rows);
        for (var p = 0; p < mixtures.Count; p++)
        {
            grid.Place(
                p, Theme.Axis(grid.IsLast(p) ? xTitle : "").With(new { matches = p == 0 ? null : "x", showticklabels = grid.IsLast(p) }),
                Theme.Axis(yTitle).With(new { matches = p == 0 ? null : "y" }));
            grid.Title(p, mixtures[p].Name);
        }

        return Figure.Of(layout, traces.SelectMany((panel, p) => panel.Select(trace => Panels.In(p, trace))));
    }

    /// <summary>The same in one panel, with a slider over the mixtures: the last is shown until it is moved.</summary>
    /// <exception cref="ArgumentException">There is no mixture, or the shapes of one do not fit together.</exception>
    public static GenericChart GaussiansSlider(IReadOnlyList<GaussianMixture> mixtures, string xTitle = "x", string yTitle = "y", string? title = null)
    {
        if (mixtures.Count == 0) throw new ArgumentException("There is nothing to draw: at least one mixture is needed.", nameof(mixtures));
        double[] Range(int axis)
        {
            var (least, greatest) = Figure.Ends(mixtures.SelectMany(mixture => Enumerable.Range(0, mixture.Points.GetLength(0)).Select(i => mixture.Points[i, axis])));
            return [least - 0.5, greatest + 0.5];
        }

        var layout = Theme.Layout(title, 560, 620, bottom: Figure.SliderRoom)
            .With(new { xaxis = Theme.Axis(xTitle).With(new { range = Range(0) }), yaxis = Theme.Axis(yTitle).With(new { range = Range(1) }) });
        return Figure.Slider(layout, [.. mixtures.Select(Mixture)], [.. mixtures.Select(mixture => mixture.Name)], "");
    }

    private static Trace[] Mixture(GaussianMixture mixture)
    {
        var (_, points, probabilities, mu, sig2) = mixture;
        var (n, k) = (probabilities.GetLength(0), probabilities.GetLength(1));
        static string Shape(double[,] matrix) => $"[{matrix.GetLength(0)}, {matrix.GetLength(1)}]";
        if (Shape(points) != $"[{n}, 2]" || Shape(mu) != $"[{k}, 2]" || Shape(sig2) != $"[{k}, 2]")
            throw new ArgumentException(
                $"For probabilities [{n}, {k}] the points must be [{n}, 2], mu and sig2 [{k}, 2]; they are {Shape(points)}, {Shape(mu)} and {Shape(sig2)}.");
        int[] owner = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, k).MaxBy(j => probabilities[i, j]))];
        double[] turns = [.. Enumerable.Range(0, 49).Select(i => i * Math.PI / 24)];
        var dots = Figure.Trace("scatter", new
        {
            x = owner.Select((_, i) => points[i, 0]),
            y = owner.Select((_, i) => points[i, 1]),
            mode = "markers",
            marker = new { size = 7, symbol = owner.Select(Theme.Symbol), color = owner.Select((j, i) => Theme.Faint(Theme.Color(j), 0.25 + 0.75 * Math.Clamp(probabilities[i, j], 0, 1))) },
        });
        var ellipses = Enumerable.Range(0, k).Select(j => Figure.Trace("scatter", new
        {
            x = turns.Select(turn => mu[j, 0] + 2 * Math.Sqrt(sig2[j, 0]) * Math.Cos(turn)),
            y = turns.Select(turn => mu[j, 1] + 2 * Math.Sqrt(sig2[j, 1]) * Math.Sin(turn)),
            name = $"Gaussian {j + 1}",
            mode = "lines",
            line = new { color = Theme.Color(j), width = 2 },
        }));
        return [dots, .. ellipses];
    }
}
