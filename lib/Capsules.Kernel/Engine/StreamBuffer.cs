using System.Collections.Concurrent;
using System.Text;

namespace Capsules.Kernel.Engine;

/// <summary>Gathers what a cell writes, so that a loop of small writes makes at most 20 messages a second.</summary>
internal sealed class StreamBuffer(IOutput output)
{
    /// <summary>Characters of one cell that are shown; beyond this a front end becomes unusable.</summary>
    private const int Limit = 10_000_000;

    /// <summary>Characters that do not wait for the clock.</summary>
    private const int Block = 1_000_000;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);
    private static readonly BlockingCollection<StreamBuffer> s_waiting = [];

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private bool _isError;
    private bool _isWaiting;
    private long _written;

    static StreamBuffer() =>
        // A thread of its own: the pool's timers come late when a cell keeps every pool thread busy.
        new Thread(FlushRegularly) { IsBackground = true, Name = "cell output" }.UnsafeStart();

    public void Write(bool isError, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        lock (_lock)
        {
            if (_written >= Limit) return;
            if (_isError != isError) Flush();
            _isError = isError;
            var room = (int)Math.Min(text.Length, Limit - _written);
            _text.Append(text[..room]);
            _written += room;
            if (_written >= Limit) _text.Append($"\n… output cut: this cell wrote more than {Limit:N0} characters.\n");
            if (_text.Length >= Block) Flush();
            else if (!_isWaiting)
            {
                _isWaiting = true;
                s_waiting.Add(this);
            }
        }
    }

    public void Flush()
    {
        lock (_lock)
        {
            if (_text.Length == 0) return;
            var text = _text.ToString();
            _text.Clear();
            output.Stream(_isError, text);
        }
    }

    /// <summary>Forgets what has not been shown and allows a full measure again.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _text.Clear();
            _written = 0;
        }
    }

    private static void FlushRegularly()
    {
        foreach (var first in s_waiting.GetConsumingEnumerable())
        {
            Thread.Sleep(s_interval);
            first.FlushOnTime();
            while (s_waiting.TryTake(out var next)) next.FlushOnTime();
        }
    }

    private void FlushOnTime()
    {
        lock (_lock)
        {
            _isWaiting = false;
            try
            {
                Flush();
            }
            catch (IOException)
            {
                // The front end is gone; whoever owns its connection notices.
            }
        }
    }
}
