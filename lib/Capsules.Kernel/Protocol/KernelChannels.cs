using System.Text;
using Capsules.Kernel.Engine;
using NetMQ;
using NetMQ.Sockets;

namespace Capsules.Kernel.Protocol;

/// <summary>The five sockets of a kernel and what it says on them.</summary>
/// <remarks>One thread owns the sockets; other threads send through its queue. A cell that keeps the whole thread pool busy cannot silence it.</remarks>
internal sealed class KernelChannels : IDisposable
{
    /// <summary>A peer that sends more bytes in one frame loses its connection.</summary>
    private const long MaxFrame = 16 << 20;

    /// <summary>Messages a reader of iopub may lag behind before it misses some.</summary>
    private const int MaxLag = 200_000;

    private readonly ConnectionFile _connection;
    private readonly MessageSession _session;
    private readonly RouterSocket _shell = new();
    private readonly RouterSocket _control = new();
    private readonly RouterSocket _stdin = new();
    private readonly XPublisherSocket _ioPub = new();
    private readonly ResponseSocket _heartbeat = new();
    private readonly NetMQQueue<Outgoing> _queue = new();
    private readonly NetMQPoller _poller;

    /// <summary>What arrives is verified and handed on; handlers must return at once.</summary>
    internal KernelChannels(ConnectionFile connection, Action<JupyterMessage> shell, Action<JupyterMessage> control, Action<JupyterMessage> stdin)
    {
        _connection = connection;
        _session = new MessageSession(connection.Key);
        foreach (var (socket, _) in Sockets())
        {
            socket.Options.MaxMsgSize = MaxFrame;
            socket.Options.SendHighWatermark = MaxLag;
            socket.Options.ReceiveHighWatermark = 0;
            socket.Options.Linger = TimeSpan.FromSeconds(1);
        }
        foreach (var (router, received) in new[] { (_shell, shell), (_control, control), (_stdin, stdin) })
        {
            // A front end that reconnects takes its name over from the connection it lost.
            router.Options.RouterHandover = true;
            router.Options.RouterMandatory = true;
            router.ReceiveReady += (_, _) =>
            {
                try
                {
                    if (Receive(router) is { } frames && _session.TryParse(frames, out var message)) received(message);
                }
                catch (InvalidDataException)
                {
                    // A field of the wrong type: nobody waits for such a message.
                }
            };
        }
        _heartbeat.ReceiveReady += (_, _) =>
        {
            if (Receive(_heartbeat) is { } frames) _heartbeat.TrySendMultipartBytes(frames);
        };
        _ioPub.Options.XPubVerbose = true;
        _ioPub.ReceiveReady += (_, _) =>
        {
            if (Receive(_ioPub) is [[1, .. var prefix]]) _ioPub.SendMultipartBytes(Welcome(prefix));
        };
        _queue.ReceiveReady += (_, _) =>
        {
            while (_queue.TryDequeue(out var next, TimeSpan.Zero)) Send(next);
        };
        _poller = [_shell, _control, _stdin, _ioPub, _heartbeat, _queue];
    }

    /// <summary>Binds exactly the addresses the connection file names, and begins to receive.</summary>
    /// <exception cref="InvalidOperationException">An address is taken or not ours.</exception>
    internal void Bind()
    {
        foreach (var (socket, port) in Sockets())
            try
            {
                socket.Bind($"tcp://{_connection.Ip}:{port}");
            }
            catch (NetMQException e)
            {
                throw new InvalidOperationException($"Cannot listen on tcp {_connection.Ip} port {port}: {e.Message}", e);
            }
        KernelThread.Start("sockets", _poller.Run);
    }

    /// <summary>Answers on shell or control, by the way the request came.</summary>
    internal void Reply(bool onControl, JupyterMessage request, string type, IReadOnlyDictionary<string, object?> content) =>
        _queue.Enqueue(new(onControl ? _control : _shell, _session.Build(request.Identities, type, content, request)));

    /// <summary>Publishes to every front end.</summary>
    internal void Publish(string type, IReadOnlyDictionary<string, object?> content, JupyterMessage? parent) =>
        _queue.Enqueue(new(_ioPub, _session.Build([Encoding.ASCII.GetBytes($"kernel.{_session.Id}.{type}")], type, content, parent)));

    internal void PublishStatus(string state, JupyterMessage? parent) =>
        Publish("status", new Dictionary<string, object?> { ["execution_state"] = state }, parent);

    /// <summary>Asks the front end that sent the request; false where it has no stdin channel.</summary>
    internal bool Ask(JupyterMessage request, string id, IReadOnlyDictionary<string, object?> content)
    {
        var sent = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Enqueue(new(_stdin, _session.Build(request.Identities, "input_request", content, request, id), sent));
        return sent.Task.Result;
    }

    /// <summary>Sends what is queued, and closes the sockets.</summary>
    public void Dispose()
    {
        if (_poller.IsRunning)
        {
            var sent = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _queue.Enqueue(new(_shell, [], sent));
            sent.Task.Wait(TimeSpan.FromSeconds(1));
            _poller.Stop();
        }
        _poller.Dispose();
        foreach (var (socket, _) in Sockets()) socket.Dispose();
        _queue.Dispose();
    }

    // Never blocking: a socket may be ready without a whole message, after a peer that breaks off or sends nonsense.
    private static List<byte[]>? Receive(NetMQSocket socket)
    {
        var frames = new List<byte[]>();
        while (socket.TryReceiveFrameBytes(TimeSpan.Zero, out var frame, out var more))
        {
            frames.Add(frame!);
            if (!more) return frames;
        }
        return null;
    }

    private static void Send(Outgoing message)
    {
        try
        {
            var sent = message.Frames.Length == 0 || message.Socket.TrySendMultipartBytes(message.Frames);
            message.Sent?.TrySetResult(sent);
        }
        catch (NetMQException)
        {
            // Whoever should get it is gone.
            message.Sent?.TrySetResult(false);
        }
    }

    // Comes before all that its subscriber will see.
    private byte[][] Welcome(byte[] prefix) =>
        _session.Build([prefix], "iopub_welcome", new Dictionary<string, object?> { ["subscription"] = Encoding.UTF8.GetString(prefix) }, parent: null);

    private (NetMQSocket Socket, int Port)[] Sockets() =>
    [
        // Heartbeat and iopub first: a front end that reaches shell can count on them.
        (_heartbeat, _connection.HeartbeatPort),
        (_ioPub, _connection.IoPubPort),
        (_stdin, _connection.StdinPort),
        (_control, _connection.ControlPort),
        (_shell, _connection.ShellPort),
    ];

    private sealed record Outgoing(NetMQSocket Socket, byte[][] Frames, TaskCompletionSource<bool>? Sent = null);
}
