namespace Capsules.Kernel.Protocol;

/// <summary>Questions from a cell to the front end that runs it (<c>input_request</c>), one at a time.</summary>
internal sealed class InputChannel(KernelChannels channels)
{
    private sealed record Question(string Id, TaskCompletionSource<string> Answer);

    private Question? _open;

    /// <exception cref="InvalidOperationException">The front end allows no input, or has no channel for it.</exception>
    public string Ask(JupyterMessage request, string prompt, bool password, CancellationToken cancellation)
    {
        if (!request.Get("allow_stdin", false))
            throw new InvalidOperationException("This front end takes no input while a cell runs (allow_stdin is false), so the cell cannot read a line.");
        var question = new Question(Guid.NewGuid().ToString(), new TaskCompletionSource<string>());
        if (Interlocked.CompareExchange(ref _open, question, null) is not null)
            throw new InvalidOperationException("Another thread of this cell already waits for input.");
        try
        {
            if (!channels.Ask(request, question.Id, new { prompt, password }))
                throw new InvalidOperationException("The front end that runs this cell has no stdin channel, so the cell cannot read a line.");
            question.Answer.Task.Wait(cancellation);
            return question.Answer.Task.Result;
        }
        finally
        {
            _open = null;
        }
    }

    /// <summary>Takes an <c>input_reply</c>; one that nobody waits for, or without a text, is dropped.</summary>
    public void Received(JupyterMessage message)
    {
        // Some clients answer without a parent header.
        if (message.Type == "input_reply" && _open is { } open && (message.ParentId is null || message.ParentId == open.Id)
            && message.Content["value"]?.GetValueKind() == System.Text.Json.JsonValueKind.String)
            open.Answer.TrySetResult((string)message.Content["value"]!);
    }
}
