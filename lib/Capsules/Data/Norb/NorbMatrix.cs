using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace Capsules.Data;

/// <summary>A file in smallNORB's own matrix format, mapped into memory and never read whole.</summary>
/// <remarks>Format: little-endian 32-bit magic and number of dimensions, at least three dimensions, then the values.
/// F. J. Huang, Y. LeCun, "The small NORB dataset, v1.0", 2005.</remarks>
internal sealed class NorbMatrix : IDisposable
{
    internal const int ByteMagic = 0x1E3D4C55, IntMagic = 0x1E3D4C54;

    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _header;

    internal NorbMatrix(string path, int magic, params int[] dimensions)
    {
        using var file = Files.OpenRead(path);
        _header = 8 + 4 * Math.Max(3, dimensions.Length);
        CheckHeader(file, path, magic, dimensions);
        long values = dimensions.Aggregate(1L, (product, d) => product * d) * (magic == IntMagic ? 4 : 1);
        if (file.Length != _header + values)
            throw Files.Refuse(path,
                $"{string.Join("×", dimensions)} values and the header take {_header + values} bytes, but the file has {file.Length}");
        _map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    /// <summary>Copies bytes from a place among the values.</summary>
    internal void Read(long start, Span<byte> into) => _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(_header + start), into);

    /// <summary>Copies numbers from a place among the values.</summary>
    internal void Read(long start, Span<int> into) => _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(_header + 4 * start), into);

    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
    }

    private void CheckHeader(FileStream file, string path, int magic, int[] dimensions)
    {
        Span<byte> header = stackalloc byte[_header];
        if (file.ReadAtLeast(header, _header, throwOnEndOfStream: false) < _header)
            throw Files.Refuse(path, $"{file.Length} bytes are no smallNORB file: its header alone takes {_header}");
        int found = BinaryPrimitives.ReadInt32LittleEndian(header), axes = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (header[0] == 0x1F && header[1] == 0x8B)
            throw Files.Refuse(path, "it is compressed: unpack it with gunzip, so that it can be mapped");
        if (found != magic)
            throw Files.Refuse(path, $"it begins with 0x{found:X8}; 0x{magic:X8} ({(magic == ByteMagic ? "bytes" : "integers")}) was expected");
        if (axes != dimensions.Length) throw Files.Refuse(path, $"it has {axes} dimensions; {dimensions.Length} were expected");
        for (int d = 0; d < dimensions.Length; d++)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(header[(8 + 4 * d)..]);
            if (length != dimensions[d]) throw Files.Refuse(path, $"dimension {d + 1} is {length}; {dimensions[d]} was expected");
        }
    }
}
