using System.Runtime.InteropServices;
using System.Text;

namespace Capsules.Kernel.Engine;

/// <summary>Gives what native code and child processes write to descriptors 1 and 2 to the running cell.</summary>
/// <remarks>On Linux; elsewhere such output goes where the kernel's own goes.</remarks>
public sealed partial class NativeOutput : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int DuplicateCloseOnExec = 1030;
    private const short Readable = 1;

    private static NativeOutput? s_current;

    private readonly Pipe[] _pipes;

    private NativeOutput()
    {
        _pipes = [new Pipe(1), new Pipe(2)];
        Terminal.Redirect(_pipes[0].Outside, _pipes[1].Outside);
    }

    /// <summary>Takes over both descriptors until disposed; <see cref="Terminal"/> goes on to where they led.</summary>
    /// <exception cref="IOException">The system has no descriptors left.</exception>
    public static IDisposable? Capture() => OperatingSystem.IsLinux() ? s_current ??= new NativeOutput() : null;

    /// <summary>Waits until what has been written so far has reached its cell.</summary>
    internal static void Drain()
    {
        if (s_current is not { } current) return;
        // C's own buffers first: into a pipe they are emptied only when full.
        _ = FlushAll(0);
        foreach (var pipe in current._pipes) pipe.Drain();
    }

    /// <summary>Leaves both descriptors as they were.</summary>
    public void Dispose()
    {
        Drain();
        s_current = null;
        Terminal.Redirect(1, 2);
        foreach (var pipe in _pipes) pipe.Dispose();
    }

    private sealed class Pipe : IDisposable
    {
        private readonly Lock _delivering = new();
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
        private readonly int _descriptor;
        private readonly int _end;

        public Pipe(int descriptor)
        {
            _descriptor = descriptor;
            Outside = Checked(Control(descriptor, DuplicateCloseOnExec, 3));
            var ends = new int[2];
            _ = Checked(MakePipe(ends, CloseOnExec));
            _end = ends[0];
            _ = Checked(Duplicate(ends[1], descriptor));
            _ = Close(ends[1]);
            new Thread(Read) { IsBackground = true, Name = $"native output {descriptor}" }.UnsafeStart();
        }

        /// <summary>Where the descriptor led before.</summary>
        public int Outside { get; }

        // Whoever holds the lock and finds the pipe empty knows that all of it has been delivered.
        public void Drain()
        {
            while (true)
            {
                lock (_delivering)
                    if (!HasText(0)) return;
                Thread.Yield();
            }
        }

        public void Dispose()
        {
            // The reader sees the end of the pipe, its last writer gone, and closes it.
            _ = Duplicate(Outside, _descriptor);
            _ = Close(Outside);
        }

        private void Read()
        {
            var bytes = new byte[1 << 16];
            var text = new char[1 << 16];
            while (HasText(-1))
                lock (_delivering)
                {
                    var count = (int)ReadSome(_end, bytes, bytes.Length);
                    if (count <= 0) break;
                    var written = text.AsSpan(0, _decoder.GetChars(bytes, 0, count, text, 0));
                    if (CellContext.Current is { } cell) cell.Stream.Write(_descriptor == 2, written);
                    else (_descriptor == 2 ? Terminal.Error : Terminal.Out).Write(written);
                }
            _ = Close(_end);
        }

        private bool HasText(int milliseconds)
        {
            var wait = new PollRequest { Descriptor = _end, Events = Readable };
            int ready;
            do ready = Poll(ref wait, 1, milliseconds);
            while (ready < 0 && Marshal.GetLastPInvokeError() == DescriptorStream.Interrupted);
            return ready > 0 && (milliseconds < 0 || (wait.Returned & Readable) != 0);
        }

        private static int Checked(int result) => result >= 0 ? result
            : throw new IOException($"Native output cannot be captured: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int MakePipe([Out] int[] ends, int flags);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadSome(int descriptor, [Out] byte[] buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollRequest request, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "fflush")]
    private static partial int FlushAll(nint all);
}
