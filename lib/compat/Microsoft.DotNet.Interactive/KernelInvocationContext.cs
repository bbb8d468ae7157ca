using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running of one command: where its displays go and how it is cancelled.</summary>
public class KernelInvocationContext : IDisposable
{
    private static readonly AsyncLocal<KernelInvocationContext?> s_current = new();

    private readonly CancellationTokenSource _cancellation = new();
    private readonly EventStream _events = new();

    private KernelInvocationContext(KernelCommand command) => Command = command;

    /// <summary>The context of the code that asks; null outside a cell.</summary>
    public static KernelInvocationContext? Current => s_current.Value;

    /// <summary>The command being run.</summary>
    public KernelCommand Command { get; }

    /// <summary>Cancelled when the cell is interrupted.</summary>
    public CancellationToken CancellationToken => _cancellation.Token;

    /// <summary>What the running code publishes.</summary>
    public IObservable<KernelEvent> KernelEvents => _events;

    /// <summary>Answers a request for a line of input; set by the kernel that made this context.</summary>
    internal Func<string, bool, string?>? Input { get; set; }

    /// <summary>The current context, or a new one for this command where there is none.</summary>
    public static KernelInvocationContext GetOrCreateAmbientContext(KernelCommand command) =>
        s_current.Value ??= new KernelInvocationContext(command);

    /// <summary>Passes an event on to whoever shows it.</summary>
    public void Publish(KernelEvent @event) => _events.Publish(@event);

    /// <summary>Leaves the context. Code the cell left in the background keeps publishing through it.</summary>
    public void Dispose()
    {
        if (s_current.Value == this) s_current.Value = null;
    }

    internal void Cancel() => _cancellation.Cancel();

    private sealed class EventStream : IObservable<KernelEvent>
    {
        private readonly Lock _lock = new();
        private IObserver<KernelEvent>[] _observers = [];

        public void Publish(KernelEvent @event)
        {
            foreach (var observer in _observers) observer.OnNext(@event);
        }

        public IDisposable Subscribe(IObserver<KernelEvent> observer)
        {
            lock (_lock) _observers = [.. _observers, observer];
            return new Subscription(this, observer);
        }

        private sealed class Subscription(EventStream stream, IObserver<KernelEvent> observer) : IDisposable
        {
            public void Dispose()
            {
                lock (stream._lock) stream._observers = [.. stream._observers.Where(o => o != observer)];
            }
        }
    }
}
