using static TorchSharp.torch;

namespace Capsules;

/// <summary>What operations written in C# need: a tensor's address, and threads.</summary>
internal static class Native
{
    /// <summary>Address of a tensor's data; the caller keeps the tensor alive.</summary>
    /// <param name="tensor">On the processor, contiguous.</param>
    internal static unsafe nint Address(Tensor tensor)
    {
        fixed (byte* bytes = tensor.bytes) return (nint)bytes;
    }

    /// <summary>Runs work items in parallel, on as many threads as libtorch uses.</summary>
    internal static void ForEach(int count, Action<int> work) =>
        ForEach<object?>(count, get_num_threads(), () => null, (_, k) => work(k));

    /// <summary>Runs work items in parallel, each with per-thread state.</summary>
    internal static void ForEach<T>(int count, int threads, Func<T> make, Action<T, int> work)
    {
        if (Math.Min(threads, count) > 1)
        {
            Parallel.For(
                0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, make,
                (k, _, own) =>
                {
                    work(own, k);
                    return own;
                },
                own => (own as IDisposable)?.Dispose());
            return;
        }

        var only = make();
        for (var k = 0; k < count; k++) work(only, k);
        (only as IDisposable)?.Dispose();
    }
}
