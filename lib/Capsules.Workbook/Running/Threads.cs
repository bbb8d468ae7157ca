using System.Runtime.InteropServices;
using TorchSharp;

namespace Capsules.Workbook.Running;

/// <summary>How many processor cores this process computes on.</summary>
internal static class Threads
{
    /// <summary>Limits libtorch, OpenMP and OpenBLAS; to be called before the first tensor, as OpenBLAS reads its limit when it is loaded.</summary>
    /// <exception cref="ArgumentException">Fewer than one.</exception>
    internal static void Limit(int count)
    {
        if (count < 1) throw new ArgumentException($"--threads is {count}; it must be at least 1");
        if (OperatingSystem.IsLinux())
            foreach (var name in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"])
                setenv(name, count.ToString(), overwrite: 1);        // native code does not see Environment.SetEnvironmentVariable
        torch.set_num_threads(count);
    }

    [DllImport("libc")]
    private static extern int setenv([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
