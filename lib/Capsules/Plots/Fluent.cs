using Microsoft.FSharp.Core;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using FChart = Plotly.NET.Chart;

namespace Capsules.Plots;

/// <summary>Plotly.NET's chart functions, which are F# functions to apply, as C# extension methods; parts are objects with properties set.</summary>
internal static class Fluent
{
    public static GenericChart WithXAxis(this GenericChart chart, LinearAxis axis, StyleParam.SubPlotId? id = null) =>
        FChart.withXAxis(axis, Option(id)).Invoke(chart);

    public static GenericChart WithYAxis(this GenericChart chart, LinearAxis axis, StyleParam.SubPlotId? id = null) =>
        FChart.withYAxis(axis, Option(id)).Invoke(chart);

    public static GenericChart WithAxisAnchor(this GenericChart chart, int x, int y) => FChart.withAxisAnchor(x, y).Invoke(chart);

    public static GenericChart WithLayout(this GenericChart chart, Layout layout) => FChart.withLayout(layout).Invoke(chart);

    public static GenericChart WithLegend(this GenericChart chart, Legend legend) => FChart.withLegend(legend, null).Invoke(chart);

    public static GenericChart WithLegend(this GenericChart chart, bool show) => chart.WithLayout(new Layout().With("showlegend", show));

    public static GenericChart WithAnnotations(this GenericChart chart, IEnumerable<Annotation> annotations) =>
        FChart.withAnnotations(annotations, true).Invoke(chart);

    public static GenericChart WithSlider(this GenericChart chart, Slider slider) => FChart.withSlider(slider, true).Invoke(chart);

    public static GenericChart WithColorAxis(this GenericChart chart, ColorAxis axis, int id) =>
        FChart.withColorAxis(axis, StyleParam.SubPlotId.NewColorAxis(id)).Invoke(chart);

    private static FSharpOption<T>? Option<T>(T? value)
        where T : class => value is null ? null : FSharpOption<T>.Some(value);
}
