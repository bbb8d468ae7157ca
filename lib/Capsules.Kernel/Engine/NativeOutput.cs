using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Capsules.Kernel.Engine;

/// <summary>Gives what native code and child processes write to descriptors 1 and 2 to the running cell.</summary>
/// <remarks>
/// Through files in memory, not pipes: the runtime writes the trace of a stack overflow there, and would wait for ever for this process to
/// read from a full pipe. On Linux; elsewhere such output goes where the kernel's own goes.
/// </remarks>
internal sealed partial class NativeOutput : IDisposable
{
    /// <summary>The last bytes written stay in the file: of a process that dies, they tell why.</summary>
    public const int Kept = 1 << 16;

    private const int MillisecondsBetweenReads = 25;

    private static NativeOutput? current;

    private readonly Capture[] captures = [new Capture(1), new Capture(2)];

    /// <summary>Takes over both descriptors until disposed.</summary>
    public static IDisposable? Start()
    {
        // Opened before, it leads outside.
        Terminal.Out.Flush();
        if (!OperatingSystem.IsLinux() || current is not null) return current;
        var started = current = new NativeOutput();
        KernelThread.Start("native output", () =>
        {
            for (; current == started; Thread.Sleep(MillisecondsBetweenReads)) Drain();
        });
        return started;
    }

    /// <summary>Hands what has been written so far to its cell.</summary>
    public static void Drain()
    {
        if (current is not { } output) return;
        // C's own output waits in its buffers until they are full.
        _ = FlushAll(0);
        foreach (var capture in output.captures) capture.Deliver();
    }

    /// <summary>Leaves both descriptors as they were.</summary>
    public void Dispose()
    {
        Drain();
        current = null;
        foreach (var capture in captures) capture.Dispose();
    }

    private sealed class Capture : IDisposable
    {
        private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
        private readonly byte[] bytes = new byte[1 << 16];
        private readonly char[] text = new char[1 << 16];
        private readonly int descriptor;
        private readonly int outside;
        private readonly SafeFileHandle file;
        private long position;

        public Capture(int descriptor)
        {
            const int append = 0x400, setStatus = 4, duplicateCloseOnExec = 1030;
            this.descriptor = descriptor;
            outside = Checked(Control(descriptor, duplicateCloseOnExec, 3));
            var file = Checked(CreateMemoryFile("output", closeOnExec: 1));
            Checked(Control(file, setStatus, append));
            Checked(Duplicate(file, descriptor));
            this.file = new SafeFileHandle(file, ownsHandle: true);
        }

        public void Deliver()
        {
            lock (bytes)
            {
                if (file.IsClosed) return;
                // A shell's > /dev/stdout has emptied the file.
                if (RandomAccess.GetLength(file) < position) position = 0;
                while (RandomAccess.Read(file, bytes, position) is > 0 and var count)
                {
                    position += count;
                    CellContext.WriteCurrent(descriptor == 2, text.AsSpan(0, decoder.GetChars(bytes, 0, count, text, 0)));
                }
                // Memory of what has been read goes back to the system; the file keeps its length.
                const int keepSizeAndPunchHole = 3;
                if (position > Kept) _ = Allocate(file, keepSizeAndPunchHole, 0, position - Kept);
            }
        }

        public void Dispose()
        {
            lock (bytes)
            {
                _ = Duplicate(outside, descriptor);
                new SafeFileHandle(outside, ownsHandle: true).Dispose();
                file.Dispose();
            }
        }

        private static int Checked(int result) => result >= 0 ? result
            : throw new IOException($"Native output cannot be captured: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint closeOnExec);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "fallocate")]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fflush")]
    private static partial int FlushAll(nint all);
}
