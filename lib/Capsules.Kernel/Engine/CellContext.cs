using System.Collections.Concurrent;

namespace Capsules.Kernel.Engine;

/// <summary>A cell that runs or has run: where its output goes and whether it was interrupted.</summary>
/// <remarks>It flows with the execution context, so what a cell leaves in the background still finds its own cell.</remarks>
internal sealed class CellContext(int executionCount, IOutput output)
{
    /// <summary>Cells kept so that an exception in the background can be shown under the one it came from.</summary>
    private const int Remembered = 100;

    /// <summary>Characters of one cell that are shown; beyond this a front end becomes unusable.</summary>
    private const int MostText = 10_000_000;

    private static readonly AsyncLocal<CellContext?> Flowing = new();
    private static readonly ConcurrentDictionary<int, CellContext> Cells = new();
    private static CellContext? latest;

    private readonly Lock gate = new();
    private readonly CancellationTokenSource cancellation = new();
    private readonly TaskCompletionSource<CellResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? userThread;
    private long written;

    /// <summary>The cell of the code that asks; for code with no cell of its own (a native thread), the latest one.</summary>
    public static CellContext? Current => Flowing.Value ?? latest;

    public int ExecutionCount => executionCount;

    public Task<CellResult> Result => result.Task;

    public bool Interrupted { get; private set; }

    public CancellationToken Cancellation => cancellation.Token;

    /// <summary>Values declared with <c>using</c>, disposed at the end of the cell, the last one first.</summary>
    public Stack<object> Disposables { get; } = [];

    /// <summary>The cell with a number; null if it ran too long ago.</summary>
    public static CellContext? Numbered(int executionCount) => Cells.GetValueOrDefault(executionCount);

    public void Enter()
    {
        Flowing.Value = this;
        latest = this;
        Cells[executionCount] = this;
        Cells.TryRemove(executionCount - Remembered, out _);
    }

    /// <summary>Runs code the person wrote: only there may a blocked wait be broken by an interrupt.</summary>
    public T RunUserCode<T>(Func<T> code)
    {
        lock (gate) userThread = Thread.CurrentThread;
        try
        {
            return code();
        }
        finally
        {
            WithoutInterrupt(() =>
            {
                lock (gate) userThread = null;
            });
            // An interrupt that found no wait to break would break the engine's next one.
            if (Interrupted) WithoutInterrupt(() => Thread.Sleep(0));
        }
    }

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
        lock (gate)
        {
            Interrupted = true;
            Guard.Arm();
            userThread?.Interrupt();
        }
        // On a thread of its own: code of the cell that waits for the token may go on there, and never return.
        new Thread(cancellation.Cancel) { IsBackground = true, Name = "interrupt" }.UnsafeStart();
    }

    /// <summary>Writes text of the cell that <see cref="Current"/> names; before any cell has run, outside.</summary>
    public static void WriteCurrent(bool isError, ReadOnlySpan<char> text)
    {
        if (Current is { } cell) cell.Write(isError, text);
        else (isError ? Terminal.Error : Terminal.Out).Write(text);
    }

    public void Write(bool isError, ReadOnlySpan<char> text)
    {
        var before = Interlocked.Add(ref written, text.Length) - text.Length;
        if (text.IsEmpty || before >= MostText) return;
        OutputQueue.Write(output, isError, text[..(int)Math.Min(text.Length, MostText - before)]);
        if (before + text.Length >= MostText) OutputQueue.Write(output, isError, $"\n… output cut: this cell wrote more than {MostText:N0} characters.\n");
    }

    public void Show(CellEvent shown)
    {
        if (shown is ClearOutput) Interlocked.Exchange(ref written, 0);
        OutputQueue.Then(() => output.Show(shown));
    }

    /// <summary>Sends what the cell has shown, and then its result.</summary>
    public void End(CellResult result)
    {
        NativeOutput.Drain();
        OutputQueue.Then(() => this.result.TrySetResult(result));
    }

    public string? Input(string prompt, bool password)
    {
        OutputQueue.Flush();
        return output.Input(prompt, password, Cancellation);
    }

    private static void WithoutInterrupt(Action action)
    {
        try
        {
            action();
        }
        catch (ThreadInterruptedException)
        {
            action();
        }
    }
}
