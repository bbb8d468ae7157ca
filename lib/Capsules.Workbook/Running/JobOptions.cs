namespace Capsules.Workbook.Running;

/// <summary>What <c>./workbook run</c> was asked for.</summary>
internal sealed record JobOptions
{
    public string? Scale { get; init; }

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public double? Timeout { get; init; }

    public bool Html { get; init; }

    public string? Output { get; init; }

    public bool InPlace { get; init; }

    public int Jobs { get; init; } = 1;

    public string? Trx { get; init; }

    public string? JUnit { get; init; }

    public string? Report { get; init; }

    /// <summary>The command line that runs one of the notebooks with these options, its result going to a file.</summary>
    public IEnumerable<string> ForOne(string notebook, string report)
    {
        yield return "run";
        yield return notebook;
        yield return "--report";
        yield return report;
        if (Scale is not null)
        {
            yield return "--scale";
            yield return Scale;
        }
        foreach (var (name, value) in Parameters)
        {
            yield return "--param";
            yield return $"{name}={value}";
        }
        if (Timeout is { } seconds)
        {
            yield return "--timeout";
            yield return seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        if (Html) yield return "--html";
        if (InPlace) yield return "--in-place";
        if (Output is not null)
        {
            yield return "--output";
            yield return Output;
        }
    }
}
