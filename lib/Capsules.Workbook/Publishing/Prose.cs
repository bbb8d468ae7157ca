using System.Text.RegularExpressions;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Capsules.Workbook.Publishing;

/// <summary>Gives the address on a page for a relative one in its source.</summary>
/// <param name="address">The address, such as <c>01-routing-dynamics.ipynb#Knobs</c>.</param>
/// <param name="isImage">Whether it is a picture's.</param>
internal delegate string LinkAddress(string address, bool isImage);

/// <summary>Markdown as HTML.</summary>
internal static partial class Prose
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    /// <summary>Renders Markdown. Headings can be linked to as in Jupyter: their text, with dashes for spaces.</summary>
    public static string ToHtml(string markdown, LinkAddress address)
    {
        // Jupyter sets $$…$$ on a line of its own as a display; Markdig wants the dollars on lines of their own, too.
        var document = Markdown.Parse(FormulaLine().Replace(markdown, "\n$$$$\n$1\n$$$$\n"), Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.GetAttributes().Id = string.Concat(heading.Inline!.Descendants<LiteralInline>()).Replace(' ', '-');
        foreach (var link in document.Descendants<LinkInline>())
            if (link.Url is { Length: > 0 } url && !url.StartsWith('#') && !Scheme().IsMatch(url)) link.Url = address(url, link.IsImage);
        return document.ToHtml(Pipeline);
    }

    /// <summary>The text of the first heading of first level; null where there is none.</summary>
    public static string? Title(string markdown) =>
        markdown.Split('\n').FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim();

    /// <summary>For a page that is one file: its pictures are part of it.</summary>
    /// <param name="page">The file with the Markdown.</param>
    internal static LinkAddress EmbedPictures(string page) => (address, isImage) =>
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(page))!, Uri.UnescapeDataString(address));
        var type = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".svg" => "image/svg+xml",
            ".gif" => "image/gif",
            _ => null,
        };
        return !isImage || type is null || !File.Exists(path) ? address : $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}";
    };

    [GeneratedRegex(@"^[ ]*\$\$(.+?)\$\$[ ]*$", RegexOptions.Multiline)]
    private static partial Regex FormulaLine();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9+.-]*:")]
    private static partial Regex Scheme();
}
