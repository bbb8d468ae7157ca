using System.Runtime.InteropServices;
using System.Text;

namespace Capsules.Kernel.Engine;

/// <summary>Gives what native code and child processes write to descriptors 1 and 2 to the running cell.</summary>
/// <remarks>
/// Through files in memory, not pipes: the runtime writes the trace of a stack overflow there, and would wait for ever for this process to
/// read from a full pipe. On Linux; elsewhere such output goes where the kernel's own goes.
/// </remarks>
public sealed partial class NativeOutput : IDisposable
{
    private const int MillisecondsBetweenReads = 25;

    private static NativeOutput? s_current;

    private readonly Capture[] _captures = [new Capture(1), new Capture(2)];
    private volatile bool _ended;

    private NativeOutput()
    {
        Terminal.Redirect(_captures[0].Outside, _captures[1].Outside);
        KernelThread.Start("native output", Read);
    }

    /// <summary>Takes over both descriptors until disposed; <see cref="Terminal"/> goes on to where they led.</summary>
    /// <exception cref="IOException">The system has no descriptors left.</exception>
    public static IDisposable? Start() => OperatingSystem.IsLinux() ? s_current ??= new NativeOutput() : null;

    /// <summary>Empties the buffers of C's own output, which otherwise waits until they are full.</summary>
    internal static void FlushNative()
    {
        if (!OperatingSystem.IsWindows()) _ = FlushAll(0);
    }

    /// <summary>Hands what has been written so far to its cell.</summary>
    internal static void Drain()
    {
        if (s_current is not { } current) return;
        FlushNative();
        foreach (var capture in current._captures) capture.Deliver();
    }

    /// <summary>Leaves both descriptors as they were.</summary>
    public void Dispose()
    {
        Drain();
        _ended = true;
        s_current = null;
        Terminal.Redirect(1, 2);
        foreach (var capture in _captures) capture.Dispose();
    }

    private void Read()
    {
        while (!_ended)
        {
            Thread.Sleep(MillisecondsBetweenReads);
            foreach (var capture in _captures) capture.Deliver();
        }
    }

    private sealed class Capture : IDisposable
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
        private readonly byte[] _bytes = new byte[1 << 16];
        private readonly char[] _text = new char[1 << 16];
        private readonly int _descriptor;
        private readonly int _file;
        private long _position;
        private bool _closed;

        public Capture(int descriptor)
        {
            const int append = 0x400, setStatus = 4, duplicateCloseOnExec = 1030;
            _descriptor = descriptor;
            Outside = Checked(Control(descriptor, duplicateCloseOnExec, 3));
            _file = Checked(CreateMemoryFile("output", closeOnExec: 1));
            Checked(Control(_file, setStatus, append));
            Checked(Duplicate(_file, descriptor));
        }

        /// <summary>Where the descriptor led before.</summary>
        public int Outside { get; }

        public void Deliver()
        {
            lock (_bytes)
            {
                if (_closed) return;
                const int fromEnd = 2;
                // A shell's > /dev/stdout has emptied the file.
                if (Seek(_file, 0, fromEnd) < _position) _position = 0;
                var start = _position;
                while (ReadAt(_file, _bytes, _bytes.Length, _position) is > 0 and var count)
                {
                    _position += count;
                    var written = _text.AsSpan(0, _decoder.GetChars(_bytes, 0, (int)count, _text, 0));
                    if (CellContext.Current is { } cell) cell.Write(_descriptor == 2, written);
                    else (_descriptor == 2 ? Terminal.Error : Terminal.Out).Write(written);
                }
                // Memory of what has been read goes back to the system; the file keeps its length.
                const int keepSizeAndPunchHole = 3;
                if (_position > start) _ = Allocate(_file, keepSizeAndPunchHole, start, _position - start);
            }
        }

        public void Dispose()
        {
            lock (_bytes)
            {
                _closed = true;
                _ = Duplicate(Outside, _descriptor);
                _ = Close(Outside);
                _ = Close(_file);
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
    private static partial int Allocate(int descriptor, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long Seek(int descriptor, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "pread")]
    private static partial nint ReadAt(int descriptor, [Out] byte[] buffer, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "fflush")]
    private static partial int FlushAll(nint all);
}
