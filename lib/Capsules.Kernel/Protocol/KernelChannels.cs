using System.Text;

namespace Capsules.Kernel.Protocol;

/// <summary>The five sockets of a kernel and what it says on them.</summary>
internal sealed class KernelChannels : IDisposable
{
    private readonly ConnectionFile _connection;
    private readonly MessageSession _session;
    private readonly RouterSocket _shell;
    private readonly RouterSocket _control;
    private readonly RouterSocket _stdin;
    private readonly PublisherSocket _ioPub;
    private readonly HeartbeatSocket _heartbeat = new();

    /// <summary>What arrives is verified on the peer's thread and handed on; handlers must return at once.</summary>
    internal KernelChannels(ConnectionFile connection, Action<JupyterMessage> shell, Action<JupyterMessage> control, Action<JupyterMessage> stdin)
    {
        _connection = connection;
        _session = new MessageSession(connection.Key);
        _shell = new RouterSocket(Verified(shell));
        _control = new RouterSocket(Verified(control));
        _stdin = new RouterSocket(Verified(stdin));
        _ioPub = new PublisherSocket(prefix => _session.Build(
            [prefix],
            "iopub_welcome",
            new Dictionary<string, object?> { ["subscription"] = Encoding.UTF8.GetString(prefix) },
            parent: null));
    }

    internal ConnectionFile Connection => _connection;

    internal void Bind()
    {
        foreach (var (socket, port) in Sockets()) socket.Bind(_connection.Transport, _connection.Ip, port);
    }

    /// <summary>Answers on shell or control, by the way the request came.</summary>
    internal void Reply(bool onControl, JupyterMessage request, string type, IReadOnlyDictionary<string, object?> content) =>
        (onControl ? _control : _shell).Send(_session.Build(request.Identities, type, content, request));

    /// <summary>Publishes to every front end.</summary>
    internal void Publish(string type, IReadOnlyDictionary<string, object?> content, JupyterMessage? parent) =>
        _ioPub.Publish(_session.Build([Encoding.ASCII.GetBytes($"kernel.{_session.Id}.{type}")], type, content, parent));

    internal void PublishStatus(string state, JupyterMessage? parent) =>
        Publish("status", new Dictionary<string, object?> { ["execution_state"] = state }, parent);

    /// <summary>Asks the front end that sent the request; false where it has no stdin channel.</summary>
    internal bool Ask(JupyterMessage request, string id, IReadOnlyDictionary<string, object?> content) =>
        _stdin.Send(_session.Build(request.Identities, "input_request", content, request, id));

    /// <summary>Waits at most so long until everything said has left.</summary>
    internal void Drain(TimeSpan limit)
    {
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        foreach (var (socket, _) in Sockets()) socket.Drain(deadline);
    }

    public void Dispose()
    {
        foreach (var (socket, _) in Sockets()) socket.Dispose();
    }

    private (ZmtpSocket Socket, int Port)[] Sockets() =>
    [
        // Heartbeat and iopub first: a front end that reaches shell can count on them.
        (_heartbeat, _connection.HeartbeatPort),
        (_ioPub, _connection.IoPubPort),
        (_stdin, _connection.StdinPort),
        (_control, _connection.ControlPort),
        (_shell, _connection.ShellPort),
    ];

    private Action<byte[][]> Verified(Action<JupyterMessage> next) => frames =>
    {
        if (_session.TryParse(frames, out var message)) next(message);
    };
}
