using System.Globalization;
using System.Net;
using System.Text;

namespace Capsules.Plots;

/// <summary>Rows and columns of figures, such as a paper's beside those measured here; shows itself as an HTML table, in a terminal as text.</summary>
public sealed class Table
{
    private readonly List<string[]> rows = [];
    private readonly List<string> notes = [];

    /// <summary>An empty table.</summary>
    /// <param name="title">What it shows; may be empty.</param>
    /// <param name="columns">Headings.</param>
    /// <exception cref="ArgumentException">There is no column.</exception>
    public Table(string title, params string[] columns)
    {
        if (columns.Length == 0)
        {
            throw new ArgumentException("A table needs at least one column.", nameof(columns));
        }

        Title = title;
        Columns = columns;
    }

    /// <summary>What the table shows.</summary>
    public string Title { get; }

    /// <summary>Headings.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The cells of each row, as shown.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => rows;

    /// <summary>Adds a row; returns the table. Numbers get four significant digits, null an empty cell.</summary>
    /// <exception cref="ArgumentException">There is not one cell for each column.</exception>
    public Table Add(params object?[] cells)
    {
        if (cells.Length != Columns.Count)
        {
            throw new ArgumentException($"The row has {cells.Length} cells; the table '{Title}' has {Columns.Count} columns.", nameof(cells));
        }

        rows.Add([.. cells.Select(Text)]);
        return this;
    }

    /// <summary>Adds a line below the table; returns the table.</summary>
    public Table Note(string text)
    {
        notes.Add(text);
        return this;
    }

    /// <summary>A paper's figures beside those measured here, and how far apart they are.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="figures">Name, the paper's figure, the figure measured here; null where there is none.</param>
    /// <param name="format">.NET format of the figures.</param>
    public static Table AgainstPaper(string title, IEnumerable<(string Name, double? Paper, double? Here)> figures, string format = "0.000")
    {
        Table table = new(title, "", "paper", "here", "difference");
        foreach ((string name, double? paper, double? here) in figures)
        {
            table.Add(
                name, paper?.ToString(format, CultureInfo.InvariantCulture), here?.ToString(format, CultureInfo.InvariantCulture),
                (here - paper)?.ToString($"+{format};−{format}", CultureInfo.InvariantCulture));
        }

        return table;
    }

    /// <summary>The table as HTML.</summary>
    public string ToHtml()
    {
        StringBuilder html = new("<table style=\"border-collapse:collapse\">");
        if (Title.Length > 0)
        {
            html.Append($"<caption style=\"text-align:left;font-weight:600;padding:4px 0\">{WebUtility.HtmlEncode(Title)}</caption>");
        }

        html.Append("<thead><tr>");
        for (int j = 0; j < Columns.Count; j++)
        {
            html.Append($"<th style=\"{Align(j)};border-bottom:1px solid #999;padding:3px 12px 3px 0\">{WebUtility.HtmlEncode(Columns[j])}</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (string[] row in rows)
        {
            html.Append("<tr>").Append(string.Concat(row.Select((cell, j) => $"<td style=\"{Align(j)};white-space:nowrap;padding:2px 12px 2px 0\">{WebUtility.HtmlEncode(cell)}</td>")))
                .Append("</tr>");
        }

        html.Append("</tbody></table>");
        foreach (string note in notes)
        {
            html.Append($"<p style=\"margin:2px 0\"><i>{WebUtility.HtmlEncode(note)}</i></p>");
        }

        return html.ToString();
    }

    /// <summary>The table as lines of text.</summary>
    public string ToText()
    {
        int[] widths = [.. Columns.Select((column, j) => rows.Select(row => row[j].Length).Append(column.Length).Max())];
        string Line(IEnumerable<string> cells) =>
            string.Join("  ", cells.Select((cell, j) => IsNumeric(j) ? cell.PadLeft(widths[j]) : cell.PadRight(widths[j]))).TrimEnd();
        IEnumerable<string> lines = [Line(Columns), string.Join("  ", widths.Select(width => new string('-', width))), .. rows.Select(Line), .. notes];
        return string.Join('\n', Title.Length > 0 ? lines.Prepend(Title) : lines);
    }

    /// <inheritdoc cref="ToText"/>
    public override string ToString() => ToText();

    private string Align(int column) => $"text-align:{(IsNumeric(column) ? "right" : "left")}";

    // A column of figures: every cell begins like a number or is empty.
    private bool IsNumeric(int column) =>
        rows.Count > 0 && rows.TrueForAll(row => row[column].Length == 0 || char.IsAsciiDigit(row[column].TrimStart('+', '-', '−', '±', '.', ' ')[..1].FirstOrDefault()))
        && rows.Exists(row => row[column].Length > 0);

    private static string Text(object? cell) => cell switch
    {
        null => "",
        float or double or Half => ((IFormattable)cell).ToString("G4", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };
}
