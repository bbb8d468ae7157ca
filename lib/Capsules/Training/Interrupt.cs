using Microsoft.DotNet.Interactive;

namespace Capsules.Training;

/// <summary>Whether the person has asked the running notebook cell to stop.</summary>
public static class Interrupt
{
    /// <summary>Canceled when the cell that runs this code is interrupted; never, outside a notebook.</summary>
    public static CancellationToken Token => KernelInvocationContext.Current?.CancellationToken ?? CancellationToken.None;
}
