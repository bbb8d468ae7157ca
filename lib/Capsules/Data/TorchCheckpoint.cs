using System.IO.Compression;

namespace Capsules.Data;

/// <summary>
/// A dictionary of tensors saved by PyTorch (<c>torch.save(model.state_dict())</c>), in the zip format of version 1.6 on or
/// the older one. Only tensors are built from it: names of functions are compared, never called.
/// </summary>
public sealed class TorchCheckpoint : IWeightSource
{
    private readonly string _path;
    private readonly Dictionary<string, SafetensorsEntry> _tensors = [];
    private readonly Dictionary<string, TorchTensor> _views = [];
    private readonly ITorchStorages _storages;

    private TorchCheckpoint(string path, ITorchStorages storages)
    {
        (_path, _storages) = (path, storages);
        if (storages.Root is not Dictionary<object, object?> root)
            throw new InvalidDataException($"{path}: holds no dictionary of tensors");
        foreach ((object key, object? value) in root)
        {
            if (key is not string name || value is not TorchTensor view)
                continue;
            storages.Check(view, name);
            _views[name] = view;
            _tensors[name] = new SafetensorsEntry(name, view.Storage.Type, view.Shape, 0, view.Count * view.ElementSize);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors => _tensors;

    /// <summary>Opens a checkpoint of either format.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Neither format, truncated, or with objects other than tensors to build.</exception>
    public static TorchCheckpoint Open(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: no such checkpoint", path);
        FileStream file = Files.OpenRead(path);
        try
        {
            Span<byte> start = stackalloc byte[2];
            bool zip = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start.SequenceEqual("PK"u8);
            file.Position = 0;
            return new TorchCheckpoint(path, zip ? new TorchZip(file, path) : new TorchLegacy(file, path));
        }
        catch (Exception e)
        {
            file.Dispose();
            // ZipArchive reports a cut file in several ways; the reader is told once.
            if (e is InvalidDataException && !e.Message.StartsWith(path, StringComparison.Ordinal))
                throw new InvalidDataException($"{path}: not a complete checkpoint: {e.Message}", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public string FileOf(string name) => _path;

    /// <inheritdoc/>
    public void Read(string name, Span<byte> destination)
    {
        TorchTensor view = _views[name];
        long length = view.Count * view.ElementSize;
        if (destination.Length != length)
            throw new ArgumentException($"{_path}: tensor '{name}' has {length} bytes, the destination {destination.Length}");
        if (view.IsContiguous)
        {
            _storages.Read(view.Storage.Key, view.Offset * view.ElementSize, destination);
            return;
        }
        var storage = new byte[view.Storage.Count * view.ElementSize];
        _storages.Read(view.Storage.Key, 0, storage);
        view.Gather(storage, destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _storages.Dispose();

    /// <summary>The zip format: <c>NAME/data.pkl</c> and uncompressed <c>NAME/data/KEY</c>.</summary>
    private sealed class TorchZip : ITorchStorages
    {
        private readonly ZipArchive _zip;
        private readonly string _path, _folder;

        internal TorchZip(Stream file, string path)
        {
            _path = path;
            _zip = new ZipArchive(file, ZipArchiveMode.Read);
            ZipArchiveEntry pickle = _zip.Entries.FirstOrDefault(e => e.Name == "data.pkl")
                ?? throw new InvalidDataException($"{path}: a zip file without data.pkl is no checkpoint");
            _folder = pickle.FullName[..^"data.pkl".Length];
            using Stream stream = new BufferedStream(pickle.Open());
            Root = TorchPickle.Reader(stream, path).Read();
        }

        public object? Root { get; }

        public void Check(TorchTensor view, string name)
        {
            view.CheckBounds(_path, name);
            long needed = view.Storage.Count * view.ElementSize, held = Entry(view.Storage.Key).Length;
            if (held != needed)
                throw new InvalidDataException($"{_path}: the storage of '{name}' has {held} bytes, {view.Storage.Count} elements of {view.Storage.Type} need {needed}");
        }

        public void Read(string key, long offset, Span<byte> destination)
        {
            using Stream stream = Entry(key).Open();
            Skip(stream, offset);
            if (stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
                throw new InvalidDataException($"{_path}: storage {key} ends in the middle");
        }

        public void Dispose() => _zip.Dispose();

        private ZipArchiveEntry Entry(string key) =>
            _zip.GetEntry($"{_folder}data/{key}") ?? throw new InvalidDataException($"{_path}: storage {key} is missing");

        private static void Skip(Stream stream, long count)
        {
            Span<byte> buffer = stackalloc byte[4096];
            while (count > 0 && stream.Read(buffer[..(int)Math.Min(count, buffer.Length)]) is > 0 and int read)
                count -= read;
        }
    }
}

/// <summary>Where the elements of a checkpoint's tensors lie.</summary>
internal interface ITorchStorages : IDisposable
{
    object? Root { get; }

    void Check(TorchTensor view, string name);

    void Read(string key, long offset, Span<byte> destination);
}
