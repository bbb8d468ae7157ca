using System.Collections.Concurrent;
using System.Text;

namespace Capsules.Kernel.Engine;

/// <summary>Gathers what a cell writes, so that a loop of small writes makes at most 20 messages a second.</summary>
internal sealed class StreamBuffer(IOutput output)
{
    /// <summary>Characters of one cell that are shown; beyond this a front end becomes unusable.</summary>
    private const int Limit = 10_000_000;

    private const int MillisecondsPerMessage = 50;

    /// <summary>How long the first text waits for more: a line and its end may come in two writes.</summary>
    private const int FirstWait = 5;

    /// <summary>Switches between output and error that keep their order within one flush; beyond, text joins the last of its kind.</summary>
    private const int MaxSegments = 4;

    private static readonly BlockingCollection<StreamBuffer> s_waiting = [];

    private readonly Lock _lock = new();
    private readonly List<(bool IsError, StringBuilder Text)> _segments = [];
    private bool _isWaiting;
    private long _written;

    // A thread, not a timer: timers come late when a cell keeps every pool thread busy.
    static StreamBuffer() => KernelThread.Start("cell output", Pace);

    public void Write(bool isError, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        lock (_lock)
        {
            if (_written >= Limit) return;
            var room = (int)Math.Min(text.Length, Limit - _written);
            Append(isError, text[..room]);
            _written += room;
            if (_written >= Limit) Append(isError, $"\n… output cut: this cell wrote more than {Limit:N0} characters.\n");
            if (_isWaiting) return;
            _isWaiting = true;
        }
        s_waiting.Add(this);
    }

    /// <summary>Sends what there is, now: before another kind of output, and at the cell's end.</summary>
    /// <returns>How many messages that took.</returns>
    public int Flush()
    {
        lock (_lock)
        {
            // Under the lock, so that no later text overtakes.
            foreach (var (isError, text) in _segments) output.Stream(isError, text.ToString());
            var count = _segments.Count;
            _segments.Clear();
            _isWaiting = false;
            return count;
        }
    }

    /// <summary>Forgets what has not been shown and allows a full measure again.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _segments.Clear();
            _written = 0;
        }
    }

    private static void Pace()
    {
        foreach (var buffer in s_waiting.GetConsumingEnumerable())
        {
            Thread.Sleep(FirstWait);
            try
            {
                Thread.Sleep(buffer.Flush() * MillisecondsPerMessage);
            }
            catch (IOException)
            {
                // The front end is gone; whoever owns its connection notices.
            }
        }
    }

    private void Append(bool isError, ReadOnlySpan<char> text)
    {
        var same = _segments.FindLastIndex(s => s.IsError == isError);
        if (same < 0 || (same < _segments.Count - 1 && _segments.Count < MaxSegments))
        {
            same = _segments.Count;
            _segments.Add((isError, new StringBuilder()));
        }
        _segments[same].Text.Append(text);
    }
}
