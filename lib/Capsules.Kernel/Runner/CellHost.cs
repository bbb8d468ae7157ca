using System.Collections.Concurrent;
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
        var requests = new BlockingCollection<CellRequest>();
        KernelThread.Start("requests", () => Read(pipe, engine, requests));

        var events = new StreamWriter(pipe) { AutoFlush = true };
        foreach (var request in requests.GetConsumingEnumerable())
        {
            var output = new PipeOutput(events, request.Cell);
            output.Show(engine.ExecuteAsync(request.Code!, request.Cell, output).GetAwaiter().GetResult());
        }
        return 0;
    }

    private static void Read(Stream pipe, ScriptEngine engine, BlockingCollection<CellRequest> requests)
    {
        using var reader = new StreamReader(pipe);
        while (reader.ReadLine() is { } line)
        {
            var request = JsonSerializer.Deserialize<CellRequest>(line)!;
            if (request.Code is null) engine.Interrupt();
            else requests.Add(request);
        }
        // The runner is done, or gone.
        Environment.Exit(0);
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
