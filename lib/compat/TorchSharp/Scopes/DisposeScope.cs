namespace TorchSharp;

/// <summary>Disposes, when it ends, what was created on its thread while it was the innermost scope.</summary>
public sealed partial class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager manager;
    private readonly DisposeScope? outer;

    // Tensors are a list through themselves: to join and to leave costs no allocation.
    private torch.Tensor? first;
    private int tensors;

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer) => (this.manager, this.outer) = (manager, outer);

    public int DisposablesCount => tensors;

    public IReadOnlyList<IDisposable> DisposablesView => [.. Tensors()];

    internal bool Closed { get; private set; }

    internal DisposeScope? Outer
    {
        get
        {
            var scope = outer;
            while (scope is { Closed: true }) scope = scope.outer;
            return scope;
        }
    }

    public bool Contains(IDisposable disposable) =>
        disposable is torch.Tensor tensor && tensor.OwningDisposeScope == this;

    /// <summary>Makes this the scope that owns something, whichever owned it before.</summary>
    /// <exception cref="InvalidOperationException">It is no tensor.</exception>
    public void Attach(IDisposable disposable)
    {
        if (disposable is not torch.Tensor tensor) throw new InvalidOperationException("DisposeScope can only manage Tensor or PackedSequence");
        if (tensor.OwningDisposeScope is { } before) before.Leave(tensor);
        else manager.StatisticsInstance.Tensors.AttachedToScopeCount++;
        Join(tensor);
    }

    public void Attach(params IDisposable[] disposables)
    {
        foreach (var disposable in disposables) Attach(disposable);
    }

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        IDisposable[] all = [.. disposables];
        Attach(all);
        return all;
    }

    /// <summary>Takes out of every scope what this one owns: the caller disposes it.</summary>
    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            if (Leave(disposable)) manager.StatisticsInstance.Tensors.DetachedFromScopeCount++;
    }

    /// <summary>Hands over what this scope owns; to no scope is to detach.</summary>
    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            if (disposable is not torch.Tensor tensor || !Leave(tensor)) continue;
            if (scope is null) manager.StatisticsInstance.Tensors.DetachedFromScopeCount++;
            else scope.Join(tensor);
        }
    }

    /// <summary>Hands what this scope owns to the next outer one, or to nobody where there is none.</summary>
    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(Outer, disposables);

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        for (var (tensor, next) = (first, first?.NextInScope); tensor is not null; (tensor, next) = (next, next?.NextInScope))
            if (!keep.Contains(tensor)) tensor.Dispose();
    }

    /// <summary>Forgets what was disposed by hand.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        if (Leave(disposable)) manager.StatisticsInstance.Tensors.DisposedInScopeCount++;
    }

    public void Dispose()
    {
        if (Closed) return;
        Closed = true;
        DisposeEverything();
        manager.Leave(this);
    }

    internal void Join(torch.Tensor tensor)
    {
        (tensor.OwningDisposeScope, tensor.NextInScope) = (this, first);
        if (first is not null) first.PreviousInScope = tensor;
        first = tensor;
        tensors++;
    }

    private bool Leave(IDisposable disposable)
    {
        if (disposable is not torch.Tensor tensor || tensor.OwningDisposeScope != this) return false;
        if (tensor.PreviousInScope is { } before) before.NextInScope = tensor.NextInScope;
        else first = tensor.NextInScope;
        if (tensor.NextInScope is { } after) after.PreviousInScope = tensor.PreviousInScope;
        (tensor.OwningDisposeScope, tensor.PreviousInScope, tensor.NextInScope) = (null, null, null);
        tensors--;
        return true;
    }

    private IEnumerable<torch.Tensor> Tensors()
    {
        for (var tensor = first; tensor is not null; tensor = tensor.NextInScope) yield return tensor;
    }
}
