using System.Net.Sockets;

namespace Capsules.Kernel.Protocol;

/// <summary>One peer: a thread that reads, and, once there is something to say, a thread that writes.</summary>
/// <remarks>Threads of its own and blocking calls: a cell that keeps the whole thread pool busy cannot silence the kernel.</remarks>
internal sealed class ZmtpConnection : IDisposable
{
    /// <summary>A peer that lets more than this pile up unread is dropped; 30,000 messages to a slow reader stay far below.</summary>
    internal const long MaxPending = 256L << 20;

    private const int HandshakeMilliseconds = 10_000;
    private const int StackBytes = 256 << 10;

    private readonly Socket _socket;
    private readonly ZmtpSocket _owner;
    private readonly Queue<byte[]> _pending = new();
    private readonly object _gate = new();
    private long _pendingBytes;
    private bool _writing;
    private bool _closed;

    internal ZmtpConnection(Socket socket, ZmtpSocket owner)
    {
        _socket = socket;
        _owner = owner;
        if (socket.AddressFamily != AddressFamily.Unix) socket.NoDelay = true;
        new Thread(ReadLoop, StackBytes) { IsBackground = true, Name = $"zmtp {owner.SocketType} in" }.Start();
    }

    /// <summary>The routing id: the one the peer asked for, or one of ours.</summary>
    internal byte[] Identity { get; private set; } = [];

    /// <summary>Queues an encoded message; false where the peer is gone.</summary>
    internal bool Send(byte[] encoded)
    {
        lock (_gate)
        {
            if (_closed) return false;
            if (_pendingBytes + encoded.Length <= MaxPending)
            {
                _pending.Enqueue(encoded);
                _pendingBytes += encoded.Length;
                if (!_writing)
                {
                    _writing = true;
                    new Thread(WriteLoop, StackBytes) { IsBackground = true, Name = $"zmtp {_owner.SocketType} out" }.Start();
                }
                Monitor.PulseAll(_gate);
                return true;
            }
        }
        Dispose();
        return false;
    }

    /// <summary>Waits until everything queued has been handed to the system, or the deadline (ticks of <see cref="Environment.TickCount64"/>) is over.</summary>
    internal void Drain(long deadline)
    {
        lock (_gate)
        {
            while (_pendingBytes > 0 && !_closed && deadline - Environment.TickCount64 is var left and > 0)
                Monitor.Wait(_gate, (int)left);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
            _pending.Clear();
            Monitor.PulseAll(_gate);
        }
        _socket.Dispose();
        _owner.Closed(this);
    }

    private void ReadLoop()
    {
        try
        {
            using var network = new NetworkStream(_socket);
            using var stream = new BufferedStream(network, 1 << 14);
            _socket.ReceiveTimeout = HandshakeMilliseconds;
            Handshake(stream);
            _socket.ReceiveTimeout = 0;
            if (!_owner.Ready(this)) return;
            while (true)
            {
                var incoming = ZmtpWire.Read(stream);
                if (incoming.Command == "PING") Pong(incoming.Body);
                else if (incoming.Frames is { } frames) _owner.Received(this, frames);
            }
        }
        catch (Exception)
        {
            // The peer went away, speaks no ZMTP, or found another way to fail: this connection is over, and only this one.
        }
        finally
        {
            Dispose();
        }
    }

    private void Handshake(Stream stream)
    {
        _socket.Send(ZmtpWire.Greeting());
        ZmtpWire.ReadGreeting(stream);
        _socket.Send(ZmtpWire.Ready(_owner.SocketType, []));
        var ready = ZmtpWire.Read(stream);
        if (ready.Command != "READY") throw new InvalidDataException("Expected READY.");
        var properties = ZmtpWire.ReadProperties(ready.Body);
        var type = properties.TryGetValue("socket-type", out var name) ? System.Text.Encoding.ASCII.GetString(name) : "";
        if (!_owner.Accepts(type)) throw new InvalidDataException($"A {type} socket cannot talk to a {_owner.SocketType}.");
        // Ids that begin with zero are reserved for those given here.
        Identity = properties.TryGetValue("identity", out var id) && id is { Length: > 0 and < 256 } && id[0] != 0
            ? id
            : [0, .. Guid.NewGuid().ToByteArray()];
    }

    private void Pong(byte[] ping)
    {
        // A PING holds a two-byte time to live, then a context to be sent back.
        if (ping.Length >= 2) Send(ZmtpWire.EncodeCommand("PONG", ping.AsSpan(2)));
    }

    private void WriteLoop()
    {
        try
        {
            while (true)
            {
                byte[] next;
                lock (_gate)
                {
                    while (_pending.Count == 0 && !_closed) Monitor.Wait(_gate);
                    if (_closed) return;
                    next = _pending.Dequeue();
                }
                for (var sent = 0; sent < next.Length;) sent += _socket.Send(next, sent, next.Length - sent, SocketFlags.None);
                lock (_gate)
                {
                    _pendingBytes -= next.Length;
                    if (_pendingBytes == 0) Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Dispose();
        }
    }
}
