using System.Buffers.Binary;

namespace Capsules.Data;

/// <summary>
/// The format before version 1.6: pickles of a magic number, a version, facts of the machine, the object and the list of
/// storage keys; then for each key a count (int64) and the elements.
/// </summary>
internal sealed class TorchLegacy : ITorchStorages
{
    // The low 64 bits of 0x1950a86a20f9469cfc6c.
    private const long Magic = unchecked((long)0xa86a20f9469cfc6cUL);
    private readonly Stream _file;
    private readonly string _path;
    private readonly Dictionary<string, (long Begin, long Count)> _storages = [];

    internal TorchLegacy(Stream file, string path)
    {
        (_file, _path) = (new BufferedStream(file), path);
        if (Next() is not Magic)
            throw new InvalidDataException($"{path}: neither a zip file nor an old checkpoint");
        if (Next() is not 1001L)
            throw new InvalidDataException($"{path}: an old checkpoint of another version than 1001");
        Next();
        Root = Next();
        if (Next() is not List<object?> keys)
            throw new InvalidDataException($"{path}: no list of storages");

        Dictionary<string, long> sizes = ElementSizes();
        Span<byte> count = stackalloc byte[8];
        foreach (object? key in keys)
        {
            if (key is not string name || !sizes.TryGetValue(name, out long size))
                throw new InvalidDataException($"{path}: storage {key} belongs to no tensor");
            if (_file.ReadAtLeast(count, 8, throwOnEndOfStream: false) < 8)
                throw new InvalidDataException($"{path}: ends before storage {name}");
            long elements = BinaryPrimitives.ReadInt64LittleEndian(count);
            if (elements < 0 || elements > (_file.Length - _file.Position) / size)
                throw new InvalidDataException($"{path}: ends in the middle of storage {name} of {elements} elements");
            _storages[name] = (_file.Position, elements);
            _file.Position += elements * size;
        }
    }

    public object? Root { get; }

    public void Check(TorchTensor view, string name)
    {
        view.CheckBounds(_path, name);
        if (!_storages.TryGetValue(view.Storage.Key, out (long Begin, long Count) storage) || storage.Count != view.Storage.Count)
            throw new InvalidDataException($"{_path}: the storage of '{name}' is missing or of another size");
    }

    public void Read(string key, long offset, Span<byte> destination)
    {
        _file.Position = _storages[key].Begin + offset;
        _file.ReadExactly(destination);
    }

    public void Dispose() => _file.Dispose();

    private object? Next() => TorchPickle.Reader(_file, _path).Read();

    private Dictionary<string, long> ElementSizes() =>
        (Root as Dictionary<object, object?> ?? []).Values.OfType<TorchTensor>().Select(t => t.Storage).Distinct()
            .ToDictionary(s => s.Key, s => (long)SafetensorsEntry.SizeOf(s.Type));
}
