using Microsoft.Win32.SafeHandles;

namespace Capsules.Data;

/// <summary>A file of rendered stereo pairs, each followed by a byte that says that it is whole.</summary>
/// <remarks>Written by plain writes and not through a map: on a full disk a write fails, where a map would end the process.
/// A killed process leaves at most a pair without its last byte, which is rendered again.</remarks>
internal sealed class RenderedNorbCache : IDisposable
{
    private const int Record = SmallNorb.PairSize + 1;
    private const int Checked = 5; // pairs compared with fresh ones, one of each category

    private readonly SafeFileHandle _file;
    private bool _full;

    private RenderedNorbCache(SafeFileHandle file) => _file = file;

    internal delegate void Render(int index, Span<byte> pair);

    /// <summary>Opens or creates the file; one that another version of the renderer wrote is emptied. Null where no file can be
    /// kept.</summary>
    internal static RenderedNorbCache? Open(string path, Render render)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var cache = new RenderedNorbCache(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));
            if (!cache.Agrees(render)) RandomAccess.SetLength(cache._file, 0);
            return cache;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null; // a read-only folder: pictures are rendered each time
        }
    }

    internal bool TryRead(int index, Span<byte> pair)
    {
        Span<byte> record = stackalloc byte[Record];
        if (RandomAccess.Read(_file, record, (long)index * Record) < Record || record[^1] != 1) return false;
        record[..^1].CopyTo(pair);
        return true;
    }

    internal void Write(int index, ReadOnlySpan<byte> pair)
    {
        if (_full) return;
        Span<byte> record = stackalloc byte[Record];
        pair.CopyTo(record);
        record[^1] = 1;
        try { RandomAccess.Write(_file, record, (long)index * Record); }
        catch (IOException) { _full = true; } // a full disk: pictures are rendered each time
    }

    public void Dispose() => _file.Dispose();

    private bool Agrees(Render render)
    {
        Span<byte> kept = stackalloc byte[SmallNorb.PairSize], fresh = stackalloc byte[SmallNorb.PairSize];
        for (int index = 0; index < Checked; index++)
        {
            if (!TryRead(index, kept)) continue;
            render(index, fresh);
            if (!kept.SequenceEqual(fresh)) return false;
        }
        return true;
    }
}
