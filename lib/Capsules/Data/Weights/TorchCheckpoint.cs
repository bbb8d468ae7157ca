using System.Buffers.Binary;
using System.Collections;
using System.IO.Compression;
using Razorvine.Pickle;
using Razorvine.Pickle.Objects;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Data;

/// <summary>A dictionary of tensors saved by PyTorch (<c>torch.save(model.state_dict())</c>), in the zip format of version 1.6 on or the
/// older one. Only tensors are built from it: a pickle's other classes and functions stay names, and nothing of them is run.</summary>
public sealed class TorchCheckpoint : IWeightSource
{
    // The older format begins with the pickled number 0x1950a86a20f9469cfc6c, then the pickled version 1001.
    private static readonly byte[] LegacyMark = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xE9, 3, (byte)'.'];

    private readonly string path;
    private readonly FileStream file;
    private readonly Dictionary<string, View> views = [];
    private readonly ZipArchive? zip;
    private readonly string folder = ""; // in the zip file
    private readonly Dictionary<string, long> begins = []; // of storages in the older format

    private TorchCheckpoint(string path)
    {
        (this.path, file) = (path, Files.OpenRead(path));
        try
        {
            var start = new byte[LegacyMark.Length];
            var got = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            object? root;
            if (start.AsSpan().StartsWith("PK"u8))
            {
                zip = new ZipArchive(file, ZipArchiveMode.Read);
                var pickle = zip.Entries.FirstOrDefault(e => e.Name == "data.pkl") ?? throw Bad("a zip file without data.pkl is not a checkpoint");
                folder = pickle.FullName[..^"data.pkl".Length];
                using var stream = pickle.Open();
                root = Unpickle(stream);
            }
            else
            {
                if (!start.SequenceEqual(LegacyMark)) throw Bad(got < start.Length ? "it ends in the middle" : "it is neither a zip file nor a checkpoint of the older format");
                Unpickle(file); // facts of the machine
                root = Unpickle(file);
            }
            ReadViews(root);
            if (zip is null) FindStorages(Unpickle(file));
            foreach (var (name, view) in views) Check(name, view);
        }
        catch (Exception e)
        {
            Dispose();
            // ZipArchive and the unpickler report a damaged file in several ways.
            if (e is InvalidDataException && e.Data["file"] is not null) throw;
            throw new InvalidDataException($"{path}: not a complete checkpoint of tensors: {e.Message}", e);
        }
        Tensors = views.ToDictionary(v => v.Key, v => new SafetensorsEntry(
            v.Key, v.Value.Storage.Type, v.Value.Shape, 0, SafetensorsEntry.ByteCount(v.Value.Storage.Type, v.Value.Shape)!.Value));
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors { get; }

    /// <summary>Opens a checkpoint of either format.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Neither format, truncated, or no dictionary of tensors.</exception>
    public static TorchCheckpoint Open(string path) =>
        File.Exists(path) ? new TorchCheckpoint(path) : throw new FileNotFoundException($"{path}: no such checkpoint", path);

    /// <inheritdoc/>
    public Tensor Load(string name)
    {
        var (storage, offset, shape, strides) = views[name];
        using var scope = NewDisposeScope();
        var all = empty(storage.Count, dtype: storage.Type);
        if (zip is null)
        {
            file.Position = begins[storage.Key];
            file.ReadExactly(all.bytes);
        }
        else
        {
            using var stream = Entry(storage).Open();
            stream.ReadExactly(all.bytes);
        }
        return scope.MoveToOuter(all.as_strided(shape, strides, offset).clone());
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        zip?.Dispose();
        file.Dispose();
    }

    private void ReadViews(object? root)
    {
        if (root is not Hashtable table) throw Bad(root is ClassDict other ? $"it holds a {other.ClassName}, not a dictionary of tensors" : "it holds no dictionary of tensors");
        foreach (DictionaryEntry entry in table)
            if (entry is { Key: string name, Value: View view }) views[name] = view;
    }

    // After the keys, in their order, for each storage a count and its elements.
    private void FindStorages(object? keys)
    {
        var sizes = views.Values.Select(view => view.Storage).DistinctBy(s => s.Key).ToDictionary(s => s.Key, s => s.Type.ElementSize());
        var count = new byte[8];
        foreach (var key in keys as ArrayList ?? throw Bad("it has no list of storages"))
        {
            if (key is not string name || !sizes.TryGetValue(name, out var size)) throw Bad($"storage {key} belongs to no tensor");
            file.ReadExactly(count);
            var elements = BinaryPrimitives.ReadInt64LittleEndian(count);
            if (elements < 0 || elements > (file.Length - file.Position) / size) throw Bad($"it ends in the middle of storage {name} of {elements} elements");
            if (views.Values.Any(view => view.Storage.Key == name && view.Storage.Count != elements)) throw Bad($"storage {name} has {elements} elements");
            begins[name] = file.Position;
            file.Position += elements * size;
        }
    }

    private void Check(string name, View view)
    {
        var (storage, offset, shape, strides) = view;
        var sane = offset >= 0 && storage.Count is >= 0 and <= int.MaxValue && shape.Length == strides.Length
            && shape.Concat(strides).All(x => x is >= 0 and <= int.MaxValue);
        if (sane && shape.All(size => size > 0)) sane = offset + shape.Zip(strides).Sum(x => (x.First - 1) * x.Second) < storage.Count;
        if (!sane) throw Bad($"'{name}' of shape [{string.Join(", ", shape)}] reaches beyond its storage of {storage.Count} elements");
        var needed = storage.Count * storage.Type.ElementSize();
        if (zip is null ? !begins.ContainsKey(storage.Key) : Entry(storage).Length != needed)
            throw Bad($"the storage of '{name}' is missing or does not have {needed} bytes");
    }

    private ZipArchiveEntry Entry(Storage storage) => zip!.GetEntry($"{folder}data/{storage.Key}") ?? throw Bad($"storage {storage.Key} is missing");

    private InvalidDataException Bad(string what) => Files.Refuse(path, what);

    private static object? Unpickle(Stream stream)
    {
        using var unpickler = new TensorUnpickler();
        return unpickler.load(stream);
    }

    /// <summary>A run of elements that tensors are views of.</summary>
    private sealed record Storage(string Key, ScalarType Type, long Count);

    /// <summary>A tensor: a storage, seen from an offset with a shape and strides.</summary>
    private sealed record View(Storage Storage, long Offset, long[] Shape, long[] Strides);

    private sealed class TensorUnpickler : Unpickler
    {
        static TensorUnpickler()
        {
            Define("collections", "OrderedDict", _ => new OrderedDict());
            Define("torch._utils", "_rebuild_tensor_v2", a => new View((Storage)a[0], Convert.ToInt64(a[1]), Longs(a[2]), Longs(a[3])));
            Define("torch._utils", "_rebuild_parameter", a => (View)a[0]);
            foreach (var (name, type) in new (string, ScalarType)[]
            {
                ("Float", ScalarType.Float32), ("Double", ScalarType.Float64), ("Half", ScalarType.Float16), ("BFloat16", ScalarType.BFloat16),
                ("Long", ScalarType.Int64), ("Int", ScalarType.Int32), ("Short", ScalarType.Int16), ("Char", ScalarType.Int8),
                ("Byte", ScalarType.Byte), ("Bool", ScalarType.Bool),
            })
                registerConstructor("torch", $"{name}Storage", new StorageType(type));
        }

        protected override object persistentLoad(object pid) => pid is object[] and ["storage", StorageType kind, string key, _, var count, ..]
            ? new Storage(key, kind.Type, Convert.ToInt64(count))
            : throw new PickleException("a persistent reference that is not a storage of numbers");

        private static long[] Longs(object tuple) => [.. ((object[])tuple).Select(Convert.ToInt64)];

        private static void Define(string module, string name, Func<object[], object> make) => registerConstructor(module, name, new Constructor(make));
    }

    private sealed class Constructor(Func<object[], object> make) : IObjectConstructor
    {
        public object construct(object[] args) => make(args);
    }

    private sealed class StorageType(ScalarType type) : IObjectConstructor
    {
        internal ScalarType Type => type;

        public object construct(object[] args) => throw new PickleException("a storage outside the checkpoint");
    }

    /// <summary>Python's OrderedDict, whose attributes (a module's version) are passed over.</summary>
    private sealed class OrderedDict : Hashtable
    {
        public void __setstate__(Hashtable attributes) => _ = attributes;
    }
}
