using System.Collections.Concurrent;

namespace Capsules.Live;

/// <summary>The one thread that runs the network: libtorch keeps helpers for every thread that calls it, and answers must not overtake each other.</summary>
internal sealed class ComputeThread : IDisposable
{
    private readonly BlockingCollection<Action> work = [];
    private readonly Thread thread;

    internal ComputeThread()
    {
        thread = new Thread(() =>
        {
            foreach (var item in work.GetConsumingEnumerable()) item();
        })
        { IsBackground = true, Name = "live" };
        thread.Start();
    }

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

    /// <summary>Ends the thread after what is waiting: a process that ends while libtorch computes dies by a segmentation fault.</summary>
    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join(TimeSpan.FromSeconds(5));
    }
}
