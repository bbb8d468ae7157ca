using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Capsules.Kernel.Engine;
using Capsules.Kernel.Protocol;

namespace Capsules.Kernel.Tests;

/// <summary>A kernel in this process around the fake engine, and a front end connected to it.</summary>
internal sealed class ProtocolKernel : IDisposable
{
    private readonly List<IDisposable> open = [];

    internal ProtocolKernel()
    {
        Ports = FreePorts(5);
        Server = new KernelServer(ConnectionFile.Parse(JsonSerializer.SerializeToUtf8Bytes(Connection())), Task.FromResult<IEngine>(Engine));
        Server.Start();
        IoPub = Connect(3, "SUB");
        IoPub.Peer.Send([1]);
        IoPub.Receive("iopub_welcome");
        Shell = Connect(0, "DEALER", "front");
        Control = Connect(1, "DEALER", "front");
        Stdin = Connect(2, "DEALER", "front");
    }

    internal static byte[] Key { get; } = "a secret of the tests"u8.ToArray();

    internal ProtocolFakeEngine Engine { get; } = new();

    internal KernelServer Server { get; }

    internal int[] Ports { get; }

    internal ProtocolClient Shell { get; }

    internal ProtocolClient Control { get; }

    internal ProtocolClient Stdin { get; }

    internal ProtocolClient IoPub { get; }

    /// <summary>Shell 0, control 1, stdin 2, iopub 3, heartbeat 4.</summary>
    internal ProtocolClient Connect(int channel, string socketType, string identity = "")
    {
        var client = new ProtocolClient(new ProtocolPeer(Address(channel), socketType, identity), Key);
        open.Add(client);
        return client;
    }

    internal EndPoint Address(int channel) => new IPEndPoint(IPAddress.Loopback, Ports[channel]);

    /// <summary>Runs a cell: its reply and what was published for it.</summary>
    internal (ProtocolMessage Reply, List<ProtocolMessage> Published) Execute(string code, object? more = null)
    {
        var content = JsonSerializer.SerializeToNode(more ?? new { })!;
        content["code"] = code;
        var id = Shell.Send("execute_request", content);
        return (Shell.Receive("execute_reply", id), IoPub.ReceiveUntilIdle(id));
    }

    internal static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners) listener.Stop();
        return ports;
    }

    public void Dispose()
    {
        Engine.Release.Set();
        foreach (var client in open) client.Dispose();
        Server.Dispose();
    }

    private Dictionary<string, object> Connection() => new()
    {
        ["transport"] = "tcp",
        ["ip"] = "127.0.0.1",
        ["shell_port"] = Ports[0],
        ["control_port"] = Ports[1],
        ["stdin_port"] = Ports[2],
        ["iopub_port"] = Ports[3],
        ["hb_port"] = Ports[4],
        ["key"] = System.Text.Encoding.UTF8.GetString(Key),
        ["signature_scheme"] = "hmac-sha256",
    };
}
