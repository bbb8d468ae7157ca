using System.Text;
using System.Text.Json;
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
    private readonly NetMQQueue<Task<bool>> _queue = new();
    private readonly NetMQPoller _poller;
    private Question? _open;

    /// <summary>What arrives on shell and control is verified and handed on; handlers must return at once.</summary>
    public KernelChannels(ConnectionFile connection, Action<JupyterMessage> shell, Action<JupyterMessage> control)
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
        foreach (var (router, received) in new[] { (_shell, shell), (_control, control), (_stdin, Answered) })
        {
            // A front end that reconnects takes its name over from the connection it lost.
            router.Options.RouterHandover = true;
            router.Options.RouterMandatory = true;
            router.ReceiveReady += (_, _) =>
            {
                if (Receive(router) is { } frames && _session.Parse(frames) is { } message) received(message);
            };
        }
        _heartbeat.ReceiveReady += (_, _) =>
        {
            if (Receive(_heartbeat) is { } frames) _heartbeat.TrySendMultipartBytes(frames);
        };
        _ioPub.Options.XPubVerbose = true;
        _ioPub.ReceiveReady += (_, _) =>
        {
            // Comes before all that its subscriber will see.
            if (Receive(_ioPub) is [[1, .. var prefix]])
                _ioPub.SendMultipartBytes(_session.Build([prefix], "iopub_welcome", new { subscription = Encoding.UTF8.GetString(prefix) }, parent: null));
        };
        _queue.ReceiveReady += (_, _) =>
        {
            while (_queue.TryDequeue(out var next, TimeSpan.Zero)) next.RunSynchronously(TaskScheduler.Default);
        };
        _poller = [_shell, _control, _stdin, _ioPub, _heartbeat, _queue];
    }

    /// <summary>Binds exactly the addresses the connection file names, and begins to receive.</summary>
    /// <exception cref="InvalidOperationException">An address is taken or not ours.</exception>
    public void Bind()
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

    public void Reply(bool onControl, JupyterMessage request, string type, object content) =>
        Enqueue(onControl ? _control : _shell, _session.Build(request.Identities, type, content, request));

    public void Publish(string type, object content, JupyterMessage? parent) =>
        Enqueue(_ioPub, _session.Build([Encoding.ASCII.GetBytes($"kernel.{_session.Id}.{type}")], type, content, parent));

    public void PublishStatus(string state, JupyterMessage? parent) =>
        Publish("status", new { execution_state = state }, parent);

    /// <summary>Asks the front end that sent the request for a line, one question at a time.</summary>
    /// <exception cref="InvalidOperationException">The front end allows no input, or has no channel for it.</exception>
    public string Ask(JupyterMessage request, string prompt, bool password, CancellationToken cancellation)
    {
        if (!request.Get("allow_stdin", false))
            throw new InvalidOperationException("This front end takes no input while a cell runs (allow_stdin is false), so the cell cannot read a line.");
        var question = new Question(Guid.NewGuid().ToString(), new TaskCompletionSource<string>());
        if (Interlocked.CompareExchange(ref _open, question, null) is not null)
            throw new InvalidOperationException("Another thread of this cell already waits for input.");
        try
        {
            if (!Enqueue(_stdin, _session.Build(request.Identities, "input_request", new { prompt, password }, request, question.Id)).Result)
                throw new InvalidOperationException("The front end that runs this cell has no stdin channel, so the cell cannot read a line.");
            question.Answer.Task.Wait(cancellation);
            return question.Answer.Task.Result;
        }
        finally
        {
            _open = null;
        }
    }

    /// <summary>Sends what is queued, and closes the sockets.</summary>
    public void Dispose()
    {
        if (_poller.IsRunning)
        {
            Enqueue(_shell, []).Wait(TimeSpan.FromSeconds(1));
            _poller.Stop();
        }
        _poller.Dispose();
        foreach (var (socket, _) in Sockets()) socket.Dispose();
        _queue.Dispose();
    }

    // An answer that nobody waits for, or without a text, is dropped; some clients answer without a parent header.
    private void Answered(JupyterMessage message)
    {
        if (message.Type == "input_reply" && _open is { } open && (message.ParentId is null || message.ParentId == open.Id)
            && message.Content["value"]?.GetValueKind() == JsonValueKind.String)
            open.Answer.TrySetResult((string)message.Content["value"]!);
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

    private Task<bool> Enqueue(NetMQSocket socket, byte[][] frames)
    {
        var message = new Task<bool>(() => Send(socket, frames));
        _queue.Enqueue(message);
        return message;
    }

    private static bool Send(NetMQSocket socket, byte[][] frames)
    {
        try
        {
            return frames.Length == 0 || socket.TrySendMultipartBytes(frames);
        }
        catch (NetMQException)
        {
            return false; // Whoever should get it is gone.
        }
    }

    private (NetMQSocket Socket, int Port)[] Sockets() =>
    [
        // Heartbeat and iopub first: a front end that reaches shell can count on them.
        (_heartbeat, _connection.HeartbeatPort),
        (_ioPub, _connection.IoPubPort),
        (_stdin, _connection.StdinPort),
        (_control, _connection.ControlPort),
        (_shell, _connection.ShellPort),
    ];

    private sealed record Question(string Id, TaskCompletionSource<string> Answer);
}
