namespace Capsules.Data;

/// <summary>Where the pictures of a smallNORB split come from.</summary>
internal abstract class NorbPixels : IDisposable
{
    /// <summary>Copies the stereo pair of a number, bytes [2, 96, 96]; safe from many threads at once.</summary>
    internal abstract void Copy(int index, NorbLabel label, Span<byte> pair);

    public abstract void Dispose();
}

/// <summary>The official pictures, mapped from their file.</summary>
internal sealed class OfficialNorbPixels(NorbMatrix matrix) : NorbPixels
{
    internal override void Copy(int index, NorbLabel label, Span<byte> pair) => matrix.Read((long)index * SmallNorb.PairSize, pair);

    public override void Dispose() => matrix.Dispose();
}

/// <summary>Pictures rendered when first asked for, and kept in a file for the next time.</summary>
internal sealed class RenderedNorbPixels : NorbPixels
{
    private readonly ToyStudio _studio;
    private readonly RenderedNorbCache? _cache;

    internal RenderedNorbPixels(ToyStudio studio, string? cachePath, Func<int, NorbLabel> label)
    {
        _studio = studio;
        _cache = cachePath is null ? null : RenderedNorbCache.Open(cachePath, (index, pair) => studio.Render(label(index), pair));
    }

    internal override void Copy(int index, NorbLabel label, Span<byte> pair)
    {
        if (_cache?.TryRead(index, pair) == true) return;
        _studio.Render(label, pair);
        _cache?.Write(index, pair);
    }

    public override void Dispose() => _cache?.Dispose();
}
