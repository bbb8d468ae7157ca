using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Protocol;

/// <summary>The end of the process: with its front end, and whatever stands in its way.</summary>
internal static class Lifetime
{
    /// <summary>Makes sure that the process ends, also when a cell asks for it, and its last text is not lost: an exit handler of a cell may never return.</summary>
    public static void EndForCertain() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        KernelThread.Start("exit", () =>
        {
            Thread.Sleep(TimeSpan.FromSeconds(3));
            Process.GetCurrentProcess().Kill();
        });
        OutputQueue.Flush();
    };

    /// <summary>Calls <paramref name="gone"/> once the parent is no longer ours, or the front end named in the environment has ended.</summary>
    /// <remarks>A poll, not PR_SET_PDEATHSIG: that signal comes when the starting thread ends, and front ends start kernels from short-lived ones.</remarks>
    public static void WatchParent(Action gone)
    {
        if (OperatingSystem.IsWindows()) return;
        var parent = getppid();
        // A shell may stand between the front end and us, and the front end may be gone already: so the process it named counts as well.
        var other = int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 1 ? id : 0;
        KernelThread.Start("parent watch", () =>
        {
            while (getppid() == parent && (other == 0 || Exists(other))) Thread.Sleep(250);
            gone();
        });
    }

    /// <summary>Asks what cells have started to end, where the front end made the kernel the head of a process group of its own.</summary>
    /// <remarks>The signal comes to this process as well, which must be handling it.</remarks>
    public static void EndProcessGroup()
    {
        const int terminate = 15;
        if (!OperatingSystem.IsWindows() && getpgrp() == Environment.ProcessId) _ = kill(0, terminate);
    }

    private static bool Exists(int process)
    {
        const int noSuchProcess = 3;
        return kill(process, 0) == 0 || Marshal.GetLastPInvokeError() != noSuchProcess;
    }

    [DllImport("libc")]
    private static extern int getppid();

    [DllImport("libc")]
    private static extern int getpgrp();

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int process, int signal);
}
