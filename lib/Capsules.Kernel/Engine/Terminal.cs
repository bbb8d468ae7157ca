using System.Runtime.InteropServices;

namespace Capsules.Kernel.Engine;

/// <summary>The process's own standard output and error, past <see cref="Console"/>, which belongs to the cells once an engine runs.</summary>
public static class Terminal
{
    private static readonly DescriptorStream s_out = new(1);
    private static readonly DescriptorStream s_error = new(2);

    /// <summary>Standard output.</summary>
    public static TextWriter Out { get; } = Open(OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : s_out);

    /// <summary>Standard error.</summary>
    public static TextWriter Error { get; } = Open(OperatingSystem.IsWindows() ? Console.OpenStandardError() : s_error);

    /// <summary>Goes on to other descriptors: 1 and 2 belong to the cells while their output is captured.</summary>
    internal static void Redirect(int output, int error) => (s_out.Descriptor, s_error.Descriptor) = (output, error);

    private static TextWriter Open(Stream stream) => TextWriter.Synchronized(new StreamWriter(stream) { AutoFlush = true });
}

/// <summary>Writes to a descriptor at its own position.</summary>
/// <remarks>
/// The console's streams lock <see cref="Console.Out"/> and deadlock with a cell that writes; a file stream keeps a position of its own
/// and, where output goes to a file, overwrites what others wrote.
/// </remarks>
internal sealed partial class DescriptorStream(int descriptor) : Stream
{
    /// <summary>The error of a call that a signal broke off, to be made again.</summary>
    internal const int Interrupted = 4;

    public int Descriptor { get; set; } = descriptor;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = WriteSome(Descriptor, buffer, buffer.Length);
            if (written >= 0) buffer = buffer[(int)written..];
            else if (Marshal.GetLastPInvokeError() != Interrupted) return; // Whoever read it is gone: there is nobody to tell.
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteSome(int descriptor, ReadOnlySpan<byte> buffer, nint count);
}
