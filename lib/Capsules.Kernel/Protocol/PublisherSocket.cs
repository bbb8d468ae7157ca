namespace Capsules.Kernel.Protocol;

/// <summary>XPUB: what is published goes to every peer that subscribed to a prefix of its first frame.</summary>
/// <param name="welcome">Called for each new subscription; what it returns is sent to that peer alone.</param>
internal sealed class PublisherSocket(Func<byte[], IReadOnlyList<byte[]>> welcome) : ZmtpSocket
{
    private readonly Dictionary<ZmtpConnection, List<byte[]>> _subscriptions = [];

    internal override string SocketType => "XPUB";

    internal override bool Accepts(string peerType) => peerType is "SUB" or "XSUB";

    internal void Publish(IReadOnlyList<byte[]> frames)
    {
        List<ZmtpConnection>? peers = null;
        lock (_subscriptions)
        {
            foreach (var (peer, prefixes) in _subscriptions)
            {
                if (prefixes.Exists(p => frames[0].AsSpan().StartsWith(p))) (peers ??= []).Add(peer);
            }
        }
        if (peers is null) return;
        var encoded = ZmtpWire.EncodeMessage(frames);
        foreach (var peer in peers)
        {
            if (!peer.Send(encoded)) Closed(peer);
        }
    }

    /// <summary>A subscriber sends only subscriptions: one byte 1 (subscribe) or 0 (cancel), then the prefix.</summary>
    internal override void Received(ZmtpConnection peer, byte[][] frames)
    {
        if (frames is not [{ Length: > 0 } frame]) return;
        var prefix = frame[1..];
        if (frame[0] == 1)
        {
            var message = ZmtpWire.EncodeMessage(welcome(prefix));
            // As one step: "welcome" comes before all this peer will see, and nothing published after it is missed.
            lock (_subscriptions)
            {
                peer.Send(message);
                if (!_subscriptions.TryGetValue(peer, out var prefixes)) _subscriptions[peer] = prefixes = [];
                prefixes.Add(prefix);
            }
        }
        else if (frame[0] == 0)
        {
            lock (_subscriptions)
            {
                if (!_subscriptions.TryGetValue(peer, out var prefixes)) return;
                var index = prefixes.FindIndex(p => p.AsSpan().SequenceEqual(prefix));
                if (index >= 0) prefixes.RemoveAt(index);
            }
        }
    }

    internal override void Closed(ZmtpConnection peer)
    {
        lock (_subscriptions) _subscriptions.Remove(peer);
        base.Closed(peer);
    }
}
