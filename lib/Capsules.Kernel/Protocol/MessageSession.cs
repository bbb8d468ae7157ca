using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Capsules.Kernel.Protocol;

/// <summary>A verified message from a front end: where a reply goes, the header's bytes as they came, which every answer carries as its parent, and the content.</summary>
internal sealed record JupyterMessage(IReadOnlyList<byte[]> Identities, byte[] RawHeader, string Type, string? ParentId, JsonObject Content)
{
    /// <summary>When it came, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long Arrived { get; } = Stopwatch.GetTimestamp();

    public T Get<T>(string name, T absent) => Content[name] switch
    {
        null => absent,
        JsonValue value when value.TryGetValue<T>(out var got) => got,
        _ => throw new InvalidDataException($"Field '{name}' of {Type} must be a {typeof(T).Name}."),
    };
}

/// <summary>Reads and writes signed messages (Jupyter messaging protocol 5.4, "The wire protocol").</summary>
internal sealed class MessageSession(byte[] key)
{
    /// <summary>The protocol spoken: 5.4 brought <c>iopub_welcome</c>.</summary>
    public const string ProtocolVersion = "5.4";

    /// <summary>How many signatures are remembered to refuse a message that is sent again, as Jupyter's own sessions do.</summary>
    private const int Remembered = 1 << 16;

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly HashSet<string> seen = [];
    private readonly Queue<string> seenInOrder = new();

    /// <summary>This run of the kernel, as message headers name it.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>The message in the frames; null for anything unsigned, wrongly signed, seen before, incomplete or malformed.</summary>
    public JupyterMessage? Parse(List<byte[]> frames)
    {
        var at = frames.FindIndex(frame => frame.AsSpan().SequenceEqual(Delimiter));
        // signature, header, parent header, metadata, content; buffers may follow and are not signed
        if (at < 0 || frames.Count < at + 6) return null;
        var parts = frames.GetRange(at + 2, 4);
        if (!IsSigned(frames[at + 1], parts)) return null;
        try
        {
            var objects = parts.ConvertAll(Object);
            return (string?)objects[0]["msg_type"] is { } type && (string?)objects[0]["msg_id"] is not null
                ? new JupyterMessage(frames.GetRange(0, at), parts[0], type, (string?)objects[1]["msg_id"], objects[3]) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The frames of a message, signed.</summary>
    public byte[][] Build(IReadOnlyList<byte[]> identities, string type, object content, JupyterMessage? parent, string? id = null)
    {
        var header = new
        {
            msg_id = id ?? Guid.NewGuid().ToString(),
            session = Id,
            username = "kernel",
            date = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            msg_type = type,
            version = ProtocolVersion,
        };
        byte[][] parts = [Json(header), parent?.RawHeader ?? EmptyObject, EmptyObject, Json(content)];
        return [.. identities, Delimiter, key.Length == 0 ? [] : Encoding.ASCII.GetBytes(Sign(parts)), .. parts];
    }

    private static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    // UTF-8 is checked here, because a JsonNode would find out only when a string is read.
    private static JsonObject Object(byte[] utf8) => Utf8.IsValid(utf8) && JsonNode.Parse(utf8, documentOptions: Strict) is JsonObject parsed
        ? parsed : throw new JsonException();

    private string Sign(IEnumerable<byte[]> parts)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (var part in parts) hmac.AppendData(part);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    private bool IsSigned(byte[] signature, IEnumerable<byte[]> parts)
    {
        // An empty key turns signing off: the front end chose that.
        if (key.Length == 0) return true;
        var expected = Sign(parts);
        if (!CryptographicOperations.FixedTimeEquals(signature, Encoding.ASCII.GetBytes(expected)) || !seen.Add(expected)) return false;
        seenInOrder.Enqueue(expected);
        if (seenInOrder.Count > Remembered) seen.Remove(seenInOrder.Dequeue());
        return true;
    }
}
