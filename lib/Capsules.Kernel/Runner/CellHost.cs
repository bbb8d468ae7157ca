using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Runner;

/// <summary>What a process that runs cells is asked for, in a line of JSON: a cell, or, without code, to interrupt the running one.</summary>
internal sealed record CellRequest(string? Code, int Cell);

/// <summary>What such a process tells of a cell, in a line of JSON.</summary>
internal sealed record CellMessage(int Cell, CellEvent Event);

/// <summary>The process in which the headless runner's cells run: takes them from a pipe and tells there what they show.</summary>
internal static class CellHost
{
    /// <summary>Serves until the runner closes the pipe.</summary>
    public static int Run(string pipeName)
    {
        using var native = NativeOutput.Start();
        using var pipe = new NamedPipeClientStream(".", pipeName, PipeDirection.InOut, PipeOptions.Asynchronous);
        pipe.Connect(10_000);
        // From the terminal they reach the runner too, which interrupts the cell and keeps what it showed.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        var engine = new ScriptEngine(Environment.CurrentDirectory);
        using var reader = new StreamReader(pipe);
        var events = new StreamWriter(pipe) { AutoFlush = true };
        while (reader.ReadLine() is { } line)
        {
            var request = JsonSerializer.Deserialize<CellRequest>(line)!;
            if (request.Code is { } code) Run(engine, code, request.Cell, new PipeOutput(events, request.Cell));
            else engine.Interrupt();
        }
        // The runner is done, or gone.
        Environment.Exit(0);
        return 0;
    }

    private static void Run(ScriptEngine engine, string code, int cell, PipeOutput output)
    {
        var result = engine.ExecuteAsync(code, cell, output);
        // A thread that waits: a continuation would wait for the thread pool, which the cell may keep busy.
        KernelThread.Start("result", () => output.Show(result.GetAwaiter().GetResult()));
    }

    private sealed class PipeOutput(StreamWriter events, int cell) : IOutput
    {
        public void Show(CellEvent shown)
        {
            var line = JsonSerializer.Serialize(new CellMessage(cell, shown));
            lock (events) events.WriteLine(line);
        }
    }
}
