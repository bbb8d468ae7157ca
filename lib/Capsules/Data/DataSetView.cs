using System.Globalization;
using System.Net;
using Microsoft.DotNet.Interactive.Formatting;

namespace Capsules.Data;

/// <summary>A data set with a view of its own in notebooks.</summary>
internal interface IDataSetView
{
    /// <summary>The view, HTML without scripts.</summary>
    string ToHtml();
}

/// <summary>Shows a data set in notebooks: what it is, where it comes from, some of its pictures, how many of each class.</summary>
internal sealed class DataSetFormatters<T> : ITypeFormatterSource
    where T : class, IDataSetView
{
    public IEnumerable<ITypeFormatter> CreateTypeFormatters() =>
    [
        new HtmlFormatter<T>((set, context) => context.Writer.Write(set.ToHtml())),
        new PlainTextFormatter<T>((set, context) => context.Writer.Write(set.ToString())),
    ];
}

/// <summary>The HTML of such a view.</summary>
internal static class DataSetView
{
    internal static string ToHtml(string title, string source, bool isGenerated, string pictures, IEnumerable<ClassCount> counts)
    {
        string color = isGenerated ? "#b45309" : "inherit"; // what is not the named data set must not be overlooked
        string names = string.Concat(counts.Select(c => $"<th style=\"text-align:right;padding:0 .5em\">{WebUtility.HtmlEncode(c.Class)}</th>"));
        string numbers = string.Concat(counts.Select(c => string.Create(CultureInfo.InvariantCulture,
            $"<td style=\"text-align:right;padding:0 .5em\">{c.Images:N0}</td>")));
        return $"<div><b>{WebUtility.HtmlEncode(title)}</b><br><span style=\"color:{color}\">{WebUtility.HtmlEncode(source)}</span><br>{pictures}"
            + $"<table><thead><tr>{names}</tr></thead><tbody><tr>{numbers}</tr></tbody></table></div>";
    }
}
