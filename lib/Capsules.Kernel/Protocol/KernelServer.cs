using System.Collections.Concurrent;
using System.Diagnostics;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Protocol;

/// <summary>A Jupyter kernel around an engine: shell requests one after another, control requests beside them.</summary>
/// <remarks>Shell and control have a thread each, so that an interrupt, a shutdown and the heartbeat are answered while a cell runs.</remarks>
internal sealed class KernelServer : IDisposable
{
    private readonly Task<IEngine> engine;
    private readonly KernelChannels channels;
    private readonly BlockingCollection<JupyterMessage> shell = [];
    private readonly BlockingCollection<JupyterMessage> control = [];
    private readonly ManualResetEventSlim stopped = new();
    private readonly Lock starting = new();
    private int count;
    private long abortBefore;

    /// <summary>Answers what needs no engine before the engine is there.</summary>
    public KernelServer(ConnectionFile connection, Task<IEngine> engine)
    {
        this.engine = engine;
        channels = new KernelChannels(connection, shell.Add, control.Add);
    }

    /// <summary>Blocks until a front end has asked for shutdown and has its answer, or <see cref="Stop"/> was called.</summary>
    public void WaitForStop() => stopped.Wait();

    public void Stop() => stopped.Set();

    public void Start()
    {
        channels.Bind();
        channels.PublishStatus("starting", parent: null);
        // Roslyn recurses deeply on long expressions.
        KernelThread.Start("shell", stackSize: 16 << 20, work: () =>
        {
            foreach (var message in shell.GetConsumingEnumerable()) Answer(false, message, Shell);
        });
        KernelThread.Start("control", () =>
        {
            foreach (var message in control.GetConsumingEnumerable()) Answer(true, message, Control);
        });
    }

    /// <summary>Stops the running cell, if there is one.</summary>
    public void Interrupt()
    {
        if (!engine.IsCompletedSuccessfully) return;
        lock (starting) Engine.Interrupt();
    }

    public void Dispose()
    {
        channels.Dispose(); // first, since it adds what arrives
        shell.CompleteAdding();
        control.CompleteAdding();
    }

    private IEngine Engine => engine.GetAwaiter().GetResult();

    /// <summary>Every request stands between busy and idle, whose parent it is; an unknown one gets no reply.</summary>
    private void Answer(bool onControl, JupyterMessage message, Func<JupyterMessage, object?> handle)
    {
        channels.PublishStatus("busy", message);
        object? reply;
        try
        {
            reply = handle(message);
        }
        catch (Exception exception)
        {
            // A request must not end the loop that answers all others.
            reply = Failure(CellError.Of(exception.GetType().Name, exception.Message));
        }
        if (reply is not null && message.Type.EndsWith("_request", StringComparison.Ordinal))
            channels.Reply(onControl, message, message.Type[..^"request".Length] + "reply", reply);
        channels.PublishStatus("idle", message);
        if (message.Type == "shutdown_request") Stop();
    }

    private object? Shell(JupyterMessage message) => message.Type switch
    {
        "execute_request" => Execute(message),
        "complete_request" => EditorHandler.Complete(Engine, message),
        "inspect_request" => EditorHandler.Inspect(Engine, message),
        "is_complete_request" => new { status = Engine.IsComplete(message.Get("code", "")).ToString().ToLowerInvariant() },
        // Of this session a front end has the cells itself, and none are kept on disk.
        "history_request" => new { status = "ok", history = Array.Empty<object>() },
        _ => Either(message),
    };

    private object? Control(JupyterMessage message)
    {
        if (message.Type != "interrupt_request") return Either(message);
        Interrupt();
        return new { status = "ok" };
    }

    /// <summary>Requests that need no engine and may come on shell or control.</summary>
    private object? Either(JupyterMessage message) => message.Type switch
    {
        "kernel_info_request" => Info(),
        "comm_info_request" => new { status = "ok", comms = new { } },
        "shutdown_request" => Shutdown(message),
        _ => null,
    };

    private object Execute(JupyterMessage message)
    {
        if (message.Arrived <= abortBefore) return new { status = "aborted", execution_count = count };
        var (engine, code) = (Engine, message.Get("code", ""));
        if (!message.Get("silent", false) && message.Get("store_history", true)) count++;
        var output = new CellOutput(channels, message, count);
        Task<CellResult> running;
        // In one step for an interrupt: whoever sees that the cell runs can stop it.
        lock (starting)
        {
            output.Publish("execute_input", new { code, execution_count = count });
            running = engine.ExecuteAsync(code, count, output);
        }
        var result = running.GetAwaiter().GetResult();
        output.Show(result);
        if (result.Error is not { } error)
            return new { status = "ok", execution_count = count, payload = Array.Empty<object>(), user_expressions = new { } };
        // Cells already in the queue were sent in the hope that this one works; those sent after its reply were not.
        if (message.Get("stop_on_error", true)) abortBefore = Stopwatch.GetTimestamp();
        return Failure(error);
    }

    private object Failure(CellError error) =>
        new { status = "error", execution_count = count, ename = error.Name, evalue = error.Message, traceback = error.Traceback };

    private object Shutdown(JupyterMessage message)
    {
        var content = new { status = "ok", restart = message.Get("restart", false) };
        // Other front ends of this kernel learn of it too.
        channels.Publish("shutdown_reply", content, message);
        return content;
    }

    private static object Info() => new
    {
        status = "ok",
        protocol_version = MessageSession.ProtocolVersion,
        implementation = KernelSpec.Name,
        implementation_version = "1.0.0",
        language_info = new { name = "C#", version = "14.0", mimetype = "text/x-csharp", file_extension = ".cs", pygments_lexer = "csharp", codemirror_mode = "text/x-csharp" },
        banner = $"{KernelSpec.DisplayName} on .NET {Environment.Version}",
    };
}
