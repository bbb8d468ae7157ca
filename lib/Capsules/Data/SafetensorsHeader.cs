using System.Text;
using System.Text.Json;

namespace Capsules.Data;

/// <summary>
/// Reads a safetensors header: 8 bytes little-endian length, then a JSON object that maps each name to
/// <c>{"dtype", "shape", "data_offsets"}</c>, and <c>__metadata__</c> to strings.
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>A header beyond this is no header: half a million tensors fit below it.</summary>
    internal const long MaxLength = 100_000_000;

    private static readonly JsonReaderOptions Strict = new() { CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 8 };

    /// <summary>Parses the header's JSON and checks every claim it makes against the bytes that follow it.</summary>
    /// <param name="json">The JSON text, without the 8 length bytes.</param>
    /// <param name="dataLength">How many bytes the file holds after the header.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="metadata">Receives <c>__metadata__</c>.</param>
    /// <exception cref="InvalidDataException">Anything malformed; the message names the file and, where there is one, the tensor.</exception>
    internal static List<SafetensorsEntry> Parse(
        ReadOnlySpan<byte> json, long dataLength, string file, Dictionary<string, string> metadata)
    {
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>();
        try
        {
            var reader = new Utf8JsonReader(json, Strict);
            Expect(ref reader, JsonTokenType.StartObject, file, "the header");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!names.Add(name))
                    throw new InvalidDataException($"{file}: the header names '{name}' twice");
                if (name == "__metadata__")
                    ReadMetadata(ref reader, metadata, file);
                else
                    entries.Add(ReadEntry(ref reader, name, file));
            }
            while (reader.Read())
            {
                // Anything after the object throws here; the padding spaces the format allows do not.
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw new InvalidDataException($"{file}: the header is not valid JSON: {e.Message}", e);
        }
        CheckLayout(entries, dataLength, file);
        return entries;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType expected, string file, string what)
    {
        if (!reader.Read() || reader.TokenType != expected)
            throw new InvalidDataException($"{file}: {what} should be {expected}, found {reader.TokenType}");
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata, string file)
    {
        Expect(ref reader, JsonTokenType.StartObject, file, "__metadata__");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String, file, $"__metadata__ '{key}'");
            metadata[key] = reader.GetString()!;
        }
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name, string file)
    {
        string at = $"tensor '{name}'";
        string? dtype = null;
        List<long>? shape = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, file, at);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            switch (key)
            {
                case "dtype" when dtype is null:
                    Expect(ref reader, JsonTokenType.String, file, $"{at}: dtype");
                    dtype = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, file, $"{at}: shape");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, file, $"{at}: data_offsets");
                    break;
                default:
                    throw new InvalidDataException($"{file}: {at} has an unknown or repeated field '{key}'");
            }
        }
        if (dtype is null || shape is null || offsets is null)
            throw new InvalidDataException($"{file}: {at} lacks dtype, shape or data_offsets");
        // Enum.TryParse alone would take "7" for the eighth type.
        if (!Enum.TryParse(dtype, out SafetensorsType type) || type.ToString() != dtype)
        {
            string known = string.Join(", ", Enum.GetNames<SafetensorsType>());
            throw new InvalidDataException($"{file}: {at} has dtype '{dtype}'; known are {known}");
        }
        if (offsets.Count != 2)
            throw new InvalidDataException($"{file}: {at} has {offsets.Count} data_offsets, not 2");
        return new SafetensorsEntry(name, type, shape, offsets[0], offsets[1]);
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string file, string what)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray, file, what);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw new InvalidDataException($"{file}: {what} holds something else than whole numbers from 0 on");
            numbers.Add(number);
        }
        return numbers;
    }

    /// <summary>The format's rule: taken in order of offset the tensors fill the data without gap or overlap.</summary>
    private static void CheckLayout(List<SafetensorsEntry> entries, long dataLength, string file)
    {
        long end = 0;
        SafetensorsEntry? before = null;
        foreach (SafetensorsEntry entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.End > dataLength)
                throw new InvalidDataException(
                    $"{file}: tensor '{entry.Name}' ends at byte {entry.End} of {dataLength}: the file is truncated or the header wrong");
            if (entry.End < entry.Begin || entry.Length != ByteCount(entry, file))
                throw new InvalidDataException(
                    $"{file}: tensor {entry} needs {ByteCount(entry, file)} bytes, its offsets {entry.Begin}..{entry.End} give {entry.Length}");
            if (entry.Begin < end)
                throw new InvalidDataException($"{file}: tensor '{entry.Name}' overlaps '{before!.Name}'");
            if (entry.Begin > end)
                throw new InvalidDataException($"{file}: {entry.Begin - end} bytes before tensor '{entry.Name}' belong to none");
            (end, before) = (entry.End, entry);
        }
        if (end != dataLength)
            throw new InvalidDataException($"{file}: {dataLength - end} bytes after the last tensor belong to none");
    }

    private static long ByteCount(SafetensorsEntry entry, string file)
    {
        try
        {
            return entry.Shape.Aggregate((long)SafetensorsEntry.SizeOf(entry.Type), (product, size) => checked(product * size));
        }
        catch (OverflowException)
        {
            throw new InvalidDataException($"{file}: tensor '{entry.Name}' has a shape beyond 64 bits: [{string.Join(", ", entry.Shape)}]");
        }
    }
}
