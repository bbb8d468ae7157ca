using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Runner;

/// <summary>Runs cells in a process of their own: whatever ends that process, the notebook's run ends with a report.</summary>
internal sealed class CellProcess : ICellRunner, IDisposable
{
    /// <summary>How long an interrupted cell may take before its process is killed.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<int, IOutput> _outputs = new();
    private readonly string _endOfCell;
    private readonly Process _process;
    private readonly NamedPipeServerStream _pipe;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _connected;
    private readonly StringBuilder _lastErrors = new();
    private volatile Run? _run;
    private volatile bool _killed;

    private CellProcess(Process process, NamedPipeServerStream pipe, string endOfCell)
    {
        (_process, _pipe, _endOfCell) = (process, pipe, endOfCell);
        process.StandardInput.Close();
        _connected = pipe.WaitForConnectionAsync(_ended.Token);
        Task[] readers =
        [
            Task.Factory.StartNew(() => ReadText(process.StandardOutput, isError: false), TaskCreationOptions.LongRunning),
            Task.Factory.StartNew(() => ReadText(process.StandardError, isError: true), TaskCreationOptions.LongRunning),
            Task.Factory.StartNew(ReadEvents, TaskCreationOptions.LongRunning),
        ];
        _ = Task.Run(async () =>
        {
            await process.WaitForExitAsync().ConfigureAwait(false);
            await _ended.CancelAsync().ConfigureAwait(false);
            // A child of a cell may hold its end of a pipe open.
            await Task.WhenAny(Task.WhenAll(readers), Task.Delay(1000)).ConfigureAwait(false);
            _run?.Fail(Death());
        });
    }

    public static CellProcess Start(string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var (pipeName, endOfCell) = ($"capsules-{Guid.NewGuid():N}", $"\0{Guid.NewGuid():N}\0");
        var start = new ProcessStartInfo("dotnet", [typeof(CellProcess).Assembly.Location, "--cells", pipeName, endOfCell.Trim('\0')])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.FileName = Environment.ProcessPath!;
        start.Environment.TryAdd(KernelSpec.ArenaMax, KernelSpec.OneArena);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var pipe = new NamedPipeServerStream(pipeName, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        return new CellProcess(Process.Start(start)!, pipe, endOfCell);
    }

    public Task<CellResult> ExecuteAsync(string code, int executionCount, IOutput output)
    {
        _outputs[executionCount] = output;
        _run = new Run(output);
        if (_process.HasExited) _run.Fail(Death());
        else Send(new CellRequest(code, executionCount));
        return _run.Result;
    }

    public void Interrupt()
    {
        var run = _run;
        Send(new CellRequest(null, 0));
        _ = Task.Run(async () =>
        {
            await Task.Delay(s_grace).ConfigureAwait(false);
            if (run is not { Result.IsCompleted: false }) return;
            _killed = true;
            Kill();
        });
    }

    /// <summary>Ends the process, and what cells have started in it.</summary>
    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _pipe.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private void Send(CellRequest request)
    {
        try
        {
            _connected.Wait();
            lock (_connected) _pipe.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(request) + "\n"));
        }
        catch (Exception exception) when (exception is IOException or AggregateException or InvalidOperationException)
        {
            // The process has ended, and whoever waits for it says so.
        }
    }

    private void ReadEvents()
    {
        if (Task.WaitAny(_connected) is 0 && !_connected.IsCompletedSuccessfully) return;
        var reader = new StreamReader(_pipe);
        while (reader.ReadLine() is { } line)
        {
            var message = JsonSerializer.Deserialize<CellMessage>(line)!;
            if (message.Event is CellResult result) _run?.Complete(result);
            else _outputs[message.Cell].Show(message.Event);
        }
    }

    // What native code and child processes write, up to the mark that ends a cell.
    private void ReadText(StreamReader from, bool isError)
    {
        var buffer = new char[1 << 14];
        var rest = "";
        while (from.Read(buffer) is > 0 and var count)
        {
            var parts = (rest + new string(buffer, 0, count)).Split(_endOfCell);
            for (var i = 0; i < parts.Length - 1; i++)
            {
                Show(parts[i], isError);
                _run?.EndOfText();
            }
            // Part of a mark may be still to come.
            var cut = parts[^1].LastIndexOf('\0');
            rest = cut >= 0 && parts[^1].Length - cut < _endOfCell.Length ? parts[^1][cut..] : "";
            Show(parts[^1][..^rest.Length], isError);
        }
    }

    private void Show(string text, bool isError)
    {
        if (text.Length == 0) return;
        if (isError)
            lock (_lastErrors) _lastErrors.Append(text, 0, Math.Min(text.Length, Math.Max(0, 4000 - _lastErrors.Length)));
        _run?.Output.Show(new StreamText(isError, text));
    }

    private CellError Death()
    {
        if (_killed) return CellError.Of("Interrupted", "The cell was interrupted. It did not stop, so its process was killed.");
        string trace;
        lock (_lastErrors) trace = _lastErrors.ToString();
        var why = trace.Contains("Stack overflow.", StringComparison.Ordinal) ? "its stack overflowed, by a recursion without an end"
            : _process.ExitCode switch
            {
                134 => "the runtime gave up on it",
                137 => "it was killed, by hand or for lack of memory",
                139 => "native code used memory that is not its own",
                _ => "a cell may have called Environment.Exit",
            };
        var message = $"The process that ran the cell ended with exit code {_process.ExitCode}: {why}.";
        return new CellError("ProcessDied", message, [message, .. trace.Split('\n').Where(line => line.Length > 0).Take(20)], null);
    }

    /// <summary>A cell whose result counts once both of its text streams have been read to its end.</summary>
    private sealed class Run(IOutput output)
    {
        private readonly TaskCompletionSource<CellResult> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _missing = 3;
        private CellResult? _result;

        public IOutput Output => output;

        public Task<CellResult> Result => _source.Task;

        public void Complete(CellResult result)
        {
            _result = result;
            EndOfText();
        }

        public void EndOfText()
        {
            if (Interlocked.Decrement(ref _missing) == 0) _source.TrySetResult(_result!);
        }

        public void Fail(CellError error) => _source.TrySetResult(new CellResult(null, error));
    }
}
