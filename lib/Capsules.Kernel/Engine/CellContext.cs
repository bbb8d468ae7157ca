namespace Capsules.Kernel.Engine;

/// <summary>A cell that runs or has run: where its output goes and whether it was interrupted.</summary>
/// <remarks>It flows with the execution context, so what a cell leaves in the background still finds its own cell.</remarks>
internal sealed class CellContext
{
    private static readonly AsyncLocal<CellContext?> s_flowing = new();
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

    /// <summary>Cancelled by an interrupt, for library code that checks a token.</summary>
    public CancellationTokenSource Cancellation { get; } = new();

    public void Enter()
    {
        s_flowing.Value = this;
        s_latest = this;
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
