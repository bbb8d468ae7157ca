namespace TorchSharp;

/// <summary>Disposes, when it ends, what was created on its thread while it was the innermost scope.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly HashSet<torch.Tensor> owned = new(ReferenceEqualityComparer.Instance);
    private readonly DisposeScope? outer;
    private bool closed;

    internal DisposeScope(DisposeScope? outer) => this.outer = outer;

    public int DisposablesCount => owned.Count;

    public IReadOnlyList<IDisposable> DisposablesView => [.. owned];

    public bool Contains(IDisposable disposable) => disposable is torch.Tensor tensor && owned.Contains(tensor);

    /// <summary>Hands a tensor to the next outer scope, or to nobody where there is none.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        Move(disposable, outer);
        return disposable;
    }

    /// <summary>Takes a tensor out of every scope: the caller disposes it.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Move(disposable, null);
        return disposable;
    }

    public void Attach(IDisposable disposable) => Move(disposable, this);

    public void MarkAsDisposed(IDisposable disposable)
    {
        if (disposable is torch.Tensor tensor) Forget(tensor);
    }

    public void DisposeEverything()
    {
        var all = owned.ToArray();
        owned.Clear();
        foreach (var tensor in all)
        {
            tensor.OwningDisposeScope = null;
            tensor.Dispose();
        }
    }

    public void Dispose()
    {
        if (closed) return;
        closed = true;
        DisposeEverything();
        DisposeScopeManager.Remove(this);
    }

    internal void Add(torch.Tensor tensor) => owned.Add(tensor);

    internal void Forget(torch.Tensor tensor)
    {
        owned.Remove(tensor);
        tensor.OwningDisposeScope = null;
    }

    internal static void Move(IDisposable disposable, DisposeScope? to)
    {
        if (disposable is not torch.Tensor tensor) return;
        tensor.OwningDisposeScope?.Forget(tensor);
        tensor.OwningDisposeScope = to;
        to?.Add(tensor);
    }
}

/// <summary>The scopes of each thread.</summary>
public class DisposeScopeManager
{
    [ThreadStatic]
    private static List<DisposeScope>? scopes;

    internal static DisposeScope? Current => scopes is { Count: > 0 } list ? list[^1] : null;

    internal static DisposeScope New()
    {
        var scope = new DisposeScope(Current);
        (scopes ??= []).Add(scope);
        return scope;
    }

    internal static DisposeScope? Register(torch.Tensor tensor)
    {
        var scope = Current;
        scope?.Add(tensor);
        return scope;
    }

    internal static void Remove(DisposeScope scope) => scopes?.Remove(scope);
}
