using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Capsules.Kernel.Engine;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace Capsules.Kernel.Display;

/// <summary>Makes the forms in which a value is shown. The one place that knows Microsoft.DotNet.Interactive.Formatting.</summary>
internal static partial class BundleFormatter
{
    public const string Plain = "text/plain";
    public const string Html = "text/html";

    /// <summary>Characters of plain text worth showing.</summary>
    private const int PlainLimit = 100_000;

    /// <summary>The forms that formatters prefer for the value's type, text always among them.</summary>
    public static MimeBundle Format(object? value) =>
        Bundle(value, HasOwnTable(value) ? [] : FormattedValue.CreateManyFromObject(value));

    /// <summary>Completes and cleans forms already made of a value.</summary>
    public static MimeBundle Bundle(object? value, IEnumerable<FormattedValue> forms)
    {
        var data = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var form in forms)
            if (!IsPlainTextInDisguise(value, form)) data[form.MimeType] = Content(form.MimeType, form.Value);
        if (HasOwnTable(value) && (data.Count == 0 || data.ContainsKey(Html)) && Table.From(value!) is { } table)
        {
            data[Html] = table.ToHtml();
            data[Plain] = table.ToText();
        }
        if (!data.ContainsKey(Plain)) data[Plain] = PlainText(value);
        if (data[Plain] is string text) data[Plain] = Cut(text);
        return new MimeBundle(data);
    }

    // A number or a word gains nothing from a <div> around it, and a notebook's diff loses.
    private static bool IsPlainTextInDisguise(object? value, FormattedValue form) =>
        form.MimeType == Html && (value is null or string || Type.GetTypeCode(value.GetType()) != TypeCode.Object)
        && form.Value.StartsWith("<div class=\"dni-plaintext\">", StringComparison.Ordinal);

    private static object Content(string mimeType, string text) =>
        mimeType == Html ? WithoutStyle(text)
        : mimeType is "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal) ? Json(text)
        : text;

    private static object Json(string text)
    {
        try
        {
            return (object?)JsonNode.Parse(text) ?? text;
        }
        catch (JsonException)
        {
            // A formatter that promises JSON and writes something else: show what it wrote.
            return text;
        }
    }

    private static string PlainText(object? value) => value switch
    {
        null => "<null>",
        string text => text,
        Microsoft.AspNetCore.Html.IHtmlContent html => Tags().Replace(html.ToDisplayString(Html), "").Trim(),
        _ => value.ToDisplayString(Plain).ReplaceLineEndings("\n"),
    };

    private static string Cut(string text) =>
        text.Length <= PlainLimit ? text : $"{text[..PlainLimit]}\n… cut: {text.Length:N0} characters in all.";

    private static string WithoutStyle(string html) => StyleBlock().Replace(html, "").ReplaceLineEndings("\n");

    private static bool HasOwnTable(object? value) =>
        value is not null && Table.Fits(value)
        && !Formatter.RegisteredFormatters(includeDefaults: false).Any(each => each.Type != typeof(object) && each.Type.IsInstanceOfType(value));

    [GeneratedRegex("<style>\\s*\\.dni-.*?</style>", RegexOptions.Singleline)]
    private static partial Regex StyleBlock();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
