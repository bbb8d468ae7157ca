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

    private readonly Lock _lock = new();
    private readonly List<(bool IsError, StringBuilder Text)> _segments = [];
    private bool _scheduled;
    private long _notBefore;
    private long _written;

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
            if (_scheduled) return;
            _scheduled = true;
            StreamPacer.Schedule(this, Math.Max(_notBefore, Environment.TickCount64 + FirstWait));
        }
    }

    /// <summary>Sends what there is, now: before another kind of output, and at the cell's end.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_segments.Count == 0) return;
            // Under the lock, so that no later text overtakes.
            foreach (var (isError, text) in _segments) output.Stream(isError, text.ToString());
            _notBefore = Environment.TickCount64 + MillisecondsPerMessage * _segments.Count;
            _segments.Clear();
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

    /// <summary>Called by the pacer at the time asked for.</summary>
    internal void Due()
    {
        lock (_lock)
        {
            // A flush in between has moved the next message's time.
            _scheduled = _segments.Count > 0 && Environment.TickCount64 < _notBefore;
            if (_scheduled) StreamPacer.Schedule(this, _notBefore);
            else Flush();
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
