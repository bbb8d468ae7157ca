namespace Capsules.Kernel.Engine;

/// <summary>A cell that runs or has run: where its output goes and whether it was interrupted.</summary>
/// <remarks>It flows with the execution context, so what a cell leaves in the background still finds its own cell.</remarks>
internal sealed class CellContext
{
    /// <summary>Cells kept so that an exception in the background can be shown under the one it came from.</summary>
    private const int Remembered = 100;

    private static readonly AsyncLocal<CellContext?> s_flowing = new();
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, CellContext> s_cells = new();
    private static CellContext? s_latest;

    private readonly Lock _gate = new();
    private Thread? _userThread;

    public CellContext(int executionCount, IOutput output)
    {
        ExecutionCount = executionCount;
        Output = output;
        Stream = new StreamBuffer(output);
    }

    /// <summary>The cell of the code that asks; for code with no cell of its own (a native thread), the latest one.</summary>
    public static CellContext? Current => s_flowing.Value ?? s_latest;

    public int ExecutionCount { get; }

    public IOutput Output { get; }

    public StreamBuffer Stream { get; }

    public bool Interrupted { get; private set; }

    /// <summary>Canceled by an interrupt, for library code that checks a token.</summary>
    public CancellationTokenSource Cancellation { get; } = new();

    /// <summary>Values declared with <c>using</c>, disposed at the end of the cell.</summary>
    public Stack<object> Disposables { get; } = [];

    /// <summary>The cell with a number; null if it ran too long ago.</summary>
    public static CellContext? Numbered(int executionCount) => s_cells.GetValueOrDefault(executionCount);

    public void Enter()
    {
        s_flowing.Value = this;
        s_latest = this;
        s_cells[ExecutionCount] = this;
        s_cells.TryRemove(ExecutionCount - Remembered, out _);
    }

    /// <summary>Disposes what the cell declared with <c>using</c>, the last one first.</summary>
    public async Task DisposeAsync()
    {
        while (Disposables.TryPop(out var value))
        {
            if (value is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync().ConfigureAwait(false);
            else (value as IDisposable)?.Dispose();
        }
    }

    /// <summary>Runs code the person wrote: only there may a blocked wait be broken by an interrupt.</summary>
    public T RunUserCode<T>(Func<T> code)
    {
        lock (_gate) _userThread = Thread.CurrentThread;
        try
        {
            return code();
        }
        finally
        {
            LeaveUserCode();
        }
    }

    public void Interrupt()
    {
        lock (_gate)
        {
            Interrupted = true;
            Guard.Arm();
            _userThread?.Interrupt();
        }
        Cancellation.Cancel();
    }

    /// <summary>Shows a bundle after the text written before it.</summary>
    public void Display(MimeBundle bundle, string? displayId)
    {
        Stream.Flush();
        Output.Display(bundle, displayId);
    }

    public void Update(string displayId, MimeBundle bundle)
    {
        Stream.Flush();
        Output.Update(displayId, bundle);
    }

    private void LeaveUserCode()
    {
        lock (_gate) _userThread = null;
        if (!Interrupted) return;
        // An interrupt that found no wait to break would break the engine's next one.
        try
        {
            Thread.Sleep(0);
        }
        catch (ThreadInterruptedException)
        {
        }
    }
}
