using System.Text.Json;
using System.Text.Json.Nodes;

namespace Capsules.Kernel.Protocol;

/// <summary>What a front end hands to a kernel: where to listen, and the key that signs messages.</summary>
/// <remarks>A class, not a record: a generated <c>ToString</c> would print the key.</remarks>
internal sealed class ConnectionFile
{
    internal required string Ip { get; init; }
    internal required int ShellPort { get; init; }
    internal required int ControlPort { get; init; }
    internal required int StdinPort { get; init; }
    internal required int IoPubPort { get; init; }
    internal required int HeartbeatPort { get; init; }
    internal required byte[] Key { get; init; }

    /// <summary>Reads a connection file.</summary>
    /// <exception cref="InvalidDataException">The file is not one; the message names the file and the field, never a value.</exception>
    internal static ConnectionFile Read(string path)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"Connection file '{path}' does not exist.");
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"Connection file '{path}': {e.Message}");
        }
    }

    internal static ConnectionFile Parse(ReadOnlySpan<byte> utf8)
    {
        JsonObject fields;
        try
        {
            fields = JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new InvalidDataException("expected a JSON object.");
        }
        catch (JsonException e)
        {
            // The exception's own text may quote the file, and with it the key.
            throw new InvalidDataException($"not valid JSON (line {e.LineNumber + 1}).");
        }
        if (Text(fields, "transport", "tcp") != "tcp") throw new InvalidDataException("'transport' must be tcp.");
        if (Text(fields, "signature_scheme", "hmac-sha256") != "hmac-sha256")
            throw new InvalidDataException("'signature_scheme' must be hmac-sha256.");
        return new ConnectionFile
        {
            Ip = Text(fields, "ip", "127.0.0.1"),
            ShellPort = Port(fields, "shell_port"),
            ControlPort = Port(fields, "control_port"),
            StdinPort = Port(fields, "stdin_port"),
            IoPubPort = Port(fields, "iopub_port"),
            HeartbeatPort = Port(fields, "hb_port"),
            Key = System.Text.Encoding.UTF8.GetBytes(Text(fields, "key", "")),
        };
    }

    private static string Text(JsonObject fields, string name, string absent) => fields[name] switch
    {
        null => absent,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw new InvalidDataException($"'{name}' must be a string."),
    };

    private static int Port(JsonObject fields, string name) =>
        fields[name] is JsonValue value && value.TryGetValue<int>(out var port) && port is > 0 and < 65536
            ? port
            : throw new InvalidDataException($"'{name}' must be a port number from 1 to 65535.");
}
