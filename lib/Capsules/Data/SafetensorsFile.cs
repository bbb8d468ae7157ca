using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Capsules.Data;

/// <summary>
/// A safetensors file, memory-mapped: opening costs the header, and a tensor's bytes enter memory when they are read.
/// Nothing in such a file is executed.
/// </summary>
/// <example><code>
/// using var file = SafetensorsFile.Open("model.safetensors");
/// ReadOnlySpan&lt;float&gt; w = file.Span&lt;float&gt;("wte.weight");
/// </code></example>
public sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly Dictionary<string, SafetensorsEntry> _tensors;
    private readonly Dictionary<string, string> _metadata = [];
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _data;

    private SafetensorsFile(string path)
    {
        Path = path;
        using FileStream stream = Files.OpenRead(path);
        long length = stream.Length;
        if (length < 8)
            throw new InvalidDataException($"{path}: {length} bytes are too few for a safetensors file, which begins with 8 length bytes");
        _map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            ulong header = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(start, 8));
            if (header > (ulong)(length - 8) || header > SafetensorsHeader.MaxLength)
                throw new InvalidDataException(
                    $"{path}: the header claims {header} bytes, the file holds {length - 8} after its length (limit {SafetensorsHeader.MaxLength})");
            long dataLength = length - 8 - (long)header;
            _tensors = SafetensorsHeader.Parse(new ReadOnlySpan<byte>(start + 8, (int)header), dataLength, path, _metadata)
                .ToDictionary(e => e.Name);
            _data = start + 8 + header;
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>The file's path, as it was opened.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors => _tensors;

    /// <summary>The strings under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Opens a file and checks its header against its length.</summary>
    /// <param name="path">The file; it must not shrink while it is open.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Truncated or malformed; the message names the file and the tensor.</exception>
    public static SafetensorsFile Open(string path) =>
        File.Exists(path) ? new SafetensorsFile(path) : throw new FileNotFoundException($"{path}: no such safetensors file", path);

    /// <summary>The entry of a tensor.</summary>
    /// <exception cref="KeyNotFoundException">No tensor of that name.</exception>
    public SafetensorsEntry Entry(string name) =>
        _tensors.TryGetValue(name, out SafetensorsEntry? entry)
            ? entry
            : throw new KeyNotFoundException($"{Path}: no tensor '{name}'; there are {_tensors.Count}: {string.Join(", ", _tensors.Keys.Take(8))}");

    /// <summary>The address of a tensor's first byte, valid until the file is disposed; for tensors beyond the 2 GB of a span.</summary>
    public nint Address(string name)
    {
        ObjectDisposedException.ThrowIf(_data == null, this);
        return (nint)(_data + Entry(name).Begin);
    }

    /// <summary>A tensor's raw little-endian bytes, in row-major order, valid until the file is disposed.</summary>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        SafetensorsEntry entry = Entry(name);
        if (entry.Length > int.MaxValue)
            throw new NotSupportedException($"{Path}: tensor {entry} has {entry.Length} bytes, more than a span holds; use {nameof(Address)}");
        return new ReadOnlySpan<byte>((void*)Address(name), (int)entry.Length);
    }

    /// <summary>A tensor's elements as they lie in the file.</summary>
    /// <typeparam name="T">The element type of the file: <c>float</c> for F32, <c>Half</c> for F16, and so on; BF16 as <c>ushort</c>.</typeparam>
    /// <exception cref="InvalidDataException">The tensor has another element type.</exception>
    public ReadOnlySpan<T> Span<T>(string name)
        where T : unmanaged
    {
        SafetensorsEntry entry = Entry(name);
        if (!SafetensorsElement.Fits<T>(entry.Type))
            throw new InvalidDataException($"{Path}: tensor {entry} does not hold elements of type {typeof(T).Name}");
        return MemoryMarshal.Cast<byte, T>(Bytes(name));
    }

    /// <summary>A tensor's elements as float, converted from any floating-point or integer type.</summary>
    public float[] Floats(string name) => Array.ConvertAll(Doubles(name), x => (float)x);

    /// <summary>A tensor's elements as double, converted from any floating-point or integer type.</summary>
    public double[] Doubles(string name) => SafetensorsElement.ToDoubles(Entry(name).Type, Bytes(name));

    /// <summary>
    /// Tells the system that a tensor's bytes are not needed in memory any more: whoever copies a model tensor by tensor
    /// holds it once, not twice. They are read again from the file when asked for.
    /// </summary>
    public void Release(string name)
    {
        if (!OperatingSystem.IsLinux())
            return;
        const int DontNeed = 4;
        nint page = Environment.SystemPageSize, begin = Address(name), end = begin + (nint)Entry(name).Length;
        // Whole pages only: the neighbours' bytes stay.
        begin = (begin + page - 1) / page * page;
        end = end / page * page;
        if (end > begin)
            AdviseMemory(begin, end - begin, DontNeed);
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int AdviseMemory(nint address, nint length, int advice);

    /// <summary>Unmaps the file; spans and addresses taken from it are invalid from then on.</summary>
    public void Dispose()
    {
        if (_data == null)
            return;
        _data = null;
        Close();
    }

    private void Close()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
