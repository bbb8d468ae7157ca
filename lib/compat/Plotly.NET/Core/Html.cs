namespace Plotly.NET;

/// <summary>Charts as HTML, as the package writes it: plotly.js from its own address.</summary>
internal static class Html
{
    private const string PlotlyAddress = "https://cdn.plot.ly/plotly-2.27.1.min.js";

    internal static string Chart(GenericChart chart)
    {
        string id = Guid.NewGuid().ToString();
        return $"""
            <div><div id="{id}"><!-- Plotly chart will be drawn inside this DIV --></div><script type="text/javascript">
            Plotly.newPlot('{id}', {Json.Of(chart.Traces)}, {Json.Of(chart.Layout)}, {Json.Of(chart.Config)});
            </script></div>
            """;
    }

    internal static string Page(GenericChart chart) =>
        $"""
        <!DOCTYPE html>
        <html>
        <head><meta charset="UTF-8"><title>Chart</title><script src="{PlotlyAddress}" charset="utf-8"></script></head>
        <body>{Chart(chart)}</body>
        </html>

        """;

    internal static void Save(GenericChart chart, string path, bool open)
    {
        string file = path.EndsWith(".html", StringComparison.OrdinalIgnoreCase) ? path : path + ".html";
        File.WriteAllText(file, Page(chart));
        if (open)
            System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(file) { UseShellExecute = true })?.Dispose();
    }
}
