using System.Net;
using System.Net.Sockets;

namespace Capsules.Kernel.Protocol;

/// <summary>A listening ZMTP socket: accepts peers and hands their messages to its kind (ROUTER, XPUB, REP).</summary>
internal abstract class ZmtpSocket : IDisposable
{
    private const int MaxPeers = 1024;

    private readonly HashSet<ZmtpConnection> _peers = [];
    private Socket? _listener;
    private string? _path;

    internal abstract string SocketType { get; }

    /// <summary>Whether a peer of that socket type may connect.</summary>
    internal abstract bool Accepts(string peerType);

    /// <summary>A peer has shaken hands; false refuses it.</summary>
    internal virtual bool Ready(ZmtpConnection peer) => true;

    /// <summary>A message came. Called on the peer's own thread.</summary>
    internal abstract void Received(ZmtpConnection peer, byte[][] frames);

    /// <summary>A peer is gone.</summary>
    internal virtual void Closed(ZmtpConnection peer)
    {
        lock (_peers) _peers.Remove(peer);
    }

    /// <summary>Binds exactly the address the connection file names.</summary>
    /// <exception cref="InvalidOperationException">The address is taken or not ours.</exception>
    internal void Bind(string transport, string ip, int port)
    {
        try
        {
            if (transport == "ipc") BindPath($"{ip}-{port}");
            else BindTcp(ip, port);
            _listener!.Listen(128);
        }
        catch (SocketException e)
        {
            throw new InvalidOperationException($"Cannot listen on {transport} {ip} port {port}: {e.Message}", e);
        }
        new Thread(AcceptLoop, 256 << 10) { IsBackground = true, Name = $"zmtp {SocketType} accept" }.Start();
    }

    /// <summary>Waits for what is queued to leave, until a time of <see cref="Environment.TickCount64"/>.</summary>
    internal void Drain(long deadline)
    {
        foreach (var peer in Peers()) peer.Drain(deadline);
    }

    public void Dispose()
    {
        _listener?.Dispose();
        if (_path is not null) File.Delete(_path);
        foreach (var peer in Peers()) peer.Dispose();
    }

    private ZmtpConnection[] Peers()
    {
        lock (_peers) return [.. _peers];
    }

    private void BindTcp(string ip, int port)
    {
        var address = ip switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.Any,
            _ => IPAddress.TryParse(ip, out var parsed) ? parsed : throw new SocketException((int)SocketError.HostNotFound),
        };
        _listener = new Socket(address.AddressFamily, System.Net.Sockets.SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, port));
    }

    private void BindPath(string path)
    {
        _listener = new Socket(AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, ProtocolType.Unspecified);
        if (File.Exists(path) && !Answers(path)) File.Delete(path);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _path = path;
    }

    /// <summary>Whether somebody listens there: the socket file of a dead kernel may be replaced, that of a live one not.</summary>
    private static bool Answers(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void AcceptLoop()
    {
        while (true)
        {
            try
            {
                var socket = _listener!.Accept();
                lock (_peers)
                {
                    if (_peers.Count < MaxPeers) _peers.Add(new ZmtpConnection(socket, this));
                    else socket.Dispose();
                }
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted or SocketError.NotSocket)
            {
                return;
            }
            catch (SocketException)
            {
                // Out of descriptors, or the peer hung up while waiting: others may still come.
                Thread.Sleep(10);
            }
        }
    }
}
