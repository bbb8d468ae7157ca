using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>Memory and threads of the kernels.</summary>
internal static unsafe class KernelMemory
{
    /// <summary>What is done for one item, with the room that its thread has.</summary>
    internal delegate void Work<T>(int item, T*[] room)
        where T : unmanaged;

    /// <summary>Memory for so many registers.</summary>
    internal static Tensor Room<T>(long registers)
        where T : unmanaged, ILanes<T> => empty([registers * T.Count]);

    /// <summary>A contiguous tensor's numbers; valid until <see cref="KeepAlive"/>.</summary>
    internal static float* Numbers(Tensor tensor)
    {
        fixed (byte* bytes = tensor.bytes) return (float*)bytes;
    }

    /// <summary>The memory of these tensors is in use until here.</summary>
    internal static void KeepAlive(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors) GC.KeepAlive(tensor);
    }

    /// <summary>Works on the items in parallel, each thread with room of its own.</summary>
    /// <param name="sizes">Registers of each part of the room.</param>
    internal static void Each<T>(int count, long[] sizes, Work<T> work)
        where T : unmanaged, ILanes<T>
    {
        var (threads, size) = (Math.Min(get_num_threads(), count), sizes.Sum());
        using var rooms = Room<T>(threads * size);
        var (start, next) = ((nint)Numbers(rooms), -1);
        if (threads == 1) Run(0);
        else Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, Run);

        void Run(int thread)
        {
            var room = new T*[sizes.Length];
            var at = (T*)start + (thread * size);
            for (var k = 0; k < sizes.Length; at += sizes[k++]) room[k] = at;
            for (int item; (item = Interlocked.Increment(ref next)) < count;) work(item, room);
        }
    }
}
