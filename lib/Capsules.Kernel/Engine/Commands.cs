using System.Diagnostics;
using System.Globalization;
using Capsules.Kernel.Display;

namespace Capsules.Kernel.Engine;

/// <summary>What a directive shows that is no code.</summary>
internal static class Commands
{
    public static MimeBundle Show(Segment segment, SubmissionChain chain) => segment.Name switch
    {
        "markdown" => Bundle("text/markdown", segment.Text, segment.Text),
        "html" => Bundle("text/html", segment.Text, segment.Text),
        "javascript" => Bundle("text/html", $"<script type=\"text/javascript\">{segment.Text}</script>", segment.Text),
        "who" => BundleFormatter.Format(string.Join("  ", chain.Variables().Select(variable => variable.Name))),
        "whos" => BundleFormatter.Format(chain.Variables()
            .Select(variable => new { variable.Name, variable.Type, Value = Short(variable.Value) }).ToArray()),
        "lsmagic" => BundleFormatter.Format(string.Join('\n', Directives.Known.Select(each => $"#!{each.Key,-12}{each.Value}"))),
        _ => throw new InvalidOperationException($"#!{segment.Name} shows nothing."),
    };

    public static MimeBundle WallTime(Stopwatch watch) =>
        BundleFormatter.Format(string.Create(CultureInfo.InvariantCulture, $"Wall time: {watch.Elapsed.TotalMilliseconds:0.0} ms"));

    private static MimeBundle Bundle(string mimeType, string content, string text) =>
        new(new Dictionary<string, object> { [mimeType] = content, [BundleFormatter.Plain] = text });

    private static string Short(object? value)
    {
        try
        {
            var text = value?.ToString()?.ReplaceLineEndings(" ") ?? "null";
            return text.Length <= 80 ? text : text[..80] + "…";
        }
        catch (Exception exception)
        {
            // A variable whose ToString fails must not hide the others.
            return exception.GetType().Name;
        }
    }
}
