using System.Globalization;
using System.Net;

namespace Capsules.Data;

/// <summary>Something with a view of its own in notebooks.</summary>
internal interface INotebookView
{
    /// <summary>The view, HTML without scripts.</summary>
    string ToHtml();
}

/// <summary>Tells notebooks how to show a type. They find this attribute by its name, so that no package of theirs is needed.</summary>
/// <param name="formatterSourceType">A type with a parameterless constructor and a method <c>CreateTypeFormatters</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type that makes the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The form shown where several are possible.</summary>
    public string[] PreferredMimeTypes { get; } = ["text/html"];
}

/// <summary>Shows an <see cref="INotebookView"/>.</summary>
internal sealed class NotebookViewSource
{
    /// <summary>One formatter for pages, one for text.</summary>
    public IEnumerable<object> CreateTypeFormatters() => [new HtmlFormatter(), new TextFormatter()];

    private sealed class HtmlFormatter
    {
        public string MimeType => "text/html";

        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not INotebookView view) return false;
            writer.Write(view.ToHtml());
            return true;
        }
    }

    private sealed class TextFormatter
    {
        public string MimeType => "text/plain";

        public bool Format(object instance, TextWriter writer)
        {
            writer.Write(instance.ToString());
            return true;
        }
    }
}

/// <summary>The view of a data set: what it is, where it comes from, some of its pictures, how many of each class.</summary>
internal static class DataSetView
{
    internal static string ToHtml(string title, string source, bool isGenerated, string pictures, IEnumerable<ClassCount> counts)
    {
        string colour = isGenerated ? "#b45309" : "inherit"; // what is not the named data set must not be overlooked
        string names = string.Concat(counts.Select(c => $"<th style=\"text-align:right;padding:0 .5em\">{WebUtility.HtmlEncode(c.Class)}</th>"));
        string numbers = string.Concat(counts.Select(c => string.Create(CultureInfo.InvariantCulture,
            $"<td style=\"text-align:right;padding:0 .5em\">{c.Images:N0}</td>")));
        return $"<div><b>{WebUtility.HtmlEncode(title)}</b><br><span style=\"color:{colour}\">{WebUtility.HtmlEncode(source)}</span><br>{pictures}"
            + $"<table><thead><tr>{names}</tr></thead><tbody><tr>{numbers}</tr></tbody></table></div>";
    }
}
