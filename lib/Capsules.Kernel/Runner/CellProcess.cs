using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using Capsules.Kernel.Engine;
using Microsoft.Win32.SafeHandles;

namespace Capsules.Kernel.Runner;

/// <summary>Runs cells in a process of their own: whatever ends that process, the notebook's run ends with a report.</summary>
internal sealed class CellProcess : ICellRunner, IDisposable
{
    /// <summary>How long an interrupted cell may take before its process is killed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<int, IOutput> outputs = new();
    private readonly Process process;
    private readonly NamedPipeServerStream pipe;
    private readonly CancellationTokenSource ended = new();
    private readonly Task connected;
    private volatile TaskCompletionSource<CellResult>? running;
    private volatile bool killed;
    private SafeFileHandle? errors;

    private CellProcess(Process process, NamedPipeServerStream pipe)
    {
        (this.process, this.pipe) = (process, pipe);
        process.StandardInput.Close();
        connected = pipe.WaitForConnectionAsync(ended.Token);
        var events = ReadEventsAsync();
        _ = Task.Run(async () =>
        {
            await process.WaitForExitAsync().ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(events).ConfigureAwait(false);
            running?.TrySetResult(Death());
        });
    }

    public static CellProcess Start(string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var pipeName = $"capsules-{Guid.NewGuid():N}";
        var start = new ProcessStartInfo(KernelSpec.Dotnet(), [typeof(CellProcess).Assembly.Location, "--cells", pipeName])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
        };
        start.Environment.TryAdd(KernelSpec.ArenaMax, KernelSpec.OneArena);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var pipe = new NamedPipeServerStream(pipeName, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        return new CellProcess(Process.Start(start)!, pipe);
    }

    public Task<CellResult> ExecuteAsync(string code, int executionCount, IOutput output)
    {
        outputs[executionCount] = output;
        var running = this.running = new TaskCompletionSource<CellResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (process.HasExited) running.TrySetResult(Death());
        else Send(new CellRequest(code, executionCount));
        return running.Task;
    }

    public void Interrupt()
    {
        var running = this.running;
        Send(new CellRequest(null, 0));
        _ = Task.Run(async () =>
        {
            await Task.Delay(Grace).ConfigureAwait(false);
            if (running is not { Task.IsCompleted: false }) return;
            killed = true;
            Kill();
        });
    }

    /// <summary>Ends the process, and what cells have started in it.</summary>
    public void Dispose()
    {
        Kill();
        process.Dispose();
        pipe.Dispose();
        errors?.Dispose();
    }

    private void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
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
            connected.Wait();
            lock (connected) pipe.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(request) + "\n"));
        }
        catch (Exception exception) when (exception is IOException or AggregateException or InvalidOperationException)
        {
            // The process has ended, and whoever waits for it says so.
        }
    }

    private async Task ReadEventsAsync()
    {
        await connected.ConfigureAwait(false);
        // A file in memory (see NativeOutput): opened here, it outlives the process.
        if (OperatingSystem.IsLinux()) errors = File.OpenHandle($"/proc/{process.Id}/fd/2", share: FileShare.ReadWrite);
        using var reader = new StreamReader(pipe, leaveOpen: true);
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            var message = JsonSerializer.Deserialize<CellMessage>(line)!;
            if (message.Event is CellResult result) running?.TrySetResult(result);
            else outputs[message.Cell].Show(message.Event);
        }
    }

    private CellResult Death()
    {
        if (killed) return new CellResult(null, CellError.Of("Interrupted", "The cell was interrupted. It did not stop, so its process was killed."));
        var trace = LastErrors();
        var overflow = trace.LastIndexOf("Stack overflow.", StringComparison.Ordinal);
        var why = overflow >= 0 ? "its stack overflowed, by a recursion without an end"
            : process.ExitCode switch
            {
                134 => "the runtime gave up on it",
                137 => "it was killed, by hand or for lack of memory",
                139 => "native code used memory that is not its own",
                _ => "a cell may have called Environment.Exit",
            };
        var message = $"The process that ran the cell ended with exit code {process.ExitCode}: {why}.";
        var lines = trace[Math.Max(0, overflow)..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new CellResult(null, new CellError("ProcessDied", message, [message, .. overflow >= 0 ? lines.Take(20) : lines.TakeLast(20)], null));
    }

    private string LastErrors()
    {
        if (errors is null) return "";
        var bytes = new byte[NativeOutput.Kept];
        var count = RandomAccess.Read(errors, bytes, Math.Max(0, RandomAccess.GetLength(errors) - bytes.Length));
        return Encoding.UTF8.GetString(bytes, 0, count).Trim('\0');
    }
}
