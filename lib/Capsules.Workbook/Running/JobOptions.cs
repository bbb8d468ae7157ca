namespace Capsules.Workbook.Running;

/// <summary>What <c>./workbook run</c> was asked for.</summary>
internal sealed record JobOptions
{
    public string? Scale { get; init; }

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public double? Timeout { get; init; }

    public bool Html { get; init; }

    public bool Pictures { get; init; }

    public string? Output { get; init; }

    public bool InPlace { get; init; }

    public bool InProcess { get; init; }

    public int Jobs { get; init; } = 1;

    public string? JUnit { get; init; }
}
