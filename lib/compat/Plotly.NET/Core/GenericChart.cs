using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>A chart of one or more traces, with its layout.</summary>
public abstract class GenericChart
{
    private protected GenericChart(IReadOnlyList<Trace> traces, Layout layout, Config config)
    {
        Traces = traces;
        Layout = layout;
        Config = config;
    }

    internal IReadOnlyList<Trace> Traces { get; }

    internal Layout Layout { get; }

    internal Config Config { get; }

    /// <summary>One chart of all the traces; layouts are merged, what a later one sets wins, lists are joined.</summary>
    /// <exception cref="ArgumentException">There is no chart to combine.</exception>
    public static GenericChart combine(IEnumerable<GenericChart> gCharts)
    {
        GenericChart[] charts = [.. gCharts];
        if (charts.Length == 0)
            throw new ArgumentException("There is no chart to combine.", nameof(gCharts));
        Layout layout = new();
        Config config = new();
        foreach (GenericChart chart in charts)
        {
            layout = JoinLists(layout, chart.Layout);
            config.Merge(chart.Config);
        }

        return Of(charts.SelectMany(chart => chart.Traces), layout, config);
    }

    public static GenericChart addLayout(Layout layout, GenericChart gChart)
    {
        gChart.Layout.Merge(layout);
        return gChart;
    }

    public static int countTrace(GenericChart gChart) => gChart.Traces.Count;

    public static Layout getLayout(GenericChart gChart) => gChart.Layout;

    public static FSharpList<Trace> getTraces(GenericChart gChart) => ListModule.OfSeq(gChart.Traces);

    public static GenericChart mapTrace(FSharpFunc<Trace, Trace> f, GenericChart gChart) =>
        Of(gChart.Traces.Select(f.Invoke), gChart.Layout, gChart.Config);

    public static GenericChart setLayout(Layout layout, GenericChart gChart) => Of(gChart.Traces, layout, gChart.Config);

    /// <summary>Data, layout and config as one JSON object.</summary>
    public static string toJson(GenericChart gChart) =>
        Json.Of(Figure(gChart).Set("config", (object)gChart.Config));

    /// <summary>Data, layout and frames: what plotly.js calls a figure.</summary>
    public static string toFigureJson(GenericChart gChart) =>
        Json.Of(Figure(gChart).Set("frames", (object)Array.Empty<object>()));

    /// <summary>A div and a script that draws the chart in it; plotly.js must be on the page.</summary>
    public static string toChartHTML(GenericChart gChart) => Html.Chart(gChart);

    /// <summary>A page that loads plotly.js and draws the chart.</summary>
    public static string toEmbeddedHTML(GenericChart gChart) => Html.Page(gChart);

    internal static GenericChart Of(IEnumerable<Trace> traces, Layout layout, Config config) => new Plain([.. traces], layout, config);

    private static DynamicObj.DynamicObj Figure(GenericChart chart) =>
        new DynamicObj.DynamicObj().Set("data", (object)chart.Traces).Set("layout", (object)chart.Layout);

    // Copies, so that the charts that go in stay as they were.
    private static Layout JoinLists(Layout first, Layout second)
    {
        Layout joined = new Layout().Merge(Copy(first)).Merge(Copy(second));
        foreach (string name in (string[])["annotations", "shapes", "images", "sliders", "hiddenlabels"])
        {
            if (first.Get(name) is IEnumerable<object> mine && second.Get(name) is IEnumerable<object> others)
                joined.Put(name, mine.Concat(others).ToArray());
        }

        return joined;
    }

    private static DynamicObj.DynamicObj Copy(DynamicObj.DynamicObj original)
    {
        DynamicObj.DynamicObj copy = original switch
        {
            Plotly.NET.Layout => new Layout(),
            LayoutObjects.LinearAxis => new LayoutObjects.LinearAxis(),
            _ => new DynamicObj.DynamicObj(),
        };
        foreach ((string name, object value) in original.Properties)
            copy.Put(name, value is DynamicObj.DynamicObj part ? Copy(part) : value);
        return copy;
    }

    private sealed class Plain(IReadOnlyList<Trace> traces, Layout layout, Config config) : GenericChart(traces, layout, config);
}
