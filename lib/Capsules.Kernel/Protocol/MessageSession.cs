using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Capsules.Kernel.Protocol;

/// <summary>Reads and writes signed messages (Jupyter messaging protocol 5.4, "The wire protocol").</summary>
internal sealed class MessageSession(byte[] key)
{
    /// <summary>The protocol spoken: 5.4 brought <c>iopub_welcome</c>.</summary>
    internal const string ProtocolVersion = "5.4";

    /// <summary>How many signatures are remembered to refuse a message that is sent again, as Jupyter's own sessions do.</summary>
    private const int Remembered = 1 << 16;

    private static readonly byte[] _delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly byte[] _emptyObject = "{}"u8.ToArray();
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    private readonly HashSet<UInt128> _seen = [];
    private readonly Queue<UInt128> _seenInOrder = new();

    /// <summary>This run of the kernel, as message headers name it.</summary>
    internal string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Checks and parses frames. False for anything unsigned, wrongly signed, seen before, incomplete or malformed.</summary>
    internal bool TryParse(IReadOnlyList<byte[]> frames, [NotNullWhen(true)] out JupyterMessage? message)
    {
        message = null;
        var at = 0;
        while (at < frames.Count && !frames[at].AsSpan().SequenceEqual(_delimiter)) at++;
        // signature, header, parent header, metadata, content; buffers may follow and are not signed
        if (frames.Count < at + 6) return false;
        if (!IsSigned(frames[at + 1], frames, at + 2)) return false;
        if (!TryParseObject(frames[at + 2], out var header)
            || !TryParseObject(frames[at + 3], out var parent)
            || !TryParseObject(frames[at + 4], out _)
            || !TryParseObject(frames[at + 5], out var content)) return false;
        if (!TryText(header, "msg_type", out var type) || !TryText(header, "msg_id", out _)) return false;
        TryText(parent, "msg_id", out var parentId);
        message = new JupyterMessage([.. frames.Take(at)], frames[at + 2], type, parentId, content);
        return true;
    }

    /// <summary>The frames of a message, signed.</summary>
    /// <param name="identities">Where it goes, or the topic.</param>
    /// <param name="type">The message type.</param>
    /// <param name="content">The content.</param>
    /// <param name="parent">The message it answers, or null.</param>
    /// <param name="id">Its own id, where somebody waits for an answer to it.</param>
    internal byte[][] Build(IReadOnlyList<byte[]> identities, string type, IReadOnlyDictionary<string, object?> content, JupyterMessage? parent, string? id = null)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, string>
            {
                ["msg_id"] = id ?? Guid.NewGuid().ToString(),
                ["session"] = Id,
                ["username"] = "kernel",
                ["date"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
                ["msg_type"] = type,
                ["version"] = ProtocolVersion,
            },
            _json);
        byte[][] signed = [header, parent?.RawHeader ?? _emptyObject, _emptyObject, JsonSerializer.SerializeToUtf8Bytes(content, _json)];
        return [.. identities, _delimiter, Sign(signed), .. signed];
    }

    private byte[] Sign(IEnumerable<byte[]> frames) =>
        key.Length == 0 ? [] : Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Digest(frames)));

    private byte[] Digest(IEnumerable<byte[]> frames)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (var frame in frames) hmac.AppendData(frame);
        return hmac.GetHashAndReset();
    }

    private bool IsSigned(byte[] signature, IReadOnlyList<byte[]> frames, int first)
    {
        // An empty key turns signing off: the front end chose that.
        if (key.Length == 0) return true;
        var digest = Digest(frames.Skip(first).Take(4));
        var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(digest));
        return CryptographicOperations.FixedTimeEquals(signature, expected) && IsNew(digest);
    }

    private bool IsNew(byte[] digest)
    {
        var first = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest);
        lock (_seen)
        {
            if (!_seen.Add(first)) return false;
            _seenInOrder.Enqueue(first);
            if (_seenInOrder.Count > Remembered) _seen.Remove(_seenInOrder.Dequeue());
            return true;
        }
    }

    private static bool TryParseObject(byte[] utf8, [NotNullWhen(true)] out JsonObject? parsed)
    {
        parsed = null;
        // Checked here, because a JsonNode would find out only when a string is read.
        if (!Utf8.IsValid(utf8)) return false;
        try
        {
            parsed = JsonNode.Parse(utf8, documentOptions: _strict) as JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
        return parsed is not null;
    }

    private static bool TryText(JsonObject fields, string name, [NotNullWhen(true)] out string? text)
    {
        text = null;
        try
        {
            return fields[name] is JsonValue value && value.TryGetValue(out text) && text is not null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape.
            return false;
        }
    }
}
