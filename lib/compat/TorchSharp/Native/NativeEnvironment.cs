using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Native;

/// <summary>What libraries below libtorch read from the environment when they are loaded. What is set there already has the last word.</summary>
internal static partial class NativeEnvironment
{
    internal static void Prepare()
    {
        // Environment.SetEnvironmentVariable is not seen by native code.
        if (!OperatingSystem.IsLinux()) return;
        if (MatrixKernels is { } kernels) setenv("OPENBLAS_CORETYPE", kernels, overwrite: 0);
        setenv("OPENBLAS_THREAD_TIMEOUT", Patience, overwrite: 0);
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null) setenv("GOMP_SPINCOUNT", Spins, overwrite: 0);
    }

    /// <remarks>
    /// OpenBLAS 0.3.21 (Debian 12) takes a processor younger than itself for one of 2004 and multiplies with SSE3. So on an Emerald Rapids (2023):
    /// 14 % of a training's time was spent in such kernels.
    /// </remarks>
    private static string? MatrixKernels =>
        Avx512BW.IsSupported && Avx512DQ.IsSupported ? "SKYLAKEX" : Avx2.IsSupported && Fma.IsSupported ? "HASWELL" : null;

    /// <remarks>
    /// A thread of OpenMP that has no more work looks for some 300,000 times before it sleeps, over ten milliseconds, on a core that the
    /// routing's own threads need by then. 1,000 are some 50 microseconds: training was a quarter faster on two cores.
    /// </remarks>
    private const string Spins = "1000";

    /// <remarks>
    /// The same for OpenBLAS, as a power of two: 2^26 turns, each a call of the kernel, are some 25 milliseconds. With 2^6 a training took
    /// 5 % less time and half the kernel's (medians of three runs each, in turn).
    /// </remarks>
    private const string Patience = "6";

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
