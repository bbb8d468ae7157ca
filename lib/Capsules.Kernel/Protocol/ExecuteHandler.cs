using System.Text.Json.Nodes;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Protocol;

/// <summary>Runs cells: <c>execute_request</c> to <c>execute_reply</c>, with what is published on the way.</summary>
internal sealed class ExecuteHandler(KernelChannels channels, InputChannel input, HistoryStore history)
{
    private static readonly IOutput _silence = new SilentOutput();

    private readonly Lock _gate = new();
    private IEngine? _running;
    private int _count;

    /// <summary>Runs one cell and gives the reply; an error in it is part of the reply.</summary>
    internal Dictionary<string, object?> Execute(IEngine engine, JupyterMessage request)
    {
        var code = request.Text("code");
        var silent = request.Flag("silent", false);
        var stored = !silent && request.Flag("store_history", true);
        var expressions = request.Content["user_expressions"] as JsonObject;
        if (stored) _count++;

        var output = silent ? null : new CellOutput(channels, input, request);
        var result = Run(engine, code, output ?? _silence, () =>
        {
            if (!silent) channels.Publish("execute_input", new Dictionary<string, object?> { ["code"] = code, ["execution_count"] = _count }, request);
        });
        if (stored) history.Add(_count, code, PlainText(result.Value));
        if (result.Error is { } error)
        {
            output?.Error(error);
            return new(CellOutput.ErrorFields(error)) { ["status"] = "error", ["execution_count"] = _count };
        }
        if (result.Value is { } value) output?.Result(value, _count);
        return new()
        {
            ["status"] = "ok",
            ["execution_count"] = _count,
            ["payload"] = Array.Empty<object>(),
            ["user_expressions"] = Evaluate(engine, expressions),
        };
    }

    /// <summary>The reply to a cell that stood in the queue behind one that failed.</summary>
    internal Dictionary<string, object?> Aborted() => new() { ["status"] = "aborted", ["execution_count"] = _count };

    /// <summary>Stops the running cell, if there is one. Called from any thread.</summary>
    internal void Interrupt()
    {
        lock (_gate) _running?.Interrupt();
    }

    private CellResult Run(IEngine engine, string code, IOutput output, Action? announce = null)
    {
        try
        {
            Task<CellResult> result;
            // In one step for an interrupt: whoever sees that the cell runs can stop it.
            lock (_gate)
            {
                announce?.Invoke();
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

    private Dictionary<string, object?> Evaluate(IEngine engine, JsonObject? expressions)
    {
        var values = new Dictionary<string, object?>();
        foreach (var (name, expression) in expressions ?? [])
        {
            if (expression is not JsonValue text || !text.TryGetValue<string>(out var code)) continue;
            var result = Run(engine, code, _silence);
            values[name] = result.Error is { } error
                ? new Dictionary<string, object?>(CellOutput.ErrorFields(error)) { ["status"] = "error" }
                : new Dictionary<string, object?>
                {
                    ["status"] = "ok",
                    ["data"] = result.Value?.Data ?? new Dictionary<string, object>(),
                    ["metadata"] = new Dictionary<string, object>(),
                };
        }
        return values;
    }

    private static string? PlainText(MimeBundle? value) =>
        value is not null && value.Data.TryGetValue("text/plain", out var text) ? text as string : null;

    /// <summary>Output of silent cells and user expressions: dropped, as the protocol asks.</summary>
    private sealed class SilentOutput : IOutput
    {
        public void Stream(bool isError, string text)
        {
        }

        public void Display(MimeBundle bundle, string? displayId = null)
        {
        }

        public void Update(string displayId, MimeBundle bundle)
        {
        }

        public void Clear(bool wait)
        {
        }
    }
}
