namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Something a kernel is asked to do.</summary>
public abstract class KernelCommand;

/// <summary>Asks for a cell's code to be run.</summary>
public class SubmitCode(string code) : KernelCommand
{
    /// <summary>The cell's source.</summary>
    public string Code { get; } = code;

    /// <inheritdoc />
    public override string ToString() => $"{nameof(SubmitCode)}: {Code}";
}
