using System.Text.Json;
using System.Text.Json.Nodes;

namespace Capsules.Kernel.Protocol;

/// <summary>What a front end hands to a kernel: where to listen, and the key that signs messages.</summary>
/// <remarks>A class, not a record: a generated <c>ToString</c> would print the key.</remarks>
internal sealed class ConnectionFile
{
    private readonly JsonObject fields;

    private ConnectionFile(JsonObject fields)
    {
        this.fields = fields;
        if (Text("transport", "tcp") != "tcp") throw new InvalidDataException("'transport' must be tcp.");
        if (Text("signature_scheme", "hmac-sha256") != "hmac-sha256") throw new InvalidDataException("'signature_scheme' must be hmac-sha256.");
        Ip = Text("ip", "127.0.0.1");
        (ShellPort, ControlPort, StdinPort, IoPubPort, HeartbeatPort) = (Port("shell_port"), Port("control_port"), Port("stdin_port"), Port("iopub_port"), Port("hb_port"));
        Key = System.Text.Encoding.UTF8.GetBytes(Text("key", ""));
    }

    public string Ip { get; }
    public int ShellPort { get; }
    public int ControlPort { get; }
    public int StdinPort { get; }
    public int IoPubPort { get; }
    public int HeartbeatPort { get; }
    public byte[] Key { get; }

    /// <exception cref="InvalidDataException">The file is not one; the message names the file and the field, never a value.</exception>
    public static ConnectionFile Read(string path)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"Connection file '{path}' does not exist.");
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            // The exception's own text may quote the file, and with it the key.
            throw new InvalidDataException($"Connection file '{path}': not valid JSON (line {e.LineNumber + 1}).");
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"Connection file '{path}': {e.Message}");
        }
    }

    public static ConnectionFile Parse(ReadOnlySpan<byte> utf8) => new(
        JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
        ?? throw new InvalidDataException("expected a JSON object."));

    private string Text(string name, string absent) => fields[name] switch
    {
        null => absent,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw new InvalidDataException($"'{name}' must be a string."),
    };

    private int Port(string name) => fields[name] is JsonValue value && value.TryGetValue<int>(out var port) && port is > 0 and < 65536 ? port
        : throw new InvalidDataException($"'{name}' must be a port number from 1 to 65535.");
}
