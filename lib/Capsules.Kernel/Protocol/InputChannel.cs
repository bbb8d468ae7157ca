namespace Capsules.Kernel.Protocol;

/// <summary>Questions from a cell to the front end that runs it (<c>input_request</c>), one at a time.</summary>
internal sealed class InputChannel(Func<JupyterMessage, string, IReadOnlyDictionary<string, object?>, bool> ask)
{
    private readonly Lock _gate = new();
    private (string Id, TaskCompletionSource<string> Answer)? _open;

    /// <summary>Asks and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">The front end allows no input, or has no channel for it.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted while it waited.</exception>
    internal string Ask(JupyterMessage request, string prompt, bool password, CancellationToken cancellation)
    {
        if (!request.Flag("allow_stdin", false))
            throw new InvalidOperationException("This front end takes no input while a cell runs (allow_stdin is false), so the cell cannot read a line.");
        var (id, answer) = (Guid.NewGuid().ToString(), new TaskCompletionSource<string>());
        lock (_gate)
        {
            if (_open is not null) throw new InvalidOperationException("Another thread of this cell already waits for input.");
            _open = (id, answer);
        }
        try
        {
            if (!ask(request, id, new Dictionary<string, object?> { ["prompt"] = prompt, ["password"] = password }))
                throw new InvalidOperationException("The front end that runs this cell has no stdin channel, so the cell cannot read a line.");
            answer.Task.Wait(cancellation);
            return answer.Task.Result;
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
            if (_open is not { } open || (message.ParentId is not null && message.ParentId != open.Id)) return;
            open.Answer.TrySetResult(message.Text("value"));
        }
    }
}
