using System.Collections;
using System.Data;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace Capsules.Kernel.Display;

/// <summary>A sequence of records, a matrix or a <see cref="DataTable"/>, as rows and columns.</summary>
internal sealed class Table
{
    /// <summary>Rows shown; the count of the rest is said.</summary>
    private const int RowLimit = 100;

    private const int ColumnLimit = 50;

    private readonly IReadOnlyList<string> _columns;
    private readonly List<string[]> _rows = [];
    private readonly bool[] _isNumber;
    private string? _note;

    private Table(IReadOnlyList<string> columns)
    {
        _columns = columns;
        _isNumber = new bool[columns.Count];
        Array.Fill(_isNumber, true);
    }

    /// <summary>Whether a value reads better as a table than as a tree.</summary>
    public static bool Fits(object value) => value switch
    {
        DataTable => true,
        Array { Rank: 2 } matrix => IsScalar(matrix.GetType().GetElementType()!),
        string or IDictionary => false,
        IEnumerable => ElementType(value.GetType()) is { } element && Columns(element).Count > 0,
        _ => false,
    };

    /// <summary>The table of a value that <see cref="Fits"/>; null for an empty one.</summary>
    public static Table? From(object value) => value switch
    {
        DataTable data => FromDataTable(data),
        Array { Rank: 2 } matrix => FromMatrix(matrix),
        _ => FromRecords((IEnumerable)value),
    };

    public string ToHtml()
    {
        var html = new StringBuilder("<table><thead><tr>");
        for (var j = 0; j < _columns.Count; j++) html.Append(Cell("th", j, _columns[j]));
        html.Append("</tr></thead><tbody>");
        foreach (var row in _rows)
        {
            html.Append("<tr>");
            for (var j = 0; j < row.Length; j++) html.Append(Cell("td", j, row[j]));
            html.Append("</tr>");
        }
        html.Append("</tbody></table>");
        if (_note is not null) html.Append($"<p><i>{WebUtility.HtmlEncode(_note)}</i></p>");
        return html.ToString();
    }

    public string ToText()
    {
        var width = _columns.Select((name, j) => _rows.Select(row => row[j].Length).Append(name.Length).Max()).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows.Prepend([.. _columns]))
            text.AppendLine(string.Join("  ", row.Select((cell, j) => _isNumber[j] ? cell.PadLeft(width[j]) : cell.PadRight(width[j]))).TrimEnd());
        if (_note is not null) text.AppendLine(_note);
        return text.ToString().ReplaceLineEndings("\n").TrimEnd('\n');
    }

    private static Table FromRecords(IEnumerable records)
    {
        var columns = Columns(ElementType(records.GetType())!).Take(ColumnLimit).ToArray();
        var table = new Table([.. columns.Select(column => column.Name)]);
        foreach (var record in records)
            if (!table.AddRow(columns.Select(column => record is null ? null : column.Get(record))))
                return table.Note((records as ICollection)?.Count);
        return table;
    }

    private static Table FromMatrix(Array matrix)
    {
        var columns = Enumerable.Range(0, Math.Min(matrix.GetLength(1), ColumnLimit)).ToArray();
        var table = new Table([.. columns.Select(j => j.ToString(CultureInfo.InvariantCulture))]);
        if (matrix.GetLength(1) > ColumnLimit) table._note = $"{matrix.GetLength(0)} × {matrix.GetLength(1)} in all";
        for (var i = 0; i < matrix.GetLength(0); i++)
            if (!table.AddRow(columns.Select(j => matrix.GetValue(i, j))))
                return table.Note(matrix.GetLength(0));
        return table;
    }

    private static Table FromDataTable(DataTable data)
    {
        var table = new Table([.. data.Columns.Cast<DataColumn>().Take(ColumnLimit).Select(column => column.ColumnName)]);
        foreach (DataRow row in data.Rows)
            if (!table.AddRow(row.ItemArray.Take(ColumnLimit)))
                return table.Note(data.Rows.Count);
        return table;
    }

    private bool AddRow(IEnumerable<object?> cells)
    {
        if (_rows.Count == RowLimit) return false;
        var values = cells.ToArray();
        for (var j = 0; j < values.Length; j++) _isNumber[j] &= values[j] is null or DBNull || IsNumber(values[j]!);
        _rows.Add([.. values.Select(Text)]);
        return true;
    }

    private Table Note(int? count)
    {
        _note = count is { } all ? $"… {all - RowLimit} more rows, {all} in all" : $"… more rows; the first {RowLimit} are shown";
        return this;
    }

    private string Cell(string tag, int column, string text)
    {
        var align = _isNumber[column] ? " style=\"text-align: right\"" : " style=\"text-align: left\"";
        return $"<{tag}{align}>{WebUtility.HtmlEncode(text)}</{tag}>";
    }

    private static string Text(object? value) => value switch
    {
        null or DBNull => "",
        float number => number.ToString("G6", CultureInfo.InvariantCulture),
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        string text => text,
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Take(20).Select(Text)) + "]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static Type? ElementType(Type type) => type.GetInterfaces().Append(type)
        .FirstOrDefault(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    // Records, classes, tuples and anonymous types all of whose members fit a cell; anything richer keeps its own display.
    private static IReadOnlyList<(string Name, Func<object, object?> Get)> Columns(Type type)
    {
        if (IsScalar(type) || type == typeof(object) || typeof(IEnumerable).IsAssignableFrom(type)) return [];
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0).ToArray();
        var fields = type.GetFields(BindingFlags.Public | BindingFlags.Instance);
        return properties.All(property => FitsCell(property.PropertyType)) && fields.All(field => FitsCell(field.FieldType))
            ? [.. properties.Select(property => (property.Name, Shielded(property))),
               .. fields.Select(field => (field.Name, (Func<object, object?>)field.GetValue))]
            : [];
    }

    // A property that throws spoils its own cell of the table and no other.
    private static Func<object, object?> Shielded(PropertyInfo property) => record =>
    {
        try
        {
            return property.GetValue(record);
        }
        catch (TargetInvocationException exception)
        {
            return exception.InnerException!.GetType().Name;
        }
    };

    private static bool FitsCell(Type type) => IsScalar(type) || (ElementType(type) is { } element && IsScalar(element));

    private static bool IsScalar(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(DateTime)
        || type == typeof(DateTimeOffset) || type == typeof(TimeSpan) || type == typeof(Guid) || Nullable.GetUnderlyingType(type) is not null;

    private static bool IsNumber(object value) =>
        Type.GetTypeCode(value.GetType()) is >= TypeCode.SByte and <= TypeCode.Decimal && value is not Enum;
}
