using System.Collections.Concurrent;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Protocol;

/// <summary>A Jupyter kernel around an engine: shell requests one after another, control requests beside them.</summary>
/// <remarks>Shell and control have a thread each, so that an interrupt, a shutdown and the heartbeat are answered while a cell runs.</remarks>
internal sealed class KernelServer : IDisposable
{
    private readonly Task<IEngine> _engine;
    private readonly KernelChannels _channels;
    private readonly InputChannel _input;
    private readonly HistoryStore _history = new();
    private readonly ExecuteHandler _execute;
    private readonly BlockingCollection<(JupyterMessage Message, long Number)> _shell = [];
    private readonly BlockingCollection<JupyterMessage> _control = [];
    private readonly ManualResetEventSlim _stopped = new();
    private long _received;
    private long _abortBefore;

    /// <param name="connection">Where to listen.</param>
    /// <param name="engine">The engine; what needs none is answered before it is there.</param>
    internal KernelServer(ConnectionFile connection, Task<IEngine> engine)
    {
        _engine = engine;
        _channels = new KernelChannels(
            connection,
            message => _shell.Add((message, Interlocked.Increment(ref _received))),
            _control.Add,
            message => _input!.Received(message));
        _input = new InputChannel(_channels.Ask);
        _execute = new ExecuteHandler(_channels, _input, _history);
    }

    /// <summary>Blocks until a front end has asked for shutdown and has its answer, or <see cref="Stop"/> was called.</summary>
    internal void WaitForStop() => _stopped.Wait();

    /// <summary>Ends <see cref="WaitForStop"/>. Called from any thread.</summary>
    internal void Stop() => _stopped.Set();

    /// <summary>Binds and begins to answer.</summary>
    internal void Start()
    {
        _channels.Bind();
        _channels.PublishStatus("starting", parent: null);
        // Roslyn recurses deeply on long expressions.
        new Thread(ShellLoop, 16 << 20) { IsBackground = true, Name = "shell" }.Start();
        new Thread(ControlLoop) { IsBackground = true, Name = "control" }.Start();
    }

    /// <summary>Stops the running cell.</summary>
    internal void Interrupt() => _execute.Interrupt();

    public void Dispose()
    {
        _shell.CompleteAdding();
        _control.CompleteAdding();
        _channels.Dispose();
    }

    private void ShellLoop()
    {
        foreach (var (message, number) in _shell.GetConsumingEnumerable())
            Bracketed(false, message, () => Shell(message, number));
    }

    private void ControlLoop()
    {
        foreach (var message in _control.GetConsumingEnumerable())
            Bracketed(true, message, () => Control(message));
    }

    /// <summary>Every request stands between busy and idle, whose parent it is.</summary>
    private void Bracketed(bool onControl, JupyterMessage message, Action handle)
    {
        _channels.PublishStatus("busy", message);
        try
        {
            handle();
        }
        catch (Exception e)
        {
            // A request must not end the loop that answers all others.
            Reply(onControl, message, Failure(e));
        }
        _channels.PublishStatus("idle", message);
    }

    private void Shell(JupyterMessage message, long number)
    {
        switch (message.Type)
        {
            case "execute_request":
                Execute(message, number);
                break;
            case "complete_request":
                Reply(false, message, EditorHandler.Complete(Engine(), message));
                break;
            case "inspect_request":
                Reply(false, message, EditorHandler.Inspect(Engine(), message));
                break;
            case "is_complete_request":
                Reply(false, message, EditorHandler.IsComplete(Engine(), message));
                break;
            case "history_request":
                Reply(false, message, new() { ["status"] = "ok", ["history"] = _history.Answer(message) });
                break;
            case "comm_open":
                // No target is known here, and the protocol wants such a comm closed at once.
                _channels.Publish("comm_close", new Dictionary<string, object?> { ["comm_id"] = message.Text("comm_id"), ["data"] = new Dictionary<string, object?>() }, message);
                break;
            default:
                Either(false, message);
                break;
        }
    }

    private void Control(JupyterMessage message)
    {
        if (message.Type == "interrupt_request")
        {
            _execute.Interrupt();
            Reply(true, message, new() { ["status"] = "ok" });
        }
        else
        {
            Either(true, message);
        }
    }

    /// <summary>Requests that need no engine and may come on shell or control; unknown ones get no answer.</summary>
    private void Either(bool onControl, JupyterMessage message)
    {
        switch (message.Type)
        {
            case "kernel_info_request":
                Reply(onControl, message, KernelInfo.Reply());
                break;
            case "comm_info_request":
                Reply(onControl, message, new() { ["status"] = "ok", ["comms"] = new Dictionary<string, object?>() });
                break;
            case "connect_request":
                Reply(onControl, message, Ports());
                break;
            case "shutdown_request":
                Shutdown(onControl, message);
                break;
        }
    }

    private void Execute(JupyterMessage message, long number)
    {
        if (number <= Interlocked.Read(ref _abortBefore))
        {
            Reply(false, message, _execute.Aborted());
            return;
        }
        var reply = _execute.Execute(Engine(), message);
        // Cells already in the queue were sent in the hope that this one works; those sent after its reply were not.
        if (reply["status"] is "error" && message.Flag("stop_on_error", true))
            Interlocked.Exchange(ref _abortBefore, Interlocked.Read(ref _received));
        Reply(false, message, reply);
    }

    private void Shutdown(bool onControl, JupyterMessage message)
    {
        var content = new Dictionary<string, object?> { ["status"] = "ok", ["restart"] = message.Flag("restart", false) };
        Reply(onControl, message, content);
        // Other front ends of this kernel learn of it too.
        _channels.Publish("shutdown_reply", content, message);
        Stop();
    }

    private IEngine Engine() => _engine.GetAwaiter().GetResult();

    private void Reply(bool onControl, JupyterMessage request, Dictionary<string, object?> content)
    {
        if (request.Type.EndsWith("_request", StringComparison.Ordinal))
            _channels.Reply(onControl, request, request.Type[..^"request".Length] + "reply", content);
    }

    private Dictionary<string, object?> Ports() => new()
    {
        ["status"] = "ok",
        ["shell_port"] = _channels.Connection.ShellPort,
        ["iopub_port"] = _channels.Connection.IoPubPort,
        ["stdin_port"] = _channels.Connection.StdinPort,
        ["control_port"] = _channels.Connection.ControlPort,
        ["hb_port"] = _channels.Connection.HeartbeatPort,
    };

    private static Dictionary<string, object?> Failure(Exception e) => new()
    {
        ["status"] = "error",
        ["ename"] = e.GetType().Name,
        ["evalue"] = e.Message,
        ["traceback"] = new[] { $"{e.GetType().Name}: {e.Message}" },
    };
}
