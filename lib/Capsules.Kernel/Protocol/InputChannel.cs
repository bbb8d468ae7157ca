namespace Capsules.Kernel.Protocol;

/// <summary>Questions from a cell to the front end that runs it (<c>input_request</c>), one at a time.</summary>
internal sealed class InputChannel(Func<JupyterMessage, string, IReadOnlyDictionary<string, object?>, bool> ask)
{
    private readonly object _gate = new();
    private Question? _open;

    /// <summary>Asks and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">The front end allows no input, or has no channel for it.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted while it waited.</exception>
    internal string Ask(JupyterMessage request, string prompt, bool password)
    {
        if (!request.Flag("allow_stdin", false))
            throw new InvalidOperationException("This front end takes no input while a cell runs (allow_stdin is false), so the cell cannot read a line.");
        var question = new Question(Guid.NewGuid().ToString());
        lock (_gate)
        {
            if (_open is not null) throw new InvalidOperationException("Another thread of this cell already waits for input.");
            _open = question;
        }
        try
        {
            var content = new Dictionary<string, object?> { ["prompt"] = prompt, ["password"] = password };
            if (!ask(request, question.Id, content))
                throw new InvalidOperationException("The front end that runs this cell has no stdin channel, so the cell cannot read a line.");
            return question.Wait();
        }
        finally
        {
            lock (_gate) _open = null;
        }
    }

    /// <summary>Takes an <c>input_reply</c>; one that nobody waits for is dropped.</summary>
    internal void Received(JupyterMessage message)
    {
        if (message.Type != "input_reply") return;
        lock (_gate)
        {
            // Some clients answer without a parent header.
            if (_open is null || (message.ParentId is not null && message.ParentId != _open.Id)) return;
            _open.Answer(message.Text("value"));
        }
    }

    /// <summary>Ends the wait of the cell that is being interrupted.</summary>
    internal void Cancel()
    {
        lock (_gate) _open?.Cancel();
    }

    /// <summary>Waits on a monitor, which <see cref="Thread.Interrupt"/> ends as well.</summary>
    private sealed class Question(string id)
    {
        private string? _answer;
        private bool _cancelled;

        internal string Id => id;

        internal string Wait()
        {
            lock (this)
            {
                while (_answer is null && !_cancelled) Monitor.Wait(this);
                return _answer ?? throw new OperationCanceledException("Interrupted while waiting for input.");
            }
        }

        internal void Answer(string text)
        {
            lock (this)
            {
                _answer = text;
                Monitor.PulseAll(this);
            }
        }

        internal void Cancel()
        {
            lock (this)
            {
                _cancelled = true;
                Monitor.PulseAll(this);
            }
        }
    }
}
