using System.Collections.Concurrent;

namespace Capsules.Kernel.Engine;

/// <summary>A cell that runs or has run: where its output goes and whether it was interrupted.</summary>
/// <remarks>It flows with the execution context, so what a cell leaves in the background still finds its own cell.</remarks>
internal sealed class CellContext(int executionCount, IOutput output)
{
    /// <summary>Cells kept so that an exception in the background can be shown under the one it came from.</summary>
    private const int Remembered = 100;

    private static readonly AsyncLocal<CellContext?> s_flowing = new();
    private static readonly ConcurrentDictionary<int, CellContext> s_cells = new();
    private static CellContext? s_latest;

    private readonly Lock _gate = new();
    private readonly StreamBuffer _stream = new(output);
    private readonly CancellationTokenSource _cancellation = new();
    private Thread? _userThread;

    /// <summary>The cell of the code that asks; for code with no cell of its own (a native thread), the latest one.</summary>
    public static CellContext? Current => s_flowing.Value ?? s_latest;

    public int ExecutionCount => executionCount;

    public bool Interrupted { get; private set; }

    /// <summary>Canceled by an interrupt, for library code that checks a token.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Values declared with <c>using</c>, disposed at the end of the cell.</summary>
    public Stack<object> Disposables { get; } = [];

    /// <summary>The cell with a number; null if it ran too long ago.</summary>
    public static CellContext? Numbered(int executionCount) => s_cells.GetValueOrDefault(executionCount);

    public void Enter()
    {
        s_flowing.Value = this;
        s_latest = this;
        s_cells[executionCount] = this;
        s_cells.TryRemove(executionCount - Remembered, out _);
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

    /// <summary>Disposes what the cell declared with <c>using</c>, the last one first.</summary>
    public async Task DisposeAsync()
    {
        while (Disposables.TryPop(out var value))
        {
            if (value is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync().ConfigureAwait(false);
            else (value as IDisposable)?.Dispose();
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
        // On a thread of its own: code of the cell that waits for the token may go on there, and never return.
        new Thread(_cancellation.Cancel) { IsBackground = true, Name = "interrupt" }.UnsafeStart();
    }

    /// <summary>Adds to the cell's text.</summary>
    public void Write(bool isError, ReadOnlySpan<char> text)
    {
        using var _ = new KernelCode(this);
        _stream.Write(isError, text);
    }

    /// <summary>Sends the text written so far.</summary>
    public void Flush()
    {
        using var _ = new KernelCode(this);
        _stream.Flush();
    }

    public void Display(MimeBundle bundle, string? displayId = null)
    {
        using var _ = new KernelCode(this);
        _stream.Flush();
        output.Display(bundle, displayId);
    }

    public void Update(string displayId, MimeBundle bundle)
    {
        using var _ = new KernelCode(this);
        _stream.Flush();
        output.Update(displayId, bundle);
    }

    /// <summary>Removes what the cell has shown.</summary>
    public void Clear()
    {
        using var _ = new KernelCode(this);
        _stream.Clear();
        output.Clear(wait: false);
    }

    /// <summary>Asks the person for a line.</summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    public string? Input(string prompt, bool password)
    {
        using var _ = new KernelCode(this);
        _stream.Flush();
        return output.Input(prompt, password, Cancellation);
    }

    /// <summary>Shows an exception that ended a thread or a task of the cell.</summary>
    public void Background(CellError error)
    {
        _stream.Flush();
        output.Background(error);
    }

    private void LeaveUserCode()
    {
        try
        {
            lock (_gate) _userThread = null;
        }
        catch (ThreadInterruptedException)
        {
            lock (_gate) _userThread = null;
        }
        // An interrupt that found no wait to break would break the engine's next one.
        TakePendingInterrupt();
    }

    private bool TakePendingInterrupt()
    {
        if (!Interrupted) return false;
        try
        {
            Thread.Sleep(0);
            return false;
        }
        catch (ThreadInterruptedException)
        {
            return true;
        }
    }

    /// <summary>A stretch of the kernel's own code on the cell's thread. A wait broken there would leave a message half sent, and every later one behind it.</summary>
    private readonly ref struct KernelCode : IDisposable
    {
        private readonly CellContext _cell;
        private readonly bool _isUserThread;
        private readonly bool _wasInterrupted;
        private readonly bool _pending;

        public KernelCode(CellContext cell)
        {
            _cell = cell;
            lock (cell._gate)
            {
                _isUserThread = cell._userThread == Thread.CurrentThread;
                if (!_isUserThread) return;
                cell._userThread = null;
                _wasInterrupted = cell.Interrupted;
            }
            _pending = cell.TakePendingInterrupt();
        }

        /// <summary>Lets the cell's next wait know of an interrupt that came meanwhile.</summary>
        public void Dispose()
        {
            if (!_isUserThread) return;
            lock (_cell._gate)
            {
                _cell._userThread = Thread.CurrentThread;
                if (_pending || _cell.Interrupted != _wasInterrupted) Thread.CurrentThread.Interrupt();
            }
        }
    }
}
