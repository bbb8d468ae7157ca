using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace Capsules.Training;

/// <summary>One line that shows how far a long computation has come: a bar, the rate, the time left.</summary>
/// <remarks>
/// In a notebook the line is updated in place, at most ten times a second; the headless runner tells of it now and then as text. Anywhere
/// else a line goes to standard error every few seconds.
/// <code>
/// var live = new LiveProgress("training", batches);
/// for (var i = 1; i &lt;= batches; i++) live.Report(i, $"loss {loss:0.000}");
/// </code>
/// </remarks>
public sealed class LiveProgress
{
    private static readonly TimeSpan onScreen = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan onConsole = TimeSpan.FromSeconds(5);

    private readonly string title;
    private readonly long total;
    private readonly TimeProvider time;
    private readonly long start;
    private readonly DisplayedValue? shown;
    private readonly Lock gate = new();
    private long lastShown;

    /// <summary>Shows the line, with nothing done yet.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="total">How many steps there are, more than none.</param>
    /// <param name="time">The clock; the system's where none is given.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no steps.</exception>
    public LiveProgress(string title, long total, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(total);
        this.title = title;
        this.total = total;
        this.time = time ?? TimeProvider.System;
        start = lastShown = this.time.GetTimestamp();
        if (KernelInvocationContext.Current is not null) shown = Shown.Place(Line(0, ""), "text/html", "text/plain");
    }

    /// <summary>Tells how many steps are done; may be called at any rate and from any thread.</summary>
    /// <param name="done">Steps done, of all.</param>
    /// <param name="note">What else to say, such as the loss.</param>
    /// <exception cref="OperationCanceledException">The person has interrupted the cell.</exception>
    public void Report(long done, string note = "")
    {
        Interrupt.Token.ThrowIfCancellationRequested();
        lock (gate)
        {
            var isDue = time.GetElapsedTime(lastShown) >= (shown is null ? onConsole : onScreen);
            if (!isDue && done < total) return;
            lastShown = time.GetTimestamp();
            if (shown is not null) shown.Update(Line(done, note));
            else Console.Error.WriteLine(Line(done, note));
        }
    }

    private ProgressLine Line(long done, string note) => new(title, done, total, time.GetElapsedTime(start), note);
}
