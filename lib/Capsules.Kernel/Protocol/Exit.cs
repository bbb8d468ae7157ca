using System.Diagnostics;

namespace Capsules.Kernel.Protocol;

/// <summary>The end of the process, whatever stands in its way.</summary>
internal static class Exit
{
    /// <summary>Kills this process if it is still there after so many seconds: an exit handler of a cell may never return.</summary>
    internal static void WithinSeconds(int seconds) =>
        new Thread(() =>
        {
            Thread.Sleep(TimeSpan.FromSeconds(seconds));
            Process.GetCurrentProcess().Kill();
        })
        { IsBackground = true, Name = "exit" }.Start();
}
