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
        KernelThread.Start("shell", ShellLoop, stackSize: 16 << 20);
        KernelThread.Start("control", ControlLoop);
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
            Answer(false, message, () => Shell(message, number));
    }

    private void ControlLoop()
    {
        foreach (var message in _control.GetConsumingEnumerable())
            Answer(true, message, () => Control(message));
    }

    /// <summary>Every request stands between busy and idle, whose parent it is; an unknown one gets no reply.</summary>
    private void Answer(bool onControl, JupyterMessage message, Func<Dictionary<string, object?>?> handle)
    {
        _channels.PublishStatus("busy", message);
        Dictionary<string, object?>? reply;
        try
        {
            reply = handle();
        }
        catch (Exception e)
        {
            // A request must not end the loop that answers all others.
            reply = Failure(e);
        }
        if (reply is not null && message.Type.EndsWith("_request", StringComparison.Ordinal))
            _channels.Reply(onControl, message, message.Type[..^"request".Length] + "reply", reply);
        _channels.PublishStatus("idle", message);
        if (message.Type == "shutdown_request") Stop();
    }

    private Dictionary<string, object?>? Shell(JupyterMessage message, long number) => message.Type switch
    {
        "execute_request" => Execute(message, number),
        "complete_request" => EditorHandler.Complete(Engine(), message),
        "inspect_request" => EditorHandler.Inspect(Engine(), message),
        "is_complete_request" => EditorHandler.IsComplete(Engine(), message),
        "history_request" => new() { ["status"] = "ok", ["history"] = _history.Answer(message) },
        "comm_open" => CloseComm(message),
        _ => Either(message),
    };

    private Dictionary<string, object?>? Control(JupyterMessage message)
    {
        if (message.Type != "interrupt_request") return Either(message);
        _execute.Interrupt();
        return new() { ["status"] = "ok" };
    }

    /// <summary>Requests that need no engine and may come on shell or control.</summary>
    private Dictionary<string, object?>? Either(JupyterMessage message) => message.Type switch
    {
        "kernel_info_request" => KernelInfo.Reply(),
        "comm_info_request" => new() { ["status"] = "ok", ["comms"] = new Dictionary<string, object?>() },
        "shutdown_request" => Shutdown(message),
        _ => null,
    };

    private Dictionary<string, object?> Execute(JupyterMessage message, long number)
    {
        if (number <= Interlocked.Read(ref _abortBefore)) return _execute.Aborted();
        var reply = _execute.Execute(Engine(), message);
        // Cells already in the queue were sent in the hope that this one works; those sent after its reply were not.
        if (reply["status"] is "error" && message.Flag("stop_on_error", true))
            Interlocked.Exchange(ref _abortBefore, Interlocked.Read(ref _received));
        return reply;
    }

    // No target is known here, and the protocol wants such a comm closed at once.
    private Dictionary<string, object?>? CloseComm(JupyterMessage message)
    {
        _channels.Publish("comm_close", new Dictionary<string, object?> { ["comm_id"] = message.Text("comm_id"), ["data"] = new Dictionary<string, object?>() }, message);
        return null;
    }

    private Dictionary<string, object?> Shutdown(JupyterMessage message)
    {
        var content = new Dictionary<string, object?> { ["status"] = "ok", ["restart"] = message.Flag("restart", false) };
        // Other front ends of this kernel learn of it too.
        _channels.Publish("shutdown_reply", content, message);
        return content;
    }

    private IEngine Engine() => _engine.GetAwaiter().GetResult();

    private static Dictionary<string, object?> Failure(Exception e) => new()
    {
        ["status"] = "error",
        ["ename"] = e.GetType().Name,
        ["evalue"] = e.Message,
        ["traceback"] = new[] { $"{e.GetType().Name}: {e.Message}" },
    };
}
