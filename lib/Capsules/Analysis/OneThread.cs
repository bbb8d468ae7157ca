using static TorchSharp.torch;

namespace Capsules.Analysis;

/// <summary>Keeps tensor operations on one thread while something is measured.</summary>
internal sealed class OneThread : IDisposable
{
    private readonly int threads = get_num_threads();

    internal OneThread() => set_num_threads(1);

    /// <summary>Processor time of this process so far, to the microsecond.</summary>
    internal static double Seconds => Environment.CpuUsage.TotalTime.TotalSeconds;

    public void Dispose() => set_num_threads(threads);
}
