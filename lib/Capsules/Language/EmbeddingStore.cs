using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using System.Text;

namespace Capsules.Language;

/// <summary>
/// Embeddings of phrases on disk: one file of float16 numbers that is memory-mapped for reading, and an index that says where
/// each phrase lies. It only grows, phrase by phrase; a process that is killed while it writes loses the phrase it was at.
/// </summary>
/// <remarks>
/// <c>embeddings.index</c>: 64 bytes (mark, key of the model, layers, width), then 32 bytes per phrase: hash of its text,
/// offset in <c>embeddings.f16</c>, tokens, check sum. Embeddings of a phrase are [n, l, m] in row-major order.
/// </remarks>
public sealed unsafe class EmbeddingStore : IDisposable
{
    private const int HeaderLength = 64, RecordLength = 32;
    private static readonly byte[] FormatMark = "CAPSEMB1"u8.ToArray();

    private readonly FileStream _index, _data;
    private readonly Dictionary<UInt128, (long Offset, int Tokens)> _phrases = [];
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;
    private long _mapped;
    private byte* _start;

    private EmbeddingStore(string folder, string modelKey, int layers, int width)
    {
        (Folder, Layers, Width) = (folder, layers, width);
        Directory.CreateDirectory(folder);
        _index = Open("embeddings.index");
        try
        {
            _data = Open("embeddings.f16");
            ReadIndex(modelKey);
        }
        catch
        {
            _index.Dispose();
            _data?.Dispose();
            throw;
        }

        FileStream Open(string name) => new(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Where the two files are.</summary>
    public string Folder { get; }

    /// <summary>Layers l of embeddings per token.</summary>
    public int Layers { get; }

    /// <summary>Size m of an embedding.</summary>
    public int Width { get; }

    /// <summary>Phrases held.</summary>
    public int Count => _phrases.Count;

    /// <summary>Bytes of embeddings held.</summary>
    public long Length { get; private set; }

    /// <summary>Opens the store of a model, or makes it.</summary>
    /// <param name="folder">A folder of its own.</param>
    /// <param name="modelKey">What the embeddings depend on: the model's and vocabulary's hash.</param>
    /// <param name="layers">Layers l of embeddings per token.</param>
    /// <param name="width">Size m of an embedding.</param>
    /// <exception cref="InvalidDataException">The folder holds something else, embeddings of another model or size, or a damaged index.</exception>
    /// <exception cref="IOException">Another process has it open: one at a time.</exception>
    public static EmbeddingStore Open(string folder, string modelKey, int layers, int width) => new(folder, modelKey, layers, width);

    /// <summary>Whether a phrase is held.</summary>
    public bool Contains(string text) => _phrases.ContainsKey(Key(text));

    /// <summary>The tokens n of a phrase.</summary>
    /// <exception cref="KeyNotFoundException">The phrase is not held.</exception>
    public int Tokens(string text) => Find(text).Tokens;

    /// <summary>Adds a phrase; one that is held already stays as it is.</summary>
    /// <param name="text">The phrase.</param>
    /// <param name="tokens">Its tokens n.</param>
    /// <param name="embeddings">[n, l, m] in float16, as bytes.</param>
    /// <exception cref="ArgumentException">Another number of bytes.</exception>
    public void Add(string text, int tokens, ReadOnlySpan<byte> embeddings)
    {
        if (tokens < 1 || embeddings.Length != Bytes(tokens))
            throw new ArgumentException($"'{text}': {tokens} tokens of [{Layers}, {Width}] need {Bytes(tokens)} bytes, given {embeddings.Length}");
        UInt128 key = Key(text);
        if (_phrases.ContainsKey(key))
            return;
        // Data first: an index entry then never points at what is not there.
        _data.Position = Length;
        _data.Write(embeddings);
        _data.Flush();
        _index.Write(Record(key, Length, tokens));
        _index.Flush();
        _phrases[key] = (Length, tokens);
        Length += embeddings.Length;
    }

    /// <summary>The embeddings of a phrase, [n, l, m] in float16, as bytes; valid until the next call of this store.</summary>
    /// <exception cref="KeyNotFoundException">The phrase is not held.</exception>
    public ReadOnlySpan<byte> Read(string text)
    {
        (long offset, int tokens) = Find(text);
        int length = (int)Bytes(tokens);
        if (offset + length > _mapped)
            Map();
        return new ReadOnlySpan<byte>(_start + offset, length);
    }

    /// <summary>Writes what is held back to the disk and closes the files.</summary>
    public void Dispose()
    {
        Unmap();
        _data.Dispose();
        _index.Dispose();
    }

    private static UInt128 Key(string text) =>
        BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(GeneralizedUtf8.GetBytes(text)));

    private static byte[] Record(UInt128 key, long offset, int tokens)
    {
        var record = new byte[RecordLength];
        BinaryPrimitives.WriteUInt128LittleEndian(record, key);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(16), offset);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(24), tokens);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(28), CheckSum(record));
        return record;
    }

    // FNV-1a: tells a record that was written whole from one that was not.
    private static uint CheckSum(ReadOnlySpan<byte> record)
    {
        uint hash = 2166136261;
        foreach (byte b in record[..28])
            hash = (hash ^ b) * 16777619;
        return hash;
    }

    private long Bytes(int tokens) => (long)tokens * Layers * Width * sizeof(ushort);

    private (long Offset, int Tokens) Find(string text) => _phrases.TryGetValue(Key(text), out (long, int) found)
        ? found
        : throw new KeyNotFoundException($"{Folder}: no embeddings of '{text}'");

    private void ReadIndex(string modelKey)
    {
        byte[] header = Header(modelKey);
        var bytes = new byte[_index.Length];
        _index.ReadExactly(bytes);
        if (bytes.Length < HeaderLength)
        {
            _index.SetLength(0);
            _index.Position = 0;
            _index.Write(header);
            _index.Flush();
            return;
        }
        if (!bytes.AsSpan(0, HeaderLength).SequenceEqual(header))
            throw new InvalidDataException(
                $"{_index.Name}: holds embeddings of another model, or none of [{Layers}, {Width}] per token; delete the folder to compute them again");
        int at = ReadEntries(bytes);
        // What follows was being written when the process ended.
        _index.SetLength(at);
        _index.Position = at;
    }

    // The end of the last entry that is whole and whose embeddings are there.
    private int ReadEntries(ReadOnlySpan<byte> bytes)
    {
        int at = HeaderLength;
        for (; at + RecordLength <= bytes.Length; at += RecordLength)
        {
            ReadOnlySpan<byte> record = bytes.Slice(at, RecordLength);
            long offset = BinaryPrimitives.ReadInt64LittleEndian(record[16..]);
            int tokens = BinaryPrimitives.ReadInt32LittleEndian(record[24..]);
            bool whole = IsWhole(record);
            if (whole ? offset != Length || tokens < 1 : AnyWhole(bytes[(at + RecordLength)..]))
            {
                throw new InvalidDataException(
                    $"{_index.Name}: entry {((at - HeaderLength) / RecordLength) + 1} is damaged; delete the folder to compute its embeddings again");
            }
            if (!whole || offset + Bytes(tokens) > _data.Length)
                break;
            _phrases[BinaryPrimitives.ReadUInt128LittleEndian(record)] = (offset, tokens);
            Length += Bytes(tokens);
        }
        return at;
    }

    private static bool IsWhole(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record[28..]) == CheckSum(record);

    // Entries are written one after the other: a broken one that others follow was whole once.
    private static bool AnyWhole(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= RecordLength; bytes = bytes[RecordLength..])
        {
            if (IsWhole(bytes))
                return true;
        }
        return false;
    }

    private byte[] Header(string modelKey)
    {
        var header = new byte[HeaderLength];
        FormatMark.CopyTo(header, 0);
        SHA256.HashData(Encoding.UTF8.GetBytes(modelKey)).CopyTo(header, 8);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), Layers);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(44), Width);
        return header;
    }

    private void Map()
    {
        Unmap();
        _mapped = Length;
        _map = MemoryMappedFile.CreateFromFile(_data, null, _mapped, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, _mapped, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    private void Unmap()
    {
        if (_view is null)
            return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map!.Dispose();
        (_view, _map, _mapped) = (null, null, 0);
    }
}
