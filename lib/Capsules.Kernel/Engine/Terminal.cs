using Microsoft.Win32.SafeHandles;

namespace Capsules.Kernel.Engine;

/// <summary>The process's own standard output and error, past <see cref="Console"/>, which belongs to the cells once an engine runs.</summary>
/// <remarks>They write to the descriptors: the console's own streams lock <see cref="Console.Out"/> and deadlock with a cell that writes.</remarks>
public static class Terminal
{
    /// <summary>Standard output.</summary>
    public static TextWriter Out { get; } = Open(1);

    /// <summary>Standard error.</summary>
    public static TextWriter Error { get; } = Open(2);

    private static TextWriter Open(int descriptor) => TextWriter.Synchronized(new StreamWriter(
        new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0)) { AutoFlush = true });
}
