namespace Capsules.Kernel.Engine;

/// <summary>Threads of the kernel's own. An exception in one of them ends the process; a front end would wait for ever for a kernel that lost its sockets.</summary>
internal static class KernelThread
{
    [ThreadStatic]
    private static bool isCurrent;

    public static bool IsCurrent => isCurrent;

    public static void Start(string name, Action work, int stackSize = 0) => new Thread(
        () =>
        {
            isCurrent = true;
            work();
        },
        stackSize)
    { IsBackground = true, Name = name }.UnsafeStart();
}
