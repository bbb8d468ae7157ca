using System.Collections.Concurrent;

namespace Capsules.Live;

/// <summary>The one thread that runs the network: libtorch keeps helpers for every thread that calls it, and answers must not overtake each other.</summary>
internal sealed class ComputeThread : IDisposable
{
    private readonly BlockingCollection<Action> work = [];

    internal ComputeThread() => new Thread(() =>
    {
        foreach (var item in work.GetConsumingEnumerable()) item();
    })
    { IsBackground = true, Name = "live" }.Start();

    /// <summary>Runs work in its turn; what was canceled while it waited is not begun.</summary>
    internal Task<T> Run<T>(Func<T> compute, CancellationToken cancellation = default)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            work.Add(() =>
            {
                try
                {
                    cancellation.ThrowIfCancellationRequested();
                    result.SetResult(compute());
                }
                catch (OperationCanceledException)
                {
                    result.SetCanceled(cancellation);
                }
                catch (Exception e)
                {
                    result.SetException(e);
                }
            }, cancellation);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(ComputeThread));
        }

        return result.Task;
    }

    public void Dispose() => work.CompleteAdding();
}
