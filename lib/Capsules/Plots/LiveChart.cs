using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace Capsules.Plots;

/// <summary>A chart of lines that grows in place while something runs, such as the loss while training. Dispose draws the final state.</summary>
/// <remarks>Points may be added from any thread. Where nothing can be redrawn (a headless run), the last picture stays.</remarks>
public sealed class LiveChart : IDisposable
{
    private const int MostPoints = 300;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);
    private readonly string[] names;
    private readonly Func<IEnumerable<Series>, GenericChart> plot;
    private readonly TimeProvider clock;
    private readonly Action<GenericChart> show;
    private readonly List<(double At, double[] Values)> points = [];
    private readonly Lock gate = new();
    private long? shownAt;
    private bool isStale;

    /// <summary>A chart that displays itself with the first values.</summary>
    public LiveChart(IEnumerable<string> names, string xTitle, string yTitle, string? title = null)
        : this(names, xTitle, yTitle, title, TimeProvider.System, Screen())
    {
    }

    internal LiveChart(IEnumerable<string> names, string xTitle, string yTitle, string? title, TimeProvider clock, Action<GenericChart> show)
    {
        this.names = [.. names];
        plot = lines => Plot.Lines(lines, xTitle, yTitle, title);
        (this.clock, this.show) = (clock, show);
    }

    /// <summary>Adds a point to every line; a NaN leaves one out.</summary>
    /// <exception cref="ArgumentException">There is not one value for each line.</exception>
    public void Add(double at, params double[] values)
    {
        if (values.Length != names.Length) throw new ArgumentException($"{values.Length} values for {names.Length} lines.", nameof(values));
        lock (gate)
        {
            points.Add((at, values));
            isStale = true;
            if (shownAt is not { } last || clock.GetElapsedTime(last) >= Pause) Draw();
        }
    }

    /// <summary>The chart as it is now.</summary>
    public GenericChart Chart()
    {
        lock (gate) return plot(names.Select((name, k) => Line(name, k)));
    }

    /// <summary>Draws the final state.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isStale) Draw();
        }
    }

    // A line with gaps (validation once per epoch) is drawn through the points it has; of many, every n-th and the last, which is the news.
    private Series Line(string name, int line)
    {
        (double At, double[] Values)[] there = [.. points.Where(point => double.IsFinite(point.Values[line]))];
        var every = Math.Max(1, (there.Length + MostPoints - 1) / MostPoints);
        (double At, double[] Values)[] kept = [.. there.Where((_, i) => (there.Length - 1 - i) % every == 0)];
        return new Series(name, [.. kept.Select(point => point.Values[line])], [.. kept.Select(point => point.At)]);
    }

    private void Draw()
    {
        show(Chart());
        shownAt = clock.GetTimestamp();
        isStale = false;
    }

    // Shows the first chart and puts every later one in its place.
    private static Action<GenericChart> Screen()
    {
        DisplayedValue? place = null;
        return chart =>
        {
            if (place is null) place = Shown.Place(chart);
            else place.Update(chart);
        };
    }
}
