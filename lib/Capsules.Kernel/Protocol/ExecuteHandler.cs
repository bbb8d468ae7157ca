using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Protocol;

/// <summary>Runs cells: <c>execute_request</c> to <c>execute_reply</c>, with what is published on the way.</summary>
internal sealed class ExecuteHandler(KernelChannels channels, InputChannel input)
{
    private readonly Lock _gate = new();
    private IEngine? _running;
    private int _count;

    /// <summary>Runs one cell and gives the reply, and whether the cells behind it must be aborted.</summary>
    public (object Reply, bool Aborts) Execute(IEngine engine, JupyterMessage request)
    {
        var code = request.Get("code", "");
        if (!request.Get("silent", false) && request.Get("store_history", true)) _count++;
        var output = new CellOutput(channels, input, request, _count);
        var result = Run(engine, code, output);
        output.Show(result);
        return result.Error is { } error
            ? (Failure(error), request.Get("stop_on_error", true))
            : (new { status = "ok", execution_count = _count, payload = Array.Empty<object>(), user_expressions = new { } }, false);
    }

    public object Failure(CellError error) =>
        new { status = "error", execution_count = _count, ename = error.Name, evalue = error.Message, traceback = error.Traceback };

    /// <summary>The reply to a cell that stood in the queue behind one that failed.</summary>
    public object Aborted() => new { status = "aborted", execution_count = _count };

    public void Interrupt()
    {
        lock (_gate) _running?.Interrupt();
    }

    private CellResult Run(IEngine engine, string code, CellOutput output)
    {
        try
        {
            Task<CellResult> result;
            // In one step for an interrupt: whoever sees that the cell runs can stop it.
            lock (_gate)
            {
                output.Publish("execute_input", new { code, execution_count = _count });
                _running = engine;
                result = engine.ExecuteAsync(code, _count, output);
            }
            return result.GetAwaiter().GetResult();
        }
        finally
        {
            lock (_gate) _running = null;
        }
    }
}
