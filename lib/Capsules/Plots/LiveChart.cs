using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace Capsules.Plots;

/// <summary>A chart of lines that grows in place while something runs, such as loss and accuracy while training.</summary>
/// <remarks>
/// Redrawn at most so often as asked, from whatever thread adds; where nothing can be redrawn (a headless run), the last picture stays.
/// Dispose draws the final state.
/// </remarks>
public sealed class LiveChart : IDisposable
{
    private const int MostPoints = 300;
    private readonly string[] names;
    private readonly string xTitle;
    private readonly string yTitle;
    private readonly string? title;
    private readonly bool logY;
    private readonly TimeSpan pause;
    private readonly TimeProvider clock;
    private readonly Action<GenericChart> show;
    private readonly List<double> x = [];
    private readonly List<double>[] y;
    private readonly Lock gate = new();
    private long shownAt;
    private bool isShown;
    private bool isStale;

    /// <summary>A chart that displays itself with the first values.</summary>
    /// <param name="names">One line each.</param>
    /// <param name="xTitle">Title of the x axis.</param>
    /// <param name="yTitle">Title of the y axis.</param>
    /// <param name="title">Title of the chart.</param>
    /// <param name="logY">Whether the y axis is logarithmic.</param>
    /// <param name="redrawsPerSecond">At most so many.</param>
    /// <exception cref="ArgumentException">There is no line, or the rate is not positive.</exception>
    public LiveChart(
        IEnumerable<string> names, string xTitle, string yTitle, string? title = null, bool logY = false, double redrawsPerSecond = 2)
        : this(names, xTitle, yTitle, title, logY, redrawsPerSecond, TimeProvider.System, new Screen().Show)
    {
    }

    internal LiveChart(
        IEnumerable<string> names, string xTitle, string yTitle, string? title, bool logY, double redrawsPerSecond, TimeProvider clock,
        Action<GenericChart> show)
    {
        this.names = [.. names];
        if (this.names.Length == 0)
        {
            throw new ArgumentException("A live chart needs at least one line.", nameof(names));
        }

        if (!(redrawsPerSecond > 0))
        {
            throw new ArgumentException($"{redrawsPerSecond} redraws per second: the rate must be above 0.", nameof(redrawsPerSecond));
        }

        (this.xTitle, this.yTitle, this.title, this.logY) = (xTitle, yTitle, title, logY);
        pause = TimeSpan.FromSeconds(1 / redrawsPerSecond);
        (this.clock, this.show) = (clock, show);
        y = [.. this.names.Select(_ => new List<double>())];
    }

    /// <summary>Adds a point to every line; a NaN leaves one out.</summary>
    /// <param name="at">Place on the x axis.</param>
    /// <param name="values">One for each line.</param>
    /// <exception cref="ArgumentException">There is not one value for each line.</exception>
    public void Add(double at, params double[] values)
    {
        if (values.Length != names.Length)
        {
            throw new ArgumentException($"{values.Length} values for {names.Length} lines.", nameof(values));
        }

        lock (gate)
        {
            x.Add(at);
            for (int i = 0; i < values.Length; i++)
            {
                y[i].Add(values[i]);
            }

            isStale = true;
            if (!isShown || clock.GetElapsedTime(shownAt) >= pause)
            {
                Draw();
            }
        }
    }

    /// <summary>The chart as it is now.</summary>
    public GenericChart Chart()
    {
        lock (gate)
        {
            // The last point always stays: it is the news.
            int every = Math.Max(1, (x.Count + MostPoints - 1) / MostPoints);
            int[] kept = [.. Enumerable.Range(0, x.Count).Where(i => (x.Count - 1 - i) % every == 0)];
            Series[] lines = [.. names.Select((name, k) => Line(name, kept, y[k]))];
            return Plot.Lines(lines, xTitle, yTitle, title, logY);
        }
    }

    /// <summary>Draws the final state.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isStale)
            {
                Draw();
            }
        }
    }

    // A line with gaps (validation once an epoch) is drawn through the points it has.
    private Series Line(string name, int[] kept, List<double> values)
    {
        int[] there = [.. kept.Where(i => double.IsFinite(values[i]))];
        if (there.Length < kept.Length)
        {
            there = [.. Enumerable.Range(0, values.Count).Where(i => double.IsFinite(values[i]))];
        }

        return new Series(name, [.. there.Select(i => values[i])], [.. there.Select(i => x[i])]);
    }

    private void Draw()
    {
        show(Chart());
        shownAt = clock.GetTimestamp();
        (isShown, isStale) = (true, false);
    }

    /// <summary>The place in the notebook.</summary>
    private sealed class Screen
    {
        private DisplayedValue? place;

        public void Show(GenericChart chart)
        {
            if (place is null)
            {
                place = Shown.Place(chart);
            }
            else
            {
                place.Update(chart);
            }
        }
    }
}
