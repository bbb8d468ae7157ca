using System.Numerics;
using System.Text.Json.Nodes;
using Capsules.Plots.Static;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Capsules.Plots;

/// <summary>One position of a slider over parse trees.</summary>
/// <param name="Label">What the slider says, such as an angle.</param>
/// <param name="Couplings">As for <see cref="Plot.ParseTree{T}"/>.</param>
/// <param name="Norms">As for <see cref="Plot.ParseTree{T}"/>.</param>
/// <param name="Image">The input; [rows, columns].</param>
public sealed record ParseTreeStep<T>(string Label, IReadOnlyList<T[,]> Couplings, IReadOnlyList<T[]> Norms, T[,]? Image);

public static partial class Plot
{
    private const int SliderRoom = 78;

    /// <summary>A slider that turns the input while the parse tree and the norms follow.</summary>
    /// <param name="steps">The positions, first shown first.</param>
    /// <param name="what">What changes, such as "rotation".</param>
    /// <param name="options">As for a single tree; the greatest coupling is that of all steps unless given.</param>
    /// <exception cref="ArgumentException">There are no steps, or one does not fit together.</exception>
    public static GenericChart ParseTrees<T>(IReadOnlyList<ParseTreeStep<T>> steps, string what, ParseTreeOptions? options = null)
        where T : INumberBase<T>
    {
        options ??= new ParseTreeOptions();
        double greatest = Darkest(steps.SelectMany(step => step.Couplings).Select(Numbers.Rows));
        ParseTreeOptions shared = options with { GreatestCoupling = options.GreatestCoupling ?? greatest, Height = options.Height + SliderRoom, SliderRoom = SliderRoom };
        return Slider(
            [.. steps.Select(step => (step.Label, ParseTree(step.Couplings, step.Norms, step.Image, shared)))], what);
    }

    /// <summary>Several states of one chart, shown in turn by a slider below it.</summary>
    /// <param name="steps">What the slider says at each position, and the chart there; all of the same layout, the first's is kept.</param>
    /// <param name="what">What changes, such as "epoch".</param>
    /// <exception cref="ArgumentException">There are no steps.</exception>
    public static GenericChart Slider(IReadOnlyList<(string Label, GenericChart Chart)> steps, string what)
    {
        if (steps.Count == 0)
        {
            throw new ArgumentException("A slider needs at least one step.", nameof(steps));
        }

        int[] counts = [.. steps.Select(step => GenericChart.countTrace(step.Chart))];
        Layout layout = steps[0].Chart.GetLayout();
        (int left, int right, int top, int bottom) = MarginsOf(steps[0].Chart);
        for (int k = 1; k < steps.Count; k++)
        {
            steps[k].Chart.EachTrace(trace => trace.With("visible", false));
        }

        Slider slider = Bar([.. steps.Select((step, k) => Position(step.Label, counts, k))], what);
        return GenericChart.setLayout(layout, Chart.Combine(steps.Select(step => step.Chart)))
            .WithSlider(slider)
            .Margins(left, right, top, bottom + SliderRoom);
    }

    // Shows the traces of one step and hides those of all others.
    private static SliderStep Position(string label, int[] counts, int step)
    {
        bool[] visible = [.. counts.SelectMany((count, k) => Enumerable.Repeat(k == step, count))];
        return new SliderStep().With("method", "restyle").With("label", label).With("args", new object[] { "visible", visible });
    }

    private static Slider Bar(SliderStep[] steps, string what) => new Slider()
        .With("active", 0).With("steps", steps).With("currentvalue", new { prefix = what + ": ", visible = true, xanchor = "left" })
        .With("len", 1.0).With("x", 0).With("xanchor", "left").With("y", 0).With("yanchor", "top")
        .With("pad", new Dictionary<string, int> { ["t"] = 46, ["b"] = 6 });

    private static (int Left, int Right, int Top, int Bottom) MarginsOf(GenericChart chart)
    {
        JsonNode? margin = JsonNode.Parse(GenericChart.toFigureJson(chart)).At("layout", "margin");
        int Side(string name) => (int)(margin.At(name).Number() ?? 80);
        return (Side("l"), Side("r"), Side("t"), Side("b"));
    }
}
