namespace Capsules.Kernel.Engine;

/// <summary>One thread that flushes the text of cells when its time has come.</summary>
/// <remarks>Not a timer: those run on the thread pool, and come late when a cell keeps every pool thread busy.</remarks>
internal static class StreamPacer
{
    private static readonly PriorityQueue<StreamBuffer, long> s_due = new();

    static StreamPacer() => new Thread(Loop) { IsBackground = true, Name = "cell output" }.UnsafeStart();

    /// <summary>Flushes a buffer at a time of <see cref="Environment.TickCount64"/>.</summary>
    public static void Schedule(StreamBuffer buffer, long at)
    {
        lock (s_due)
        {
            s_due.Enqueue(buffer, at);
            Monitor.Pulse(s_due);
        }
    }

    private static void Loop()
    {
        while (true)
        {
            var next = WaitForNext();
            try
            {
                next.Due();
            }
            catch (IOException)
            {
                // The front end is gone; whoever owns its connection notices.
            }
        }
    }

    private static StreamBuffer WaitForNext()
    {
        lock (s_due)
        {
            while (true)
            {
                if (!s_due.TryPeek(out _, out var at)) Monitor.Wait(s_due);
                else if (at - Environment.TickCount64 is var left and > 0) Monitor.Wait(s_due, (int)left);
                else return s_due.Dequeue();
            }
        }
    }
}
