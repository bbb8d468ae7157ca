using System.Buffers.Binary;
using System.Text;

namespace Capsules.Kernel.Protocol;

/// <summary>ZMTP 3.0 on the wire: greeting, commands, frames (rfc.zeromq.org/spec/23), for the NULL mechanism.</summary>
internal static class ZmtpWire
{
    internal const int GreetingLength = 64;

    /// <summary>A message of more than this many bytes is read past and dropped.</summary>
    internal const long MaxMessage = 64L << 20;

    /// <summary>A frame that claims more than this ends the connection: reading past it would take too long.</summary>
    internal const long MaxSkipped = 1L << 30;

    /// <summary>Frames of one message; Jupyter's have seven and their buffers.</summary>
    internal const int MaxFrames = 1024;

    private const byte More = 1, Long = 2, Command = 4;
    private const int Chunk = 1 << 20;

    /// <summary>One thing read: a command by name, or the frames of a message (null where it was too large and dropped).</summary>
    internal readonly record struct Incoming(string? Command, byte[] Body, byte[][]? Frames);

    internal static byte[] Greeting()
    {
        var greeting = new byte[GreetingLength];
        greeting[0] = 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        return greeting;
    }

    /// <exception cref="InvalidDataException">The peer speaks something else.</exception>
    internal static void ReadGreeting(Stream stream)
    {
        var greeting = new byte[GreetingLength];
        // The signature first: a peer that speaks another protocol may never send 64 bytes.
        stream.ReadExactly(greeting, 0, 11);
        if (greeting[0] != 0xFF || (greeting[9] & 1) != 1) throw new InvalidDataException("Not a ZMTP peer.");
        if (greeting[10] < 3) throw new InvalidDataException($"ZMTP {greeting[10]} peer; 3 or later is spoken here.");
        stream.ReadExactly(greeting, 11, GreetingLength - 11);
        if (!greeting.AsSpan(12, 20).SequenceEqual(Greeting().AsSpan(12, 20)))
            throw new InvalidDataException("The peer asks for a security mechanism other than NULL.");
    }

    internal static byte[] Ready(string socketType, byte[] identity)
    {
        using var body = new MemoryStream();
        body.WriteByte(5);
        body.Write("READY"u8);
        WriteProperty(body, "Socket-Type", Encoding.ASCII.GetBytes(socketType));
        WriteProperty(body, "Identity", identity);
        return EncodeFrame(Command, body.ToArray());
    }

    /// <summary>The metadata of a READY command, names in lower case.</summary>
    /// <exception cref="InvalidDataException">A length points past the end.</exception>
    internal static Dictionary<string, byte[]> ReadProperties(ReadOnlySpan<byte> body)
    {
        var properties = new Dictionary<string, byte[]>();
        while (body.Length > 0)
        {
            var name = body[0] < body.Length ? body[1..(1 + body[0])] : throw new InvalidDataException("Broken READY command.");
            body = body[(1 + name.Length)..];
            if (body.Length < 4) throw new InvalidDataException("Broken READY command.");
            var length = BinaryPrimitives.ReadUInt32BigEndian(body);
            if (length > body.Length - 4) throw new InvalidDataException("Broken READY command.");
            properties[Encoding.ASCII.GetString(name).ToLowerInvariant()] = body.Slice(4, (int)length).ToArray();
            body = body[(4 + (int)length)..];
        }
        return properties;
    }

    internal static byte[] EncodeMessage(IReadOnlyList<byte[]> frames)
    {
        var encoded = new byte[frames.Sum(f => (long)f.Length + HeaderLength(f.Length))];
        var rest = encoded.AsSpan();
        for (var i = 0; i < frames.Count; i++)
            rest = rest[WriteFrame(rest, i < frames.Count - 1 ? More : (byte)0, frames[i])..];
        return encoded;
    }

    internal static byte[] EncodeCommand(string name, ReadOnlySpan<byte> data) =>
        EncodeFrame(Command, [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. data]);

    /// <summary>Reads one command or one whole message.</summary>
    /// <exception cref="EndOfStreamException">The peer closed.</exception>
    /// <exception cref="InvalidDataException">The bytes are no ZMTP, or a frame is beyond all bounds.</exception>
    internal static Incoming Read(Stream stream)
    {
        var frames = new List<byte[]>();
        var total = 0L;
        while (true)
        {
            var flags = ReadByte(stream);
            if ((flags & ~(More | Long | Command)) != 0) throw new InvalidDataException("Unknown frame flags.");
            var length = (flags & Long) != 0 ? ReadLongLength(stream) : ReadByte(stream);
            if (length is < 0 or > MaxSkipped) throw new InvalidDataException($"A frame of {(ulong)length} bytes.");
            total += length;
            var keep = total <= MaxMessage && frames.Count < MaxFrames;
            var body = keep ? ReadBody(stream, length) : [];
            if (!keep) Skip(stream, length);
            if ((flags & Command) != 0) return ToCommand(body);
            if (keep) frames.Add(body);
            else total = Math.Max(total, MaxMessage + 1);
            if ((flags & More) == 0) return new Incoming(null, [], total <= MaxMessage ? [.. frames] : null);
        }
    }

    private static Incoming ToCommand(byte[] body)
    {
        if (body.Length == 0 || body[0] >= body.Length) throw new InvalidDataException("Broken command.");
        return new Incoming(Encoding.ASCII.GetString(body, 1, body[0]), body[(1 + body[0])..], null);
    }

    private static byte[] ReadBody(Stream stream, long length)
    {
        if (length <= Chunk)
        {
            var body = new byte[length];
            stream.ReadExactly(body);
            return body;
        }
        // Grown as bytes arrive: a claimed length alone costs no memory.
        var grown = new byte[Chunk];
        for (var have = 0; have < length;)
        {
            if (have == grown.Length) Array.Resize(ref grown, (int)Math.Min(length, 2L * grown.Length));
            stream.ReadExactly(grown, have, grown.Length - have);
            have = grown.Length;
        }
        return grown;
    }

    private static void Skip(Stream stream, long length)
    {
        var buffer = new byte[Math.Min(length, 1 << 16)];
        while (length > 0)
        {
            var part = (int)Math.Min(length, buffer.Length);
            stream.ReadExactly(buffer, 0, part);
            length -= part;
        }
    }

    private static byte ReadByte(Stream stream) =>
        stream.ReadByte() is var value and >= 0 ? (byte)value : throw new EndOfStreamException();

    private static long ReadLongLength(Stream stream)
    {
        Span<byte> length = stackalloc byte[8];
        stream.ReadExactly(length);
        return BinaryPrimitives.ReadInt64BigEndian(length);
    }

    private static int HeaderLength(int length) => length > 255 ? 9 : 2;

    private static byte[] EncodeFrame(byte flags, byte[] body)
    {
        var encoded = new byte[HeaderLength(body.Length) + body.Length];
        WriteFrame(encoded, flags, body);
        return encoded;
    }

    private static int WriteFrame(Span<byte> to, byte flags, byte[] body)
    {
        var header = HeaderLength(body.Length);
        if (header == 2)
        {
            to[0] = flags;
            to[1] = (byte)body.Length;
        }
        else
        {
            to[0] = (byte)(flags | Long);
            BinaryPrimitives.WriteInt64BigEndian(to[1..], body.Length);
        }
        body.CopyTo(to[header..]);
        return header + body.Length;
    }

    private static void WriteProperty(Stream to, string name, byte[] value)
    {
        to.WriteByte((byte)name.Length);
        to.Write(Encoding.ASCII.GetBytes(name));
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        to.Write(length);
        to.Write(value);
    }
}
