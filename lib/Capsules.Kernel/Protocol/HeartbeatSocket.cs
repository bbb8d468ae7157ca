namespace Capsules.Kernel.Protocol;

/// <summary>REP that sends every message back, on the peer's own thread: it answers whatever the kernel is busy with.</summary>
internal sealed class HeartbeatSocket : ZmtpSocket
{
    internal override string SocketType => "REP";

    internal override bool Accepts(string peerType) => peerType is "REQ" or "DEALER";

    internal override void Received(ZmtpConnection peer, byte[][] frames) => peer.Send(ZmtpWire.EncodeMessage(frames));
}
