using TorchSharp;
using static TorchSharp.torch;

public class Scopes
{
    [Fact]
    public void AScopeDisposesWhatItOwnsAndOnlyThat()
    {
        var outside = ones(2);
        Tensor inside, moved, detached;
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                inside = ones(2);
                moved = ones(2).MoveToOuterDisposeScope();
                detached = inner.Detach(ones(2));
                Assert.True(inner.Contains(inside));
                Assert.False(inner.Contains(moved));
                Assert.True(outer.Contains(moved));
                Assert.Equal(1, inner.DisposablesCount);
                Assert.Same(inner, CurrentDisposeScope);
            }
            Assert.True(inside.IsInvalid);
            Assert.False(moved.IsInvalid);
            Assert.Same(outer, CurrentDisposeScope);
        }
        Assert.True(moved.IsInvalid);
        Assert.False(outside.IsInvalid || detached.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => inside + 1);
        outside.Dispose();
        detached.Dispose();
    }

    [Fact]
    public void AScopeTakesTensorsOnlyAndMayKeepSome()
    {
        using var file = new MemoryStream();
        using var scope = NewDisposeScope();
        Assert.Throws<InvalidOperationException>(() => scope.Attach(file));
        var (a, b) = (ones(1), ones(1));
        scope.DisposeEverythingBut(a);
        Assert.True(b.IsInvalid);
        Assert.False(a.IsInvalid);
        Assert.True(file.CanRead);
    }

    [Fact]
    public void AScopeMayEndBeforeOneWithinIt()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        Assert.Same(inner, CurrentDisposeScope);
        var moved = ones(1).MoveToOuterDisposeScope();
        inner.Dispose();
        Assert.Null(CurrentDisposeScope);
        Assert.False(moved.IsInvalid);
        moved.Dispose();
    }

    [Fact]
    public void StatisticsCountByThread()
    {
        LifetimeStatistics? counted = null;
        var thread = new Thread(() =>
        {
            counted = DisposeScopeManager.Statistics.TensorStatistics;
            ones(1).Dispose();
            using (var scope = NewDisposeScope())
            {
                _ = ones(1);
                ones(1).Dispose();
                var detached = scope.Detach(ones(1));
                scope.Attach(detached);
            }
        });
        thread.Start();
        thread.Join();
        Assert.Equal((1, 1), (counted!.CreatedOutsideScopeCount, counted.DisposedOutsideScopeCount));
        Assert.Equal((3, 3), (counted.CreatedInScopeCount, counted.DisposedInScopeCount));
        Assert.Equal((1, 1), (counted.AttachedToScopeCount, counted.DetachedFromScopeCount));
        Assert.Equal(0, counted.ThreadTotalLiveCount);
    }
}
