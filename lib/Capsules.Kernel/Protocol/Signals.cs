using System.Runtime.InteropServices;

namespace Capsules.Kernel.Protocol;

/// <summary>Signals of the operating system.</summary>
internal static partial class Signals
{
    /// <summary>Makes SIGINT count here though the parent process ignores it.</summary>
    /// <remarks>
    /// A front end that a script started in the background (<c>nohup jupyter notebook &amp;</c>) ignores SIGINT, its kernels inherit that, and .NET leaves an
    /// ignored signal ignored whatever is registered for it: no cell could be interrupted.
    /// </remarks>
    internal static void HeedInterrupts()
    {
        const int interrupt = 2, standard = 0;   // SIGINT and SIG_DFL, the same on Linux and macOS
        if (!OperatingSystem.IsWindows()) SetHandler(interrupt, standard);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);
}
