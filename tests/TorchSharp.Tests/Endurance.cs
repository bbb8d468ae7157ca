using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

/// <summary>What holds after many steps and on many threads.</summary>
[Collection(Alone.Name)]
public class Endurance
{
    [Fact]
    public void AThousandStepsLeaveAsManyTensorsAndAsMuchMemoryAsTen()
    {
        using var network = nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 10 * 10, 10));
        using var optimizer = optim.Adam(network.parameters());
        void Steps(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                nn.functional.cross_entropy(network.call(randn(4, 1, 12, 12)), randint(10, [4L])).backward();
                optimizer.step();
            }
        }

        Steps(100);
        var (tensors, memory) = (Live(), Resident());
        Steps(1000);
        Assert.Equal(tensors, Live());
        Assert.InRange(Resident(), 0.5 * memory, 1.05 * memory);
    }

    [Fact]
    public void FinalizersFreeWhatNoScopeOwned()
    {
        var before = Live();
        Abandon();
        for (var i = 0; i < 10 && Live() > before; i++) Thread.Sleep(10);
        Assert.Equal(before, Live());

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Abandon()
        {
            for (var i = 0; i < 100; i++) _ = ones(1000) + 1;
        }
    }

    [Fact]
    public void EightThreadsComputeWhatOneDoes()
    {
        var threads = Enumerable.Range(0, 8).Select(seed =>
        {
            string? wrong = null;
            var thread = new Thread(() =>
            {
                for (var round = 0; round < 30 && wrong is null; round++)
                {
                    using var scope = NewDisposeScope();
                    using var generator = new Generator((ulong)seed);
                    var x = rand([6L, 5], float64, generator: generator).requires_grad_();
                    var y = (x.matmul(x.t()) + 1).log().sum();
                    y.backward();
                    double expected = 0;
                    var values = x.detach().data<double>();
                    for (var i = 0; i < 6; i++)
                        for (var j = 0; j < 6; j++)
                            expected += Math.Log(1 + Enumerable.Range(0, 5).Sum(k => values[i, k] * values[j, k]));
                    if (Math.Abs(y.item<double>() - expected) > 1e-9) wrong = $"{y.item<double>()} instead of {expected}";
                    if (DisposeScopeManager.Statistics.ThreadTotalLiveCount < 1) wrong = "another thread's statistics";
                }
            });
            thread.Start();
            return (thread, wrong: new Func<string?>(() => wrong));
        }).ToArray();
        foreach (var (thread, _) in threads) thread.Join();
        Assert.All(threads, each => Assert.Null(each.wrong()));
    }

    private static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    private static long Resident()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
