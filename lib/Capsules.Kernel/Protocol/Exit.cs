using System.Diagnostics;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Protocol;

/// <summary>The end of the process, whatever stands in its way.</summary>
internal static class Exit
{
    private const int SecondsForHandlers = 3;

    /// <summary>Makes sure that the process ends, also when a cell asks for it, and its last text is not lost: an exit handler of a cell may never return.</summary>
    internal static void Watch() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        KernelThread.Start("exit", () =>
        {
            Thread.Sleep(TimeSpan.FromSeconds(SecondsForHandlers));
            Process.GetCurrentProcess().Kill();
        });
        CellContext.Current?.Flush();
    };
}
