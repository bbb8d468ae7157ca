using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => Library.ct_inference_enabled() != 0;

    public static bool is_grad_enabled() => Library.ct_grad_enabled() != 0;

    public static int get_num_threads() => Library.ct_threads();

    public static void set_num_threads(int num)
    {
        if (num < 1) throw new ArgumentOutOfRangeException(nameof(num), num, "at least one thread is needed");
        Library.Check(Library.ct_set_threads(num));
    }

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.New();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.Current;

    /// <summary>GPUs.</summary>
    public static partial class cuda
    {
        public static bool is_available() => Library.ct_cuda_devices() > 0;

        public static int device_count() => Library.ct_cuda_devices();

        public static bool is_cudnn_available() => Library.ct_cudnn_available() != 0;

        /// <summary>Seeds the generators of all GPUs, as libtorch's one seed for all devices does.</summary>
        public static void manual_seed_all(long seed) => Library.Check(Library.ct_cuda_manual_seed((ulong)seed));

        public static void manual_seed(long seed) => manual_seed_all(seed);

        /// <summary>Waits for the work given to a GPU; without one there is nothing to wait for.</summary>
        public static void synchronize(Device? device = null) => Library.Check(Library.ct_cuda_synchronize(device?.index ?? -1));
    }

    private sealed class GradMode : IDisposable
    {
        private readonly int before = Library.ct_grad_enabled();

        internal GradMode(bool enabled) => Library.ct_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => Library.ct_set_grad_enabled(before);
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private nint guard = Library.ct_inference_enter(enabled ? 1 : 0);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref guard, 0) is var old && old != 0) Library.ct_inference_leave(old);
        }
    }
}
