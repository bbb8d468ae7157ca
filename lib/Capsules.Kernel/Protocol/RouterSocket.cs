namespace Capsules.Kernel.Protocol;

/// <summary>ROUTER: each message comes with the sender's identity in front, and goes back by it.</summary>
internal sealed class RouterSocket(Action<byte[][]> received) : ZmtpSocket
{
    private readonly Dictionary<string, ZmtpConnection> _byIdentity = [];

    internal override string SocketType => "ROUTER";

    internal override bool Accepts(string peerType) => peerType is "DEALER" or "REQ" or "ROUTER";

    /// <summary>Sends to the peer named by the first frame; false where it is not connected.</summary>
    internal bool Send(IReadOnlyList<byte[]> frames)
    {
        ZmtpConnection? peer;
        lock (_byIdentity) _byIdentity.TryGetValue(Name(frames[0]), out peer);
        return peer is not null && peer.Send(ZmtpWire.EncodeMessage([.. frames.Skip(1)]));
    }

    internal override bool Ready(ZmtpConnection peer)
    {
        ZmtpConnection? earlier;
        lock (_byIdentity)
        {
            _byIdentity.TryGetValue(Name(peer.Identity), out earlier);
            _byIdentity[Name(peer.Identity)] = peer;
        }
        // A front end that reconnects takes its name over from the connection it lost.
        earlier?.Dispose();
        return true;
    }

    internal override void Received(ZmtpConnection peer, byte[][] frames) => received([peer.Identity, .. frames]);

    internal override void Closed(ZmtpConnection peer)
    {
        lock (_byIdentity)
        {
            if (_byIdentity.TryGetValue(Name(peer.Identity), out var current) && current == peer) _byIdentity.Remove(Name(peer.Identity));
        }
        base.Closed(peer);
    }

    private static string Name(byte[] identity) => Convert.ToHexString(identity);
}
