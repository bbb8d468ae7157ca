using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Runner;

/// <summary>The process in which the headless runner's cells run: takes them from a pipe and tells there what they show.</summary>
internal static class CellHost
{
    /// <summary>Serves until the runner closes the pipe.</summary>
    /// <param name="pipeName">The runner's pipe.</param>
    /// <param name="endOfCell">Written to standard output and error after each cell, so that the runner knows that it has read all.</param>
    public static int Run(string pipeName, string endOfCell)
    {
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
            var result = engine.ExecuteAsync(request.Code!, request.Cell, new Output(events, request.Cell)).GetAwaiter().GetResult();
            NativeOutput.FlushNative();
            Terminal.Out.Write(endOfCell);
            Terminal.Error.Write(endOfCell);
            Send(events, new CellEvent("Result", request.Cell, Data: result.Value is { } value ? CellEvent.ToJson(value) : null, Error: result.Error));
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

    private static void Send(StreamWriter events, CellEvent value)
    {
        lock (events) events.WriteLine(JsonSerializer.Serialize(value));
    }

    private sealed class Output(StreamWriter events, int cell) : IOutput
    {
        public void Stream(bool isError, string text) => Send(events, new CellEvent(nameof(Stream), cell, text, isError));

        public void Display(MimeBundle bundle, string? displayId = null) => Send(events, new CellEvent(nameof(Display), cell, displayId, Data: CellEvent.ToJson(bundle)));

        public void Update(string displayId, MimeBundle bundle) => Send(events, new CellEvent(nameof(Update), cell, displayId, Data: CellEvent.ToJson(bundle)));

        public void Clear(bool wait) => Send(events, new CellEvent(nameof(Clear), cell, Flag: wait));

        public void Background(CellError error) => Send(events, new CellEvent(nameof(Background), cell, Error: error));
    }
}
