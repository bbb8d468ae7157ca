using Microsoft.Win32.SafeHandles;

namespace Capsules.Data;

/// <summary>Stereo pairs rendered when first asked for, and kept in a file for the next time, each followed by a byte that says that it is
/// whole.</summary>
/// <remarks>Written by plain writes and not through a map: on a full disk a write fails, where a map would end the process.
/// A killed process leaves at most a pair without its last byte, which is rendered again.</remarks>
internal sealed class RenderedNorb : INorbPixels
{
    private const int Record = SmallNorb.PairSize + 1;
    private const int Checked = 5; // pairs compared with fresh ones, one of each category

    private readonly ToyStudio _studio;
    private SafeFileHandle? _file;

    /// <summary>Opens or creates the file; one that another version of the renderer wrote is emptied. Without a file, or where none can be
    /// kept, pairs are rendered each time.</summary>
    internal RenderedNorb(ToyStudio studio, string? path, NorbLabel[] labels)
    {
        _studio = studio;
        if (path is null) return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (!Enumerable.Range(0, Checked).All(index => Agrees(index, labels[index]))) RandomAccess.SetLength(_file, 0);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException) { } // a read-only folder
    }

    public void Copy(int index, NorbLabel label, Span<byte> pair)
    {
        if (TryRead(index, pair)) return;
        _studio.Render(label, pair);
        if (_file is not { } file) return;
        Span<byte> record = stackalloc byte[Record];
        pair.CopyTo(record);
        record[^1] = 1;
        try { RandomAccess.Write(file, record, (long)index * Record); }
        catch (IOException) { _file = null; } // a full disk
    }

    public void Dispose() => _file?.Dispose();

    private bool TryRead(int index, Span<byte> pair)
    {
        Span<byte> record = stackalloc byte[Record];
        if (_file is not { } file || RandomAccess.Read(file, record, (long)index * Record) < Record || record[^1] != 1) return false;
        record[..^1].CopyTo(pair);
        return true;
    }

    private bool Agrees(int index, NorbLabel label)
    {
        Span<byte> kept = stackalloc byte[SmallNorb.PairSize], fresh = stackalloc byte[SmallNorb.PairSize];
        if (!TryRead(index, kept)) return true;
        _studio.Render(label, fresh);
        return kept.SequenceEqual(fresh);
    }
}
