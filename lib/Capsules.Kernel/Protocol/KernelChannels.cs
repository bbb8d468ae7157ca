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

    private readonly ConnectionFile connection;
    private readonly MessageSession session;
    private readonly RouterSocket shell = new();
    private readonly RouterSocket control = new();
    private readonly RouterSocket stdin = new();
    private readonly XPublisherSocket ioPub = new();
    private readonly ResponseSocket heartbeat = new();
    private readonly NetMQQueue<Task<bool>> queue = new();
    private readonly NetMQPoller poller;
    private Question? open;
    private bool isClosed;

    /// <summary>What arrives on shell and control is verified and handed on; handlers must return at once.</summary>
    public KernelChannels(ConnectionFile connection, Action<JupyterMessage> shell, Action<JupyterMessage> control)
    {
        this.connection = connection;
        session = new MessageSession(connection.Key);
        foreach (var (socket, _) in Sockets())
        {
            socket.Options.MaxMsgSize = MaxFrame;
            socket.Options.SendHighWatermark = MaxLag;
            socket.Options.ReceiveHighWatermark = 0;
            socket.Options.Linger = TimeSpan.FromSeconds(1);
        }
        foreach (var (router, received) in new[] { (this.shell, shell), (this.control, control), (stdin, Answered) })
        {
            // A front end that reconnects takes its name over from the connection it lost.
            router.Options.RouterHandover = true;
            router.Options.RouterMandatory = true;
            router.ReceiveReady += (_, _) =>
            {
                if (Receive(router) is { } frames && session.Parse(frames) is { } message) received(message);
            };
        }
        heartbeat.ReceiveReady += (_, _) =>
        {
            if (Receive(heartbeat) is { } frames) heartbeat.TrySendMultipartBytes(frames);
        };
        ioPub.Options.XPubVerbose = true;
        ioPub.ReceiveReady += (_, _) =>
        {
            // Comes before all that its subscriber will see.
            if (Receive(ioPub) is [[1, .. var prefix]])
                ioPub.SendMultipartBytes(session.Build([prefix], "iopub_welcome", new { subscription = Encoding.UTF8.GetString(prefix) }, parent: null));
        };
        queue.ReceiveReady += (_, _) =>
        {
            while (queue.TryDequeue(out var next, TimeSpan.Zero)) next.RunSynchronously(TaskScheduler.Default);
        };
        poller = [this.shell, this.control, stdin, ioPub, heartbeat, queue];
    }

    /// <summary>Binds exactly the addresses the connection file names, and begins to receive.</summary>
    /// <exception cref="InvalidOperationException">An address is taken or not ours.</exception>
    public void Bind()
    {
        foreach (var (socket, port) in Sockets())
            try
            {
                socket.Bind($"tcp://{connection.Ip}:{port}");
            }
            catch (NetMQException e)
            {
                throw new InvalidOperationException($"Cannot listen on tcp {connection.Ip} port {port}: {e.Message}", e);
            }
        KernelThread.Start("sockets", poller.Run);
    }

    public void Reply(bool onControl, JupyterMessage request, string type, object content) =>
        Enqueue(onControl ? control : shell, session.Build(request.Identities, type, content, request));

    public void Publish(string type, object content, JupyterMessage? parent) =>
        Enqueue(ioPub, session.Build([Encoding.ASCII.GetBytes($"kernel.{session.Id}.{type}")], type, content, parent));

    public void PublishStatus(string state, JupyterMessage? parent) =>
        Publish("status", new { execution_state = state }, parent);

    /// <summary>Asks the front end that sent the request for a line, one question at a time.</summary>
    /// <exception cref="InvalidOperationException">The front end allows no input, or has no channel for it.</exception>
    public string Ask(JupyterMessage request, string prompt, bool password, CancellationToken cancellation)
    {
        if (!request.Get("allow_stdin", false))
            throw new InvalidOperationException("This front end takes no input while a cell runs (allow_stdin is false), so the cell cannot read a line.");
        var question = new Question(Guid.NewGuid().ToString(), new TaskCompletionSource<string>());
        if (Interlocked.CompareExchange(ref open, question, null) is not null)
            throw new InvalidOperationException("Another thread of this cell already waits for input.");
        try
        {
            if (!Enqueue(stdin, session.Build(request.Identities, "input_request", new { prompt, password }, request, question.Id)).Result)
                throw new InvalidOperationException("The front end that runs this cell has no stdin channel, so the cell cannot read a line.");
            question.Answer.Task.Wait(cancellation);
            return question.Answer.Task.Result;
        }
        finally
        {
            open = null;
        }
    }

    /// <summary>Sends what is queued, and closes the sockets.</summary>
    public void Dispose()
    {
        if (poller.IsRunning)
        {
            Enqueue(shell, []).Wait(TimeSpan.FromSeconds(1));
            poller.Stop();
        }
        poller.Dispose();
        foreach (var (socket, _) in Sockets()) socket.Dispose();
        lock (queue)
        {
            isClosed = true;
            queue.Dispose();
        }
    }

    // An answer that nobody waits for, or without a text, is dropped; some clients answer without a parent header.
    private void Answered(JupyterMessage message)
    {
        if (message.Type == "input_reply" && open is { } question && (message.ParentId is null || message.ParentId == question.Id)
            && message.Content["value"]?.GetValueKind() == JsonValueKind.String)
            question.Answer.TrySetResult((string)message.Content["value"]!);
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
        lock (queue)
        {
            if (isClosed) return Task.FromResult(false); // a cell that is still running; NetMQ would wait for a reader without end, at full load
            queue.Enqueue(message);
        }
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
        (heartbeat, connection.HeartbeatPort),
        (ioPub, connection.IoPubPort),
        (stdin, connection.StdinPort),
        (control, connection.ControlPort),
        (shell, connection.ShellPort),
    ];

    private sealed record Question(string Id, TaskCompletionSource<string> Answer);
}
