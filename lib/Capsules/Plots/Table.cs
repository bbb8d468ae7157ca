using System.Globalization;
using System.Net;

namespace Capsules.Plots;

/// <summary>Rows and columns of figures, such as a paper's beside those measured here: an HTML table in a notebook, text in a terminal.</summary>
public sealed class Table
{
    private readonly List<string[]> rows = [];
    private readonly List<string> notes = [];

    /// <summary>An empty table.</summary>
    /// <exception cref="ArgumentException">There is no column.</exception>
    public Table(string title, params string[] columns)
    {
        if (columns.Length == 0) throw new ArgumentException("A table needs at least one column.", nameof(columns));
        (Title, Columns) = (title, columns);
    }

    /// <summary>What the table shows.</summary>
    public string Title { get; }

    /// <summary>Headings.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The cells of each row, as shown.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => rows;

    /// <summary>Adds a row and returns the table. Numbers get four significant digits, null an empty cell.</summary>
    /// <exception cref="ArgumentException">There is not one cell for each column.</exception>
    public Table Add(params object?[] cells)
    {
        if (cells.Length != Columns.Count)
            throw new ArgumentException($"The row has {cells.Length} cells; the table '{Title}' has {Columns.Count} columns.", nameof(cells));
        rows.Add([.. cells.Select(Text)]);
        return this;
    }

    /// <summary>Adds a line below the table and returns the table.</summary>
    public Table Note(string text)
    {
        notes.Add(text);
        return this;
    }

    /// <summary>The table as HTML.</summary>
    public string ToHtml()
    {
        string Row(string tag, string style, IEnumerable<string> cells) => "<tr>" + string.Concat(cells.Select((cell, j) =>
            $"<{tag} style=\"text-align:{(IsNumeric(j) ? "right" : "left")};{style}\">{WebUtility.HtmlEncode(cell)}</{tag}>")) + "</tr>";
        var caption = Title.Length == 0 ? "" : $"<caption style=\"text-align:left;font-weight:600;padding:4px 0\">{WebUtility.HtmlEncode(Title)}</caption>";
        var head = Row("th", "border-bottom:1px solid #999;padding:3px 12px 3px 0", Columns);
        var body = string.Concat(rows.Select(row => Row("td", "white-space:nowrap;padding:2px 12px 2px 0", row)));
        var below = string.Concat(notes.Select(note => $"<p style=\"margin:2px 0\"><i>{WebUtility.HtmlEncode(note)}</i></p>"));
        return $"<table style=\"border-collapse:collapse\">{caption}<thead>{head}</thead><tbody>{body}</tbody></table>{below}";
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

    /// <summary>Columns and rows as Markdown, without title and notes.</summary>
    public string ToMarkdown()
    {
        string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|")))} |";
        return string.Join('\n', [Line(Columns), Line(Columns.Select((_, j) => IsNumeric(j) ? "---:" : "---")), .. rows.Select(Line)]);
    }

    /// <inheritdoc cref="ToText"/>
    public override string ToString() => ToText();

    // A column of figures: every cell begins like a number or is empty, and not all are empty.
    private bool IsNumeric(int column)
    {
        string[] filled = [.. rows.Select(row => row[column]).Where(cell => cell.Length > 0)];
        return filled.Length > 0 && filled.All(cell => char.IsAsciiDigit(cell.TrimStart('+', '-', '−', '±', '.', ' ').FirstOrDefault()));
    }

    private static string Text(object? cell) => cell switch
    {
        null => "",
        float or double or Half => ((IFormattable)cell).ToString("G4", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };
}
