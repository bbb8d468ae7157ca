using static TorchSharp.torch;

namespace Capsules;

/// <summary>What operations written in C# need: where a tensor lies, and threads.</summary>
internal static class Native
{
    /// <summary>Address of a tensor's numbers; who uses it keeps the tensor alive.</summary>
    /// <param name="tensor">On the processor, in one piece.</param>
    internal static unsafe nint Address(Tensor tensor)
    {
        fixed (byte* bytes = tensor.bytes) return (nint)bytes;
    }

    /// <summary>Does a number of works on the threads libtorch uses, each on one from beginning to end.</summary>
    /// <param name="count">Works.</param>
    /// <param name="work">Does one.</param>
    internal static void ForEach(int count, Action<int> work) =>
        ForEach<object?>(count, get_num_threads(), () => null, (_, k) => work(k));

    /// <summary>Does a number of works, each on one thread from beginning to end, with what its thread has for itself.</summary>
    /// <param name="count">Works.</param>
    /// <param name="threads">At most so many threads.</param>
    /// <param name="make">Makes what a thread has for itself; disposed in the end where it can be.</param>
    /// <param name="work">Does one.</param>
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
