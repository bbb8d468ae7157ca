namespace TorchSharp;

/// <summary>The scopes of each thread, and what was counted on it.</summary>
public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? ofThisThread;

    public static ThreadDisposeScopeStatistics Statistics => OfThisThread.StatisticsInstance;

    internal static DisposeScopeManager OfThisThread => ofThisThread ??= new();

    internal static DisposeScope? Current => ofThisThread?.innermost;

    internal ThreadDisposeScopeStatistics StatisticsInstance { get; } = new();

    private DisposeScope? innermost;

    internal static DisposeScope New()
    {
        var manager = OfThisThread;
        return manager.innermost = new DisposeScope(manager, manager.innermost);
    }

    internal void Register(torch.Tensor tensor)
    {
        if (innermost is null)
        {
            StatisticsInstance.Tensors.CreatedOutsideScopeCount++;
            return;
        }
        StatisticsInstance.Tensors.CreatedInScopeCount++;
        innermost.Join(tensor);
    }

    // A scope may end before one within it: that one stays the innermost, and this one is passed over.
    internal void Leave(DisposeScope scope)
    {
        if (innermost == scope) innermost = scope.Outer;
    }
}

/// <summary>How many objects a thread created, disposed and moved between scopes.</summary>
public class LifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }
    public long DisposedOutsideScopeCount { get; internal set; }
    public long CreatedInScopeCount { get; internal set; }
    public long DisposedInScopeCount { get; internal set; }
    public long AttachedToScopeCount { get; internal set; }
    public long DetachedFromScopeCount { get; internal set; }

    /// <summary>Created less disposed on this thread; objects that cross threads make it inexact.</summary>
    public long ThreadTotalLiveCount =>
        CreatedInScopeCount + CreatedOutsideScopeCount - DisposedInScopeCount - DisposedOutsideScopeCount;

    public void Reset() =>
        (CreatedOutsideScopeCount, DisposedOutsideScopeCount, CreatedInScopeCount, DisposedInScopeCount, AttachedToScopeCount,
            DetachedFromScopeCount) = (0, 0, 0, 0, 0, 0);

    public override string ToString() =>
        $"ThreadTotalLiveCount: {ThreadTotalLiveCount}; CreatedOutsideScopeCount: {CreatedOutsideScopeCount}; " +
        $"DisposedOutsideScopeCount: {DisposedOutsideScopeCount}; CreatedInScopeCount: {CreatedInScopeCount}; " +
        $"DisposedInScopeCount: {DisposedInScopeCount}; AttachedToScopeCount {AttachedToScopeCount}; " +
        $"DetachedFromScopeCount: {DetachedFromScopeCount}";
}

/// <summary>The statistics of one thread.</summary>
public class ThreadDisposeScopeStatistics
{
    public LifetimeStatistics TensorStatistics { get; } = new();
    public long CreatedOutsideScopeCount => Tensors.CreatedOutsideScopeCount;
    public long DisposedOutsideScopeCount => Tensors.DisposedOutsideScopeCount;
    public long CreatedInScopeCount => Tensors.CreatedInScopeCount;
    public long DisposedInScopeCount => Tensors.DisposedInScopeCount;
    public long AttachedToScopeCount => Tensors.AttachedToScopeCount;
    public long DetachedFromScopeCount => Tensors.DetachedFromScopeCount;
    public long ThreadTotalLiveCount => Tensors.ThreadTotalLiveCount;

    internal LifetimeStatistics Tensors => TensorStatistics;

    public void Reset() => Tensors.Reset();

    public override string ToString() => Tensors.ToString();
}
