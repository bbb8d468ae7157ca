using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Capsules.Kernel.Tests;

/// <summary>One ZMTP peer of a kernel, written against the specification and not against the kernel's own code.</summary>
internal sealed class ProtocolPeer : IDisposable
{
    private readonly Socket socket;
    private readonly NetworkStream stream;

    internal ProtocolPeer(EndPoint address, string socketType, string identity = "")
    {
        socket = new Socket(address.AddressFamily, SocketType.Stream, address.AddressFamily == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        socket.Connect(address);
        stream = new NetworkStream(socket) { ReadTimeout = 20_000, WriteTimeout = 20_000 };
        var greeting = new byte[64];
        (greeting[0], greeting[9], greeting[10]) = (0xFF, 0x7F, 3);
        Encoding.ASCII.GetBytes("NULL", greeting.AsSpan(12));
        stream.Write(greeting);
        stream.ReadExactly(greeting);
        Assert.Equal("NULL", Encoding.ASCII.GetString(greeting, 12, 20).TrimEnd('\0'));
        byte[] ready = [5, .. "READY"u8, .. Property("Socket-Type", socketType), .. Property("Identity", identity)];
        stream.Write([4, (byte)ready.Length, .. ready]);
        Assert.Equal(4, stream.ReadByte());
        stream.ReadExactly(new byte[stream.ReadByte()]);
    }

    internal Stream Raw => stream;

    internal void Send(params byte[][] frames)
    {
        using var buffer = new MemoryStream();
        for (var i = 0; i < frames.Length; i++)
        {
            var length = BitConverter.GetBytes((long)frames[i].Length);
            Array.Reverse(length);
            buffer.WriteByte((byte)((i < frames.Length - 1 ? 1 : 0) | 2));
            buffer.Write(length);
            buffer.Write(frames[i]);
        }
        stream.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    internal List<byte[]> Receive()
    {
        var frames = new List<byte[]>();
        while (true)
        {
            var flags = stream.ReadByte();
            if (flags < 0) throw new EndOfStreamException();
            long length = (flags & 2) == 0 ? stream.ReadByte() : 0;
            for (var i = 0; (flags & 2) != 0 && i < 8; i++) length = (length << 8) | (byte)stream.ReadByte();
            var body = new byte[length];
            stream.ReadExactly(body);
            frames.Add(body);
            if ((flags & 1) == 0) return frames;
        }
    }

    public void Dispose() => stream.Dispose();

    private static byte[] Property(string name, string value) =>
        [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0, 0, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}

/// <summary>A message as a test sees it.</summary>
internal sealed record ProtocolMessage(string Type, string? ParentId, JsonNode Content, byte[] Topic);

/// <summary>Signs, sends and reads messages on one peer.</summary>
internal sealed class ProtocolClient(ProtocolPeer peer, byte[] key) : IDisposable
{
    internal ProtocolPeer Peer => peer;

    /// <summary>Sends a request and gives its id.</summary>
    internal string Send(string type, object? content = null)
    {
        var id = Guid.NewGuid().ToString("N");
        peer.Send(Frames(type, id, content ?? new { }));
        return id;
    }

    internal byte[][] Frames(string type, string id, object content, string? parentId = null)
    {
        object parent = parentId is null ? new { } : new { msg_id = parentId };
        byte[][] parts =
        [
            Json(new { msg_id = id, msg_type = type, session = "test", username = "test", date = "2026-01-01T00:00:00Z", version = "5.3" }),
            Json(parent), Json(new { }), Json(content),
        ];
        return ["<IDS|MSG>"u8.ToArray(), Sign(parts), .. parts];
    }

    internal byte[] Sign(params byte[][] parts) =>
        Encoding.ASCII.GetBytes(Convert.ToHexString(HMACSHA256.HashData(key, parts.SelectMany(p => p).ToArray())).ToLowerInvariant());

    /// <summary>Reads the next message and checks its signature.</summary>
    internal ProtocolMessage Receive()
    {
        var frames = peer.Receive();
        var at = frames.FindIndex(f => f.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        Assert.True(at >= 0, "no delimiter");
        var parts = frames.Skip(at + 2).Take(4).ToArray();
        Assert.Equal(Encoding.ASCII.GetString(Sign(parts)), Encoding.ASCII.GetString(frames[at + 1]));
        var header = JsonNode.Parse(parts[0])!;
        return new ProtocolMessage((string)header["msg_type"]!, (string?)JsonNode.Parse(parts[1])!["msg_id"], JsonNode.Parse(parts[3])!, at > 0 ? frames[0] : []);
    }

    /// <summary>Reads until a message of that type and parent, dropping others.</summary>
    internal ProtocolMessage Receive(string type, string? parentId = null)
    {
        while (true)
        {
            var message = Receive();
            if (message.Type == type && (parentId is null || message.ParentId == parentId)) return message;
        }
    }

    /// <summary>All messages of one parent up to its idle status, statuses included.</summary>
    internal List<ProtocolMessage> ReceiveUntilIdle(string parentId)
    {
        var messages = new List<ProtocolMessage>();
        while (true)
        {
            var message = Receive();
            if (message.ParentId != parentId) continue;
            messages.Add(message);
            if (message.Type == "status" && (string)message.Content["execution_state"]! == "idle") return messages;
        }
    }

    public void Dispose() => peer.Dispose();

    private static byte[] Json(object value) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value);
}
