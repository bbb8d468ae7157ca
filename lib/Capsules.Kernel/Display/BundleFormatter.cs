using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Capsules.Kernel.Engine;
using Microsoft.DotNet.Interactive.Formatting;

namespace Capsules.Kernel.Display;

/// <summary>Makes the forms in which a value is shown, with the formatters of Microsoft.DotNet.Interactive.Formatting.</summary>
internal static partial class BundleFormatter
{
    public const string Plain = "text/plain";
    public const string Html = "text/html";

    /// <summary>Characters of a built-in form worth showing; formatters that a person or a library registered may write more.</summary>
    private const int Limit = 100_000;

    /// <summary>The forms that formatters prefer for the value's type, text always among them.</summary>
    public static JsonObject Format(object? value) => Bundle(value, Forms(value, []));

    /// <summary>The value in the MIME types asked for; without any, in those registered or preferred for its type.</summary>
    public static IReadOnlyList<FormattedValue> Forms(object? value, IReadOnlyCollection<string> mimeTypes)
    {
        if (value is null || (mimeTypes.Count == 0 && OwnTable(value) is not null)) return [];
        var type = value.GetType();
        var wanted = mimeTypes.Count > 0 ? mimeTypes : Formatter.GetPreferredMimeTypesFor(type)
            .Concat(Registered(type).Select(formatter => formatter.MimeType)).Distinct();
        return [.. wanted.Select(mimeType => (mimeType, Text: Text(value, mimeType)))
            .Where(form => form.Text is not null)
            .Select(form => new FormattedValue(form.mimeType, form.Text!))];
    }

    /// <summary>Completes and cleans forms already made of a value.</summary>
    public static JsonObject Bundle(object? value, IEnumerable<FormattedValue> forms)
    {
        var data = new JsonObject();
        foreach (var form in forms)
            if (!IsPlainTextInDisguise(value, form)) data[form.MimeType] = Content(form.MimeType, form.Value);
        if ((data.Count == 0 || data.ContainsKey(Html)) && OwnTable(value) is { } make)
        {
            var table = make();
            data[Html] = table.ToHtml();
            data[Plain] = table.ToText();
        }
        if (!data.ContainsKey(Plain)) data[Plain] = PlainText(value);
        return data;
    }

    // Null where a built-in form would be too long: half an HTML tree shows nothing.
    private static string? Text(object value, string mimeType)
    {
        var formatter = Formatter.GetPreferredFormatterFor(value.GetType(), mimeType);
        var writer = new LimitedWriter(Registered(value.GetType()).Contains(formatter) ? int.MaxValue : Limit);
        try
        {
            using var context = new FormatContext(writer);
            formatter.Format(value, context);
        }
        catch (Exception) when (writer.IsFull)
        {
        }
        if (!writer.IsFull) return writer.ToString();
        return mimeType == Plain ? $"{writer}\n… cut after {Limit:N0} characters." : null;
    }

    private static IEnumerable<ITypeFormatter> Registered(Type type) =>
        Formatter.RegisteredFormatters(includeDefaults: false).Where(each => each.Type != typeof(object) && each.Type.IsAssignableFrom(type));

    // A number or a word gains nothing from a <div> around it, and a notebook's diff loses.
    private static bool IsPlainTextInDisguise(object? value, FormattedValue form) =>
        form.MimeType == Html && (value is null or string || Type.GetTypeCode(value.GetType()) != TypeCode.Object)
        && form.Value.StartsWith("<div class=\"dni-plaintext\">", StringComparison.Ordinal);

    private static JsonNode Content(string mimeType, string text) =>
        mimeType == Html ? StyleBlock().Replace(text, "").ReplaceLineEndings("\n")
        : mimeType is "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal) ? JsonNode.Parse(text) ?? text
        : text;

    private static string PlainText(object? value) => value switch
    {
        null => Formatter.NullString,
        Microsoft.AspNetCore.Html.IHtmlContent html => Tags().Replace(html.ToDisplayString(Html), "").Trim(),
        _ => Text(value, Plain)!.ReplaceLineEndings("\n"),
    };

    private static Func<Table>? OwnTable(object? value) => value is not null && !Registered(value.GetType()).Any() ? Table.Of(value) : null;

    /// <summary>Text up to a length, and then an exception: the way out of a formatter that would go on for minutes.</summary>
    private sealed class LimitedWriter(int limit) : StringWriter
    {
        public bool IsFull { get; private set; }

        public override void Write(char value) => Write([value]);

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(ReadOnlySpan<char> buffer)
        {
            var builder = GetStringBuilder();
            var room = Math.Min(buffer.Length, limit - builder.Length);
            builder.Append(buffer[..room]);
            if (room == buffer.Length) return;
            IsFull = true;
            throw new IOException("The value is too long to be shown in full.");
        }
    }

    [GeneratedRegex("<style>\\s*\\.dni-.*?</style>", RegexOptions.Singleline)]
    private static partial Regex StyleBlock();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
