using Plotly.NET;

namespace Capsules.Plots;

public static partial class Plot
{
    /// <summary>Bars side by side for each category, with error bars where a series has deviations.</summary>
    /// <exception cref="ArgumentException">A series has not one value for each category.</exception>
    public static GenericChart Bars(
        IReadOnlyList<string> categories, IEnumerable<Series> series, string xTitle, string yTitle, string? title = null,
        int width = Theme.Width, int height = Theme.Height)
    {
        var all = Checked(series);
        if (Array.Find(all, one => one.Values.Count != categories.Count) is { } wrong)
            throw new ArgumentException($"The series '{wrong.Name}' has {wrong.Values.Count} values for {categories.Count} categories.", nameof(series));
        var layout = Theme.Layout(title, width, height, legend: all.Length > 1).With(new
        {
            xaxis = Theme.Axis(xTitle, grid: false, categories: categories),
            yaxis = Theme.Axis(yTitle),
        });
        return Figure.Of(layout, all.Select((one, i) => Figure.Trace("bar", new
        {
            x = categories,
            y = one.Values,
            name = one.Name,
            marker = new { color = Theme.Color(i) },
            error_y = one.PlusMinus is { } deviations ? ErrorBars(deviations) : null,
        })));
    }

    private static object ErrorBars(IEnumerable<double> deviations) => new { type = "data", array = deviations, color = "#444444", thickness = 1, width = 2 };
}
