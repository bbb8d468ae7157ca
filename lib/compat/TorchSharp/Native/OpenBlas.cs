using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Native;

/// <summary>Tells OpenBLAS which matrix kernels this processor has, before it is loaded.</summary>
/// <remarks>
/// OpenBLAS 0.3.21 (Debian 12) takes a processor younger than itself for one of 2004 and multiplies with SSE3. So on an Emerald Rapids (2023):
/// 14 % of a training's time was spent in such kernels. `OPENBLAS_CORETYPE` in the environment has the last word.
/// </remarks>
internal static partial class OpenBlas
{
    internal static void ChooseKernels()
    {
        var kernels = Avx512BW.IsSupported && Avx512DQ.IsSupported ? "SKYLAKEX" : Avx2.IsSupported && Fma.IsSupported ? "HASWELL" : null;
        // Environment.SetEnvironmentVariable is not seen by native code.
        if (kernels is not null && OperatingSystem.IsLinux()) setenv("OPENBLAS_CORETYPE", kernels, overwrite: 0);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
