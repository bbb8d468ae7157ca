using System.Net.Sockets;
using System.Text;

namespace Capsules.Kernel.Tests;

/// <summary>Nothing a peer sends may end the kernel, run code unsigned, or cost it memory without bound.</summary>
public sealed class ProtocolHostileTests : IDisposable
{
    private readonly ProtocolKernel kernel = new();

    public void Dispose() => kernel.Dispose();

    [Fact]
    public void UnsignedAndWronglySignedMessagesAreDropped()
    {
        foreach (var signature in new[] { "", new string('0', 64), "é", new string('f', 10_000) })
        {
            var frames = kernel.Shell.Frames("execute_request", "evil", new { code = "print evil" });
            frames[1] = Encoding.UTF8.GetBytes(signature);
            kernel.Shell.Peer.Send(frames);
        }
        var tampered = kernel.Shell.Frames("execute_request", "evil", new { code = "print good" });
        tampered[5] = """{"code":"print evil"}"""u8.ToArray();
        kernel.Shell.Peer.Send(tampered);
        AssertOnlyKnownRequestsRan();
    }

    [Fact]
    public void AMessageSentTwiceRunsOnce()
    {
        var frames = kernel.Shell.Frames("execute_request", "replayed", new { code = "print once" });
        kernel.Shell.Peer.Send(frames);
        kernel.Shell.Peer.Send(frames);
        var published = UpToNextCell();
        kernel.Shell.Peer.Send(frames);
        published.AddRange(UpToNextCell());
        Assert.Single(published, m => m.Type == "stream");
    }

    [Fact]
    public void BrokenMessagesAreDroppedAndTheConnectionStays()
    {
        var good = kernel.Shell.Frames("execute_request", "evil", new { code = "print evil" });
        for (var count = 1; count < good.Length; count++) kernel.Shell.Peer.Send(good[..count]);
        foreach (var part in new[] { "", "{", "[]", "17", "null", "{\"a\":1,\"a\":2}", "\xFF\xFE", new string('[', 10_000), "{\"msg_type\":7}", "{\"msg_type\":\"\\ud800\",\"msg_id\":\"a\"}" })
        {
            var bytes = Encoding.Latin1.GetBytes(part);
            foreach (var at in new[] { 2, 5 })
            {
                byte[][] parts = [.. good[2..6]];
                parts[at - 2] = bytes;
                // Signed: even a peer that knows the key may send nonsense.
                kernel.Shell.Peer.Send(["<IDS|MSG>"u8.ToArray(), kernel.Shell.Sign(parts), .. parts]);
            }
        }
        AssertOnlyKnownRequestsRan();
    }

    [Fact]
    public void HalfASurrogatePairIsAnErrorReply()
    {
        var parts = kernel.Shell.Frames("execute_request", "half", new { })[2..6];
        parts[3] = """{"code":"\ud800"}"""u8.ToArray();
        kernel.Shell.Peer.Send(["<IDS|MSG>"u8.ToArray(), kernel.Shell.Sign(parts), .. parts]);
        Assert.Equal("error", (string)kernel.Shell.Receive("execute_reply", "half").Content["status"]!);
        kernel.Stdin.Peer.Send(["<IDS|MSG>"u8.ToArray(), kernel.Shell.Sign(parts), .. parts]);
        AssertOnlyKnownRequestsRan();
    }

    [Fact]
    public void FiveMegabytesPass()
    {
        var (reply, published) = kernel.Execute("print " + new string('x', 5 << 20));
        Assert.Equal("ok", (string)reply.Content["status"]!);
        Assert.Equal(5 << 20, ((string)published.Single(m => m.Type == "stream").Content["text"]!).Length);
    }

    [Fact]
    public void AHundredMegabytesEndThatConnectionOnlyAndTakeNoMemory()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var other = kernel.Connect(0, "DEALER");
        other.Peer.Raw.Write([3, 0, 0, 0, 0, 0x06, 0x40, 0, 0]);
        Assert.Throws<EndOfStreamException>(() => other.Peer.Receive());
        AssertOnlyKnownRequestsRan();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 20 << 20);
    }

    [Fact]
    public void AFrameBeyondAllBoundsEndsThatConnectionOnly()
    {
        var other = kernel.Connect(0, "DEALER");
        other.Peer.Raw.Write([3, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        Assert.Throws<EndOfStreamException>(() => other.Peer.Receive());
        AssertOnlyKnownRequestsRan();
    }

    [Fact]
    public void GarbageConnectionsDisturbNobody()
    {
        var random = new Random(1);
        for (var n = 0; n < 240; n++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(kernel.Address(n % 5));
            var garbage = new byte[random.Next(0, 300)];
            random.NextBytes(garbage);
            if (n % 3 == 0) garbage = "GET / HTTP/1.1\r\n\r\n"u8.ToArray();
            try
            {
                socket.Send(garbage);
            }
            catch (SocketException)
            {
                // The kernel has hung up already.
            }
        }
        AssertOnlyKnownRequestsRan();
    }

    [Fact]
    public void APeerThatBreaksOffInTheMiddleOfAMessageSilencesNobody()
    {
        for (var n = 0; n < 50; n++)
        {
            var (channel, type) = (n % 5, (n % 5) switch { 3 => "SUB", 4 => "REQ", _ => "DEALER" });
            var broken = kernel.Connect(channel, type);
            // A frame that more should follow, and half a frame.
            broken.Peer.Raw.Write([1, 1, 1, 1, 9, 0]);
            broken.Dispose();
            using var nonsense = kernel.Connect(4, "DEALER");
            nonsense.Peer.Send([7], [], [7]);
        }
        var heartbeat = kernel.Connect(4, "REQ").Peer;
        heartbeat.Send([], "ping"u8.ToArray());
        Assert.Equal("ping", Encoding.ASCII.GetString(heartbeat.Receive()[1]));
        AssertOnlyKnownRequestsRan();
    }

    [Fact]
    public void APeerOfTheWrongKindIsRefused()
    {
        Assert.ThrowsAny<Exception>(() =>
        {
            var wrong = kernel.Connect(0, "SUB");
            wrong.Peer.Send([1]);
            wrong.Peer.Receive();
        });
        AssertOnlyKnownRequestsRan();
    }

    [Fact]
    public void AReconnectingFrontEndTakesItsNameOver()
    {
        var again = kernel.Connect(0, "DEALER", "front");
        var id = again.Send("kernel_info_request");
        again.Receive("kernel_info_reply", id);
    }

    private void AssertOnlyKnownRequestsRan() => Assert.DoesNotContain(UpToNextCell(), m => m.Type == "stream");

    /// <summary>All that is published until a cell sent now has ended; the shell handles messages in order.</summary>
    private List<ProtocolMessage> UpToNextCell()
    {
        var id = kernel.Shell.Send("execute_request", new { code = "value last" });
        kernel.Shell.Receive("execute_reply", id);
        var seen = new List<ProtocolMessage>();
        while (true)
        {
            var message = kernel.IoPub.Receive();
            if (message.Type == "execute_result" && message.ParentId == id) return seen;
            seen.Add(message);
        }
    }
}
