using System.Text.Json.Nodes;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Tests;

/// <summary>An engine of a few verbs, so that protocol tests depend on nothing else: <c>print x</c>, <c>value x</c>, <c>fail x</c>, …</summary>
internal sealed class ProtocolFakeEngine : IEngine
{
    private CancellationTokenSource interrupt = new();

    /// <summary>Set once a <c>wait</c> cell runs.</summary>
    internal ManualResetEventSlim Waiting { get; } = new();

    internal ManualResetEventSlim Release { get; } = new();

    /// <summary>What the last <c>late</c> cell still does.</summary>
    internal Task Late { get; private set; } = Task.CompletedTask;

    public Task<CellResult> ExecuteAsync(string code, int executionCount, IOutput output)
    {
        interrupt = new CancellationTokenSource();
        var (verb, rest) = code.Split(' ', 2) is [var v, var r] ? (v, r) : (code, "");
        return Task.Run(() => verb switch
        {
            "value" => new CellResult(Plain(rest), null),
            "fail" => Failed("Failure", rest),
            "wait" => Wait(),
            "throw" => throw new InvalidOperationException(rest),
            _ => Output(verb, rest, output),
        });
    }

    public void Interrupt() => interrupt.Cancel();

    /// <summary>Completes the last word to itself and an exclamation mark.</summary>
    public Completions Complete(string code, int cursor)
    {
        var start = code.LastIndexOf(' ', Math.Max(0, cursor - 1)) + 1;
        return new Completions([new CompletionItem(code[start..cursor] + "!", "word")], start, cursor);
    }

    public string? Inspect(string code, int cursor) => code.Length == 0 ? null : code[..cursor];

    public Completeness IsComplete(string code) =>
        code.EndsWith('{') ? Completeness.Incomplete : code == "}" ? Completeness.Invalid : Completeness.Complete;

    private static JsonObject Plain(string text) => new() { ["text/plain"] = text };

    private static CellResult Failed(string name, string message) =>
        new(null, new CellError(name, message, [$"{name}: {message}"], 1));

    private CellResult Wait()
    {
        Waiting.Set();
        var woken = WaitHandle.WaitAny([interrupt.Token.WaitHandle, Release.WaitHandle], TimeSpan.FromSeconds(30));
        return woken == 0 ? Failed("Interrupted", "stopped") : new CellResult(null, null);
    }

    private CellResult Output(string verb, string rest, IOutput output)
    {
        switch (verb)
        {
            case "print":
                output.Show(new StreamText(false, rest));
                break;
            case "complain":
                output.Show(new StreamText(true, rest));
                break;
            case "show":
                output.Show(new DisplayData(Plain(rest), "shown"));
                output.Show(new DisplayData(Plain(rest + "!"), "shown", IsUpdate: true));
                output.Show(new ClearOutput());
                break;
            case "ask":
                return Ask(rest, output);
            case "late":
                Late = Task.Run(() =>
                {
                    Thread.Sleep(200);
                    output.Show(new StreamText(false, rest));
                });
                break;
            case "burst":
                for (var i = 0; i < int.Parse(rest); i++) output.Show(new StreamText(false, $"{i}\n"));
                break;
        }
        return new CellResult(null, null);
    }

    private CellResult Ask(string prompt, IOutput output)
    {
        try
        {
            return new CellResult(Plain(output.Input(prompt, password: true, interrupt.Token)!), null);
        }
        catch (Exception e) when (e is InvalidOperationException or OperationCanceledException)
        {
            return Failed(e.GetType().Name, e.Message);
        }
    }
}
