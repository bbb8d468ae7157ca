namespace Capsules.Tests;

/// <summary>Tests that count live tensors, which those of other tests would disturb.</summary>
[CollectionDefinition("live tensors", DisableParallelization = true)]
public sealed class LiveTensors
{
    /// <summary>Frees what earlier tests left to the collector, so that it is not freed while tensors are counted.</summary>
    internal static void Settle()
    {
        // A finalized graph lets go of tensors that only the next collection can free.
        for (var k = 0; k < 5; k++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
