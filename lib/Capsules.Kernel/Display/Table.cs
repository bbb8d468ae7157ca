using System.Collections;
using System.Data;
using System.Globalization;
using System.Net;
using System.Reflection;

namespace Capsules.Kernel.Display;

/// <summary>A sequence of records, a matrix or a <see cref="DataTable"/>, as rows and columns.</summary>
internal sealed class Table
{
    /// <summary>Rows shown; the count of the rest is said.</summary>
    private const int RowLimit = 100;

    private const int ColumnLimit = 50;

    private readonly string[] columns;
    private readonly string[][] rows;
    private readonly bool[] isNumber;
    private readonly string note = "";

    private Table(IReadOnlyCollection<string> columns, IEnumerable<IEnumerable<object?>> rows, int? count)
    {
        this.columns = [.. columns.Take(ColumnLimit)];
        object?[][] values = [.. rows.Take(RowLimit + 1).Select(row => row.Take(ColumnLimit).ToArray())];
        if (values.Length > RowLimit)
            note = count is { } all ? $"… {all - RowLimit} more rows, {all} in all" : $"… more rows; the first {RowLimit} are shown";
        if (columns.Count > ColumnLimit) note += $"… {columns.Count - ColumnLimit} more columns, {columns.Count} in all";
        this.rows = [.. values.Take(RowLimit).Select(row => row.Select(Text).ToArray())];
        isNumber = [.. this.columns.Select((_, j) => values.All(row => row[j] is null or DBNull || IsNumber(row[j]!)))];
    }

    /// <summary>Makes the table of a value that reads better so than as a tree; null for any other.</summary>
    public static Func<Table>? Of(object value) => value switch
    {
        DataTable data => () => new Table(
            [.. data.Columns.Cast<DataColumn>().Select(column => column.ColumnName)], data.Rows.Cast<DataRow>().Select(row => row.ItemArray), data.Rows.Count),
        Array { Rank: 2 } matrix when IsScalar(matrix.GetType().GetElementType()!) => () => OfMatrix(matrix),
        string or IDictionary => null,
        IEnumerable records when ElementType(records.GetType()) is { } element && Columns(element) is { Count: > 0 } columns => () => new Table(
            [.. columns.Select(column => column.Name)],
            records.Cast<object?>().Select(record => columns.Select(column => record is null ? null : column.Get(record))),
            (records as ICollection)?.Count),
        _ => null,
    };

    private static Table OfMatrix(Array matrix)
    {
        var (rows, columns) = (Enumerable.Range(0, matrix.GetLength(0)), Enumerable.Range(0, matrix.GetLength(1)));
        return new Table([.. columns.Select(j => $"{j}")], rows.Select(i => columns.Select(j => matrix.GetValue(i, j))), matrix.GetLength(0));
    }

    public string ToHtml()
    {
        var rows = string.Concat(this.rows.Select(row => $"<tr>{Cells("td", row)}</tr>"));
        var note = this.note.Length > 0 ? $"<p><i>{this.note}</i></p>" : "";
        return $"<table><thead><tr>{Cells("th", columns)}</tr></thead><tbody>{rows}</tbody></table>{note}";
    }

    public string ToText()
    {
        var width = columns.Select((name, j) => rows.Select(row => row[j].Length).Append(name.Length).Max()).ToArray();
        var lines = rows.Prepend(columns)
            .Select(row => string.Join("  ", row.Select((cell, j) => isNumber[j] ? cell.PadLeft(width[j]) : cell.PadRight(width[j]))).TrimEnd());
        return string.Join('\n', lines.Append(note)).TrimEnd('\n');
    }

    private string Cells(string tag, string[] row) => string.Concat(row.Select((text, j) =>
        $"<{tag} style=\"text-align: {(isNumber[j] ? "right" : "left")}\">{WebUtility.HtmlEncode(text)}</{tag}>"));

    private static string Text(object? value) => value switch
    {
        null or DBNull => "",
        float or double => string.Create(CultureInfo.InvariantCulture, $"{value:G6}"),
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
