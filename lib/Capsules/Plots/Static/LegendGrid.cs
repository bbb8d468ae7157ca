namespace Capsules.Plots.Static;

/// <summary>How plotly.js lays out the entries of a lying legend: one row where all fit, else columns of one width.</summary>
internal sealed class LegendGrid
{
    /// <summary>From an entry's left to its text, as plotly.js has it.</summary>
    public const double Key = 40;
    private const double Gap = 5;
    private readonly double[] widths;
    private readonly double line;
    private readonly int columns;

    /// <summary>Lays the entries out.</summary>
    /// <param name="names">Their texts.</param>
    /// <param name="size">Of the type.</param>
    /// <param name="room">The plot's width.</param>
    /// <param name="entryWidth">Of every text; as wide as each may get where 0.</param>
    public LegendGrid(IReadOnlyList<string> names, double size, double room, double entryWidth = 0)
    {
        (line, EntryWidth) = (size * 1.3 + 3, entryWidth);
        widths = [.. names.Select(name => Key + (entryWidth > 0 ? entryWidth : Math.Ceiling(Labels.Most(name, size))))];
        double widest = widths.DefaultIfEmpty(Key).Max();
        columns = Math.Max(1, (int)((room + Gap - 1) / (widest + Gap)));
        if (widths.Sum(width => width + Gap) <= room)
        {
            columns = Math.Max(columns, widths.Length);
        }
        else
        {
            widths.AsSpan().Fill(widest);
        }
    }

    /// <summary>Width of every entry's text, 0 where each has its own.</summary>
    public double EntryWidth { get; }

    /// <summary>Rows the entries make.</summary>
    public int Rows => (widths.Length + columns - 1) / columns;

    /// <summary>Width of the first row, which is the widest.</summary>
    public double Width => widths.Take(columns).Sum(width => width + Gap);

    /// <summary>Height of all rows, with plotly.js's padding.</summary>
    public double Height => Rows * line + 2 * Gap;

    /// <summary>The grid whose rows are as even as can be, and the same over every width of the plot between two.</summary>
    /// <param name="names">The entries' texts.</param>
    /// <param name="size">Of the type.</param>
    /// <param name="least">The plot's width where tick labels are long.</param>
    /// <param name="most">The plot's width where they are short.</param>
    public static LegendGrid Fit(IReadOnlyList<string> names, double size, double least, double most)
    {
        LegendGrid natural = new(names, size, least);
        if (natural.Rows == 1)
        {
            return natural;
        }

        int columns = (names.Count + natural.Rows - 1) / natural.Rows;
        double alone = (most + Gap + 1) / (columns + 1); // wider than that, no further column fits
        double width = Math.Max(natural.widths[0], Math.Floor(Math.Min(Math.Ceiling(alone), least / columns)) - Gap);
        return new LegendGrid(names, size, least, width - Key);
    }

    /// <summary>Where an entry stands: its left edge and the middle of its row, from the legend's corner.</summary>
    public (double X, double Y) Place(int entry)
    {
        (int row, int column) = Math.DivRem(entry, columns);
        return (widths.Skip(row * columns).Take(column).Sum(width => width + Gap), Gap + (row + 0.5) * line);
    }
}
