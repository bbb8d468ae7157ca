using System.Globalization;
using System.Net;
using Microsoft.DotNet.Interactive.Formatting;

namespace Capsules.Training;

/// <summary>How far a computation has come, as text and as a bar.</summary>
/// <param name="Title">What is being done.</param>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Steps in all.</param>
/// <param name="Elapsed">Time since the start.</param>
/// <param name="Note">What else to say.</param>
[TypeFormatterSource(typeof(ProgressLineFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record ProgressLine(string Title, long Done, long Total, TimeSpan Elapsed, string Note)
{
    private const int BarWidth = 20;

    private double Share => Math.Clamp((double)Done / Total, 0, 1);

    /// <summary>Steps a second so far.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>Time left at the rate so far; null before the first step.</summary>
    public TimeSpan? Left => Done == 0 ? null : Elapsed * ((Total - Done) / (double)Done);

    /// <summary>The line as text.</summary>
    public override string ToString()
    {
        var full = (int)(Share * BarWidth);
        return $"{Title} {new string('━', full)}{new string('─', BarWidth - full)} {Numbers}";
    }

    internal string ToHtml() =>
        $"<div style=\"font-family: monospace; white-space: pre\">{WebUtility.HtmlEncode(Title)} "
        + string.Create(CultureInfo.InvariantCulture, $"<progress value=\"{Done}\" max=\"{Total}\" style=\"vertical-align: middle; width: 16em\"></progress>")
        + $" {WebUtility.HtmlEncode(Numbers)}</div>";

    private string Numbers
    {
        get
        {
            var culture = CultureInfo.InvariantCulture;
            var parts = new List<string> { string.Create(culture, $"{Share * 100,3:0} %"), string.Create(culture, $"{Done:N0}/{Total:N0}") };
            if (Rate > 0) parts.Add(string.Create(culture, $"{(Rate >= 10 ? Math.Round(Rate) : Math.Round(Rate, 2)):#,0.##}/s"));
            parts.Add(Done >= Total ? $"took {Short(Elapsed)}" : Left is { } left ? $"{Short(left)} left" : "…");
            if (Note.Length > 0) parts.Add(Note);
            return string.Join(" · ", parts);
        }
    }

    private static string Short(TimeSpan time) =>
        time.ToString(time >= TimeSpan.FromHours(1) ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    private sealed class ProgressLineFormatters : ITypeFormatterSource
    {
        public IEnumerable<ITypeFormatter> CreateTypeFormatters() =>
        [
            new HtmlFormatter<ProgressLine>((line, context) => context.Writer.Write(line.ToHtml())),
            new PlainTextFormatter<ProgressLine>((line, context) => context.Writer.Write(line.ToString())),
        ];
    }
}
